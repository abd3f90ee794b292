import type { PixelArray } from '@core/image/raster'
import { intensityRange, isBlank } from '@core/normalise/intensity-range'
import { OrderStatistics } from '@core/normalise/order-statistics'
import { toNetworkValues } from '@core/normalise/to-network-values'
import { mulberry32 } from '@core/simulate/random'
import { describe, expect, it } from 'vitest'

/** numpy.percentile, linear. */
function reference(values: number[], percentile: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const position = (percentile / 100) * (sorted.length - 1)
  const below = Math.floor(position)
  const above = Math.min(sorted.length - 1, below + 1)
  return sorted[below] + (sorted[above] - sorted[below]) * (position - below)
}

function exact(blocks: PixelArray[], percentile: number): number {
  const statistics = new OrderStatistics()
  for (const block of blocks) statistics.add(block)
  statistics.prepareRefinement([percentile])
  if (!OrderStatistics.onePass(blocks[0])) for (const block of blocks) statistics.refine(block)
  return statistics.percentile(percentile, blocks[0])
}

const random = mulberry32(11)
const values = Array.from({ length: 5000 }, () => Math.floor(random() ** 3 * 60000))

describe('percentiles of a stream', () => {
  const kinds: [string, PixelArray, number[]][] = [
    ['uint8', Uint8Array.from(values, (v) => v / 240), []],
    ['uint16', Uint16Array.from(values), []],
    ['uint32 above 2^31', Uint32Array.from(values, (v) => v * 70000), []],
    ['int8', Int8Array.from(values, (v) => v / 300 - 100), []],
    ['int16', Int16Array.from(values, (v) => v - 30000), []],
    ['int32', Int32Array.from(values, (v) => (v - 30000) * 30000), []],
    ['float32 of both signs', Float32Array.from(values, (v) => (v - 20000) * 1e-7), []],
    ['float64', Float64Array.from(values, (v) => Math.fround(v * 1.37e10)), []],
  ]
  for (const [name, data] of kinds) {
    it(`equal numpy's for ${name}, in one block or many`, () => {
      const list = Array.from(data)
      for (const percentile of [0, 0.5, 50, 99.8, 100]) {
        const expected = reference(list, percentile)
        expect(exact([data], percentile)).toBeCloseTo(expected, 4)
        const blocks = [0, 700, 1900].map((from, i, all) => data.subarray(from, all[i + 1]))
        expect(exact(blocks as PixelArray[], percentile)).toBe(exact([data], percentile))
      }
    })
  }

  it('leave NaN and infinities out', () => {
    const data = Float32Array.of(Number.NaN, 1, Number.POSITIVE_INFINITY, 3, Number.NEGATIVE_INFINITY, 2)
    expect(exact([data], 0)).toBe(1)
    expect(exact([data], 50)).toBe(2)
    expect(exact([data], 100)).toBe(3)
  })
})

describe('intensityRange', () => {
  const rangeOf = (data: PixelArray) =>
    intensityRange(
      async function* () {
        yield { width: data.length, height: 1, samples: 1, data }
      },
      [0.5, 99.8],
    )

  it('is blank for constant images and for images without a finite pixel', async () => {
    expect(isBlank(await rangeOf(new Uint16Array(100).fill(700)))).toBe(true)
    expect(isBlank(await rangeOf(new Uint8Array(100).fill(255)))).toBe(true)
    expect(isBlank(await rangeOf(new Float32Array(100).fill(Number.NaN)))).toBe(true)
    expect(isBlank(await rangeOf(Uint8Array.of(1, 2, 3)))).toBe(false)
  })

  it('tells the smallest and largest value beside the percentiles', async () => {
    const data = Uint16Array.from({ length: 1001 }, (_, i) => i)
    expect(await rangeOf(data)).toEqual({ min: 0, low: 5, high: 998, max: 1000 })
  })
})

describe('toNetworkValues', () => {
  it('maps low to 0 and high to 1, clips, and turns NaN into 0', () => {
    const range = { low: 10, high: 30, min: 0, max: 100 }
    expect([...toNetworkValues(Uint8Array.of(0, 10, 20, 30, 200), range)]).toEqual([0, 0, 0.5, 1, 1])
    const floats = Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 15)
    expect([...toNetworkValues(floats, range)]).toEqual([0, 1, 0, 0.25])
  })
})
