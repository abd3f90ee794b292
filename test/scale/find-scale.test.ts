import type { NormalisedReader } from '@core/assemble/network-maps'
import { weightedMedian } from '@core/measure/summarise'
import { findScale } from '@core/scale/find-scale'
import { describe, expect, it } from 'vitest'
import { FakeNetwork, manifest } from '../assemble/fake-network'

const SIDE = 160

/** Three bright discs of 30 px and five dim ones of 10 px; the fake network is as sure as the disc is bright. */
function brightAmongDim(): NormalisedReader {
  const data = new Float32Array(3 * SIDE * SIDE)
  const disc = (cx: number, cy: number, diameter: number, value: number) => {
    for (let y = 0; y < SIDE; y++) {
      for (let x = 0; x < SIDE; x++) {
        if (Math.hypot(x - cx, y - cy) > diameter / 2) continue
        data.fill(value, 3 * (y * SIDE + x), 3 * (y * SIDE + x) + 3)
      }
    }
  }
  for (const x of [30, 80, 130]) disc(x, 40, 30, 0.95)
  for (const x of [20, 50, 80, 110, 140]) disc(x, 110, 10, 0.6)
  return async ({ x, y, width, height }) => {
    const out = new Float32Array(3 * width * height)
    for (let row = 0; row < height; row++) {
      const from = 3 * ((y + row) * SIDE + x)
      out.set(data.subarray(from, from + 3 * width), 3 * row * width)
    }
    return { x, y, width, height, samples: 3, data: out }
  }
}

async function scaleBy(confidencePower?: number) {
  const plain = manifest({ size: 512, halo: 32 })
  const scale = { ...plain.scale, targetDiameterPx: 20, rescaleIfLogRatioAbove: 0.8, confidencePower }
  const decoder = { ...plain.decoder, seedThreshold: 0.4 } as typeof plain.decoder
  const network = new FakeNetwork({ ...plain, scale, decoder }, 1)
  return findScale(network, brightAmongDim(), { width: SIDE, height: SIDE })
}

describe('the size that the scale rests on', () => {
  it('is the median of all nuclei when the manifest says nothing', async () => {
    expect((await scaleBy()).diameterPx).toBeCloseTo(10, 0)
  })

  it('counts doubtful fragments less than sure nuclei when the manifest says so', async () => {
    expect((await scaleBy(8)).diameterPx).toBeCloseTo(30, 0)
  })

  it('leaves the median area, that candidates are compared with, as it is', async () => {
    expect((await scaleBy(8)).medianAreaPx).toBe((await scaleBy()).medianAreaPx)
  })
})

describe('weightedMedian', () => {
  it('is the smallest value at which half of the weight is reached', () => {
    expect(weightedMedian([], [])).toBeNull()
    expect(weightedMedian([7], [0])).toBe(7)
    expect(weightedMedian([4, 1, 3, 2], [1, 1, 1, 1])).toBe(2)
    expect(weightedMedian([4, 1, 3, 2], [5, 1, 1, 1])).toBe(4)
    expect(weightedMedian([4, 1, 3, 2], [0, 2, 1, 1])).toBe(1)
  })
})
