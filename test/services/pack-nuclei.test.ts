import { describe, expect, it } from 'vitest'
import { packNuclei, unpackNuclei } from '../../src/main/hosts/pack-nuclei'
import { nucleus } from '../export/rows'

describe('packed nuclei', () => {
  it('come back as they were', () => {
    const nuclei = [nucleus(1), nucleus(2, { confidence: 0, touchesEdge: true })]
    expect(unpackNuclei(packNuclei(nuclei))).toEqual(nuclei)
    expect(unpackNuclei(packNuclei([]))).toEqual([])
  })

  it('have no confidence where there was none', () => {
    const { confidence: _, ...without } = nucleus(7)
    const [back] = unpackNuclei(packNuclei([without]))
    expect(back).toEqual(without)
    expect(back).not.toHaveProperty('confidence')
  })
})
