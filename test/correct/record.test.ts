import type { Nucleus } from '@core/measure/nucleus'
import { correctedRecord } from '@services/correct-record'
import type { StoredImage } from '@services/run-store'
import { describe, expect, it } from 'vitest'

const nucleus = {
  label: 1,
  areaPx: 20,
  equivalentDiameterPx: 5,
  intensities: [10, 1, 2, 6, 50].map((mean) => ({ mean, integrated: 20 * mean, min: mean, max: mean })),
} as Nucleus
const entry = { at: '2026-01-01T00:00:00.000Z', kind: 'removed' } as never
const meanOf = (stored: Partial<StoredImage>) =>
  correctedRecord({ flags: [], notes: [], ...stored } as unknown as StoredImage, [nucleus], [entry])
    .meanIntensity

describe('the mean intensity of a corrected image', () => {
  const intensityChannels = ['1', '2 red', '2 green', '2 blue', '3']

  it('is that of the counted channel, of its three colours together', () => {
    expect(meanOf({ intensityChannels, countedIntensities: [4], channel: '3' })).toBe(50)
    expect(meanOf({ intensityChannels, countedIntensities: [1, 2, 3], channel: '2' })).toBe(3)
  })

  it('goes by the name in records of earlier runs', () => {
    expect(meanOf({ intensityChannels: ['Actin', 'DNA'], channel: 'DNA' })).toBe(1)
    expect(meanOf({ intensityChannels: ['red', 'green', 'blue'], channel: '1' })).toBeCloseTo(13 / 3)
  })
})
