import type { NormalisedReader } from '@core/assemble/network-maps'
import type { NetworkInput, NetworkOutput } from '@core/infer/network'
import { weightedMedian } from '@core/measure/summarise'
import { findScale, secondIsRight } from '@core/scale/find-scale'
import { describe, expect, it } from 'vitest'
import { FakeNetwork, manifest } from '../assemble/fake-network'

const SIDE = 160

/** A reader of a SIDE × SIDE image with discs of [x, y, diameter, value]. */
function discs(side: number, ...all: [number, number, number, number][]): NormalisedReader {
  const data = new Float32Array(3 * side * side)
  for (const [cx, cy, diameter, value] of all) {
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        if (Math.hypot(x - cx, y - cy) > diameter / 2) continue
        data.fill(value, 3 * (y * side + x), 3 * (y * side + x) + 3)
      }
    }
  }
  return async ({ x, y, width, height }) => {
    const out = new Float32Array(3 * width * height)
    for (let row = 0; row < height; row++) {
      const from = 3 * ((y + row) * side + x)
      out.set(data.subarray(from, from + 3 * width), 3 * row * width)
    }
    return { x, y, width, height, samples: 3, data: out }
  }
}

/** Three bright discs of 30 px and five dim ones of 10 px; the fake network is as sure as the disc is bright. */
function brightAmongDim(): NormalisedReader {
  const bright = [30, 80, 130].map((x): [number, number, number, number] => [x, 40, 30, 0.95])
  const dim = [20, 50, 80, 110, 140].map((x): [number, number, number, number] => [x, 110, 10, 0.6])
  return discs(SIDE, ...bright, ...dim)
}

/** Knows only what is dark all around 20 px further: nothing larger than that, inside or at its edge. */
class SmallSighted extends FakeNetwork {
  override async run(input: NetworkInput): Promise<NetworkOutput> {
    const { data, width, height } = input
    const seen = new Float32Array(data.length)
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let bright = 0
        for (const dy of [-20, 0, 20]) {
          for (const dx of [-20, 0, 20]) {
            const inside = x + dx >= 0 && x + dx < width && y + dy >= 0 && y + dy < height
            if ((dx || dy) && inside && data[(y + dy) * width + x + dx] > 0.5) bright++
          }
        }
        if (bright < 2) seen[y * width + x] = data[y * width + x]
      }
    }
    const out = await super.run({ ...input, data: seen })
    // The median depth in a disc, everywhere inside, is nearer to its depth than its brightness is: it convinces.
    const plane = width * height
    for (let p = 0; p < plane; p++) out.data[2 * plane + p] = 0.3 * out.data[p]
    return out
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

describe('nuclei too large for the first look', () => {
  const places = [100, 280, 460, 640]
  const large = places.flatMap((x) => places.map((y): [number, number, number, number] => [x, y, 100, 0.95]))
  const dust = [200, 400].map((x): [number, number, number, number] => [x, 735, 12, 0.95])
  const search = (...all: [number, number, number, number][]) => {
    const plain = manifest({ size: 1088, halo: 32 })
    const scale = { ...plain.scale, range: [0.2, 1.4] as [number, number] }
    const network = new SmallSighted({ ...plain, scale }, 1)
    return findScale(network, discs(760, ...all), { width: 760, height: 760 })
  }

  it('are found beside dust that is all the first look saw', async () => {
    expect((await search(...dust)).diameterPx).toBeCloseTo(12, 0)
    expect((await search(...large, ...dust)).diameterPx).toBeCloseTo(100, -1)
  })

  it('are found beside dust when there is one alone, if it is clearly the surer', async () => {
    // Small enough to vanish in the second search.
    const fine = dust.map(([x, y]): (typeof dust)[number] => [x, y, 6, 1])
    const one = (value: number): (typeof dust)[number] => [380, 380, 100, value]
    expect((await search(...fine)).diameterPx).toBeCloseTo(6, 0)
    expect((await search(one(1), ...fine)).diameterPx).toBeCloseTo(100, -1)
    expect((await search(one(0.93), ...fine)).diameterPx).toBeCloseTo(6, 0)
  })

  it.each([
    ['16 large ones beside dust', { count: 16, covered: 0.2, confidence: 0.6 }, true],
    ['one that is clearly more convincing', { count: 1, covered: 0.02, confidence: 0.81 }, true],
    ['two no more convincing than they', { count: 2, covered: 0.2, confidence: 0.79 }, false],
    ['nothing', { count: 0, covered: 0, confidence: 0 }, false],
    ['not ten times as much', { count: 16, covered: 0.01, confidence: 0.9 }, false],
    ['nothing that convinces', { count: 16, covered: 0.2, confidence: 0.59 }, false],
  ])('against a few convincing specks, the second search with %s', (_, second, right) => {
    expect(secondIsRight({ count: 4, covered: 0.001, confidence: 0.7 }, second)).toBe(right)
  })

  it('are those of the second search where the first convinced of nothing and the second is clearly more confident', () => {
    const first = { count: 40, covered: 0.1, confidence: 0.5 }
    expect(secondIsRight(first, { count: 2, covered: 0.1, confidence: 0.61 })).toBe(true)
    expect(secondIsRight(first, { count: 40, covered: 0.9, confidence: 0.59 })).toBe(false)
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
