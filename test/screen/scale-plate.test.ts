import { centreSpread } from '@core/screen/centre-spread'
import { percentOfControl } from '@core/screen/percent-of-control'
import { scalePlate, type WellContent, type WellValue } from '@core/screen/scale-plate'
import { zPrime } from '@core/screen/z-prime'
import { zScore } from '@core/screen/z-score'
import { describe, expect, it } from 'vitest'

const wells = (content: WellContent, ...values: (number | undefined)[]): WellValue[] =>
  values.map((value) => ({ value, content }))

describe('centre and spread', () => {
  it('is mean and sample standard deviation', () => {
    // numpy.std([2, 4, 4, 4, 5, 5, 7, 9], ddof=1)
    const found = centreSpread([2, 4, 4, 4, 5, 5, 7, 9], false)!
    expect(found.centre).toBe(5)
    expect(found.spread).toBeCloseTo(2.138089935299395, 12)
  })

  it('is median and scaled MAD when robust, and an outlier does not move it', () => {
    // scipy.stats.median_abs_deviation([1, 2, 3, 4, 1000], scale='normal')
    const found = centreSpread([1, 2, 3, 4, 1000], true)!
    expect(found).toMatchObject({ n: 5, centre: 3 })
    expect(found.spread).toBeCloseTo(1.482602218505602, 12)
    expect(centreSpread([4, 1, 3, 2], true)!.centre).toBe(2.5)
  })

  it('does not scatter with one value, and is nothing without values', () => {
    expect(centreSpread([7], false)).toEqual({ n: 1, centre: 7, spread: undefined })
    expect(centreSpread([], true)).toBeUndefined()
  })

  it('does not scatter where all values are alike, though their sum rounds', () => {
    expect(0.1 + 0.1 + 0.1).not.toBe(0.3)
    expect(centreSpread([0.1, 0.1, 0.1], false)).toEqual({ n: 3, centre: 0.1, spread: 0 })
    expect(zScore(0.5, centreSpread([0.1, 0.1, 0.1], false)!)).toBeUndefined()
  })

  it('leaves the values as they are', () => {
    const values = [3, 1, 2]
    centreSpread(values, true)
    expect(values).toEqual([3, 1, 2])
  })
})

describe('scores', () => {
  it('are undefined instead of infinite', () => {
    expect(percentOfControl(5, { n: 2, centre: 0, spread: 0 })).toBeUndefined()
    expect(percentOfControl(5, undefined)).toBeUndefined()
    expect(zScore(5, { n: 3, centre: 5, spread: 0 })).toBeUndefined()
    expect(zScore(5, { n: 1, centre: 5, spread: undefined })).toBeUndefined()
    expect(zPrime({ n: 2, centre: 4, spread: 1 }, { n: 2, centre: 4, spread: 1 })).toBeUndefined()
    expect(zPrime({ n: 1, centre: 4, spread: undefined }, { n: 2, centre: 9, spread: 1 })).toBeUndefined()
  })

  it('Z′ of the 1999 paper', () => {
    expect(zPrime({ n: 8, centre: 100, spread: 5 }, { n: 8, centre: 20, spread: 3 })).toBeCloseTo(0.7, 12)
    expect(zPrime({ n: 8, centre: 20, spread: 3 }, { n: 8, centre: 100, spread: 5 })).toBeCloseTo(0.7, 12)
  })
})

describe('a plate', () => {
  const plate = [
    ...wells('negative', 98, 100, 102),
    ...wells('positive', 9, 10, 11),
    ...wells('sample', 80, 90, 100, 110, 120, undefined),
  ]

  it('is scaled to its own controls and samples', () => {
    const scaled = scalePlate(plate, false)
    expect(scaled.negative).toEqual({ n: 3, centre: 100, spread: 2 })
    expect(scaled.samples!.centre).toBe(100)
    expect(scaled.samples!.spread).toBeCloseTo(Math.sqrt(250), 12)
    expect(scaled.zPrime).toBeCloseTo(0.9, 12)
    expect(scaled.wells[6]!.ofControl).toBe(80)
    expect(scaled.wells[6]!.z).toBeCloseTo(-20 / Math.sqrt(250), 12)
    expect(scaled.wells.at(-1)).toEqual({ ofControl: undefined, z: undefined })
    const mean = scaled.wells.slice(6, 11).reduce((sum, well) => sum + well.z!, 0) / 5
    expect(mean).toBeCloseTo(0, 12)
  })

  it('has no per cent without controls, and z against all wells when nothing is a sample', () => {
    const without = scalePlate(wells('sample', 1, 2, 3), true)
    expect(without.wells.map((well) => well.ofControl)).toEqual([undefined, undefined, undefined])
    expect(without.wells[1]!.z).toBe(0)
    const controls = scalePlate(wells('negative', 1, 2, 3), false)
    expect(controls.samples).toMatchObject({ n: 3, centre: 2, spread: 1 })
    expect(controls.wells[2]!.z).toBe(1)
  })
})
