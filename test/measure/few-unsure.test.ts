import { isFewAndUnsure } from '@core/measure/few-unsure'
import { describe, expect, it } from 'vitest'
import { nucleus } from '../export/rows'

const of = (...list: [confidence: number | undefined, diameter: number][]) =>
  list.map(([confidence, equivalentDiameterPx], i) => nucleus(i + 1, { confidence, equivalentDiameterPx }))

describe('few, unsure', () => {
  it('is an image whose one to three nuclei are all unsure, or smaller than any that are looked for', () => {
    expect(isFewAndUnsure(of([0.63, 20]))).toBe(true)
    expect(isFewAndUnsure(of([0.95, 5.3]))).toBe(true)
    expect(isFewAndUnsure(of([0.2, 20], [0.69, 30], [0.9, 7.9]))).toBe(true)
    expect(isFewAndUnsure(of([undefined, 6]))).toBe(true)
  })

  it('is none with one nucleus beyond doubt, none at all, or with many', () => {
    expect(isFewAndUnsure(of([0.7, 8]))).toBe(false)
    expect(isFewAndUnsure(of([0.2, 20], [0.9, 20]))).toBe(false)
    expect(isFewAndUnsure(of([undefined, 20]))).toBe(false)
    expect(isFewAndUnsure([])).toBe(false)
    expect(isFewAndUnsure(of([0.2, 20], [0.2, 20], [0.2, 20], [0.2, 20]))).toBe(false)
  })

  it('is what the segmenter itself doubts, when it is little', () => {
    expect(isFewAndUnsure(of([undefined, 20]), true)).toBe(true)
    expect(isFewAndUnsure([], true)).toBe(false)
  })
})
