import { countNuclei } from '@core/pipeline'
import { parseRanker } from '@core/rank/ranker-file'
import { simulateField } from '@core/simulate/simulate-field'
import { describe, expect, it } from 'vitest'
import { FakeNetwork, manifest } from '../assemble/fake-network'
import { golden } from '../rank/golden'
import { fakeField, LabelRows } from './fake-field'

const WIDTH = 700
const HEIGHT = 460
/** Crowded, so that many candidates compete. */
const FIELD = simulateField({
  width: WIDTH,
  height: HEIGHT,
  nuclei: 240,
  seed: 4,
  diameterPx: 20,
  clumping: 0.6,
  noise: 0,
})

type Fragments = { belowAreaRatio: number; leastPredictedIoU: number }

function rankedManifest(zooms: number[], fragments?: Fragments) {
  const plain = manifest({ size: 1024, halo: 16 })
  const { levels, least: leastPredictedIoU, trees } = golden
  return {
    ...plain,
    // Settles at .8 at once.
    scale: { targetDiameterPx: 22, rescaleIfLogRatioAbove: 0.2, range: [0.8, 0.8] as [number, number] },
    ranking: {
      file: 'ranker.json',
      sha256: '0'.repeat(64),
      levels: levels.map(([seed, body]): [number, number] => [seed, body]),
      zooms,
      leastPredictedIoU,
      fragments,
    },
    ranker: parseRanker(JSON.stringify(trees)),
  }
}

async function count(network: FakeNetwork, options: { windowSide?: number; tileSize?: number } = {}) {
  const labels = new LabelRows()
  const field = fakeField(WIDTH, HEIGHT, FIELD.image)
  const { nuclei } = await countNuclei(field, network, { channel: 0, ...options, labels })
  // Numbers follow the order of the windows; here they follow the places.
  const sorted = [...nuclei].sort((a, b) => a.centroidY - b.centroidY || a.centroidX - b.centroidX)
  const number = new Map(sorted.map(({ label }, i) => [label, i + 1]))
  return {
    nuclei: sorted.map(({ label: _, ...rest }) => rest),
    painted: Buffer.from(Uint32Array.from(labels.data, (label) => number.get(label) ?? 0).buffer),
  }
}

describe('a model with a ranker', () => {
  const fragments = { belowAreaRatio: 0.9, leastPredictedIoU: golden.least - 0.3 }

  it('asks less of small things where the manifest says so', async () => {
    const strict = await count(new FakeNetwork(rankedManifest([1]), 2))
    const kind = await count(new FakeNetwork(rankedManifest([1], fragments), 2))
    expect(kind.nuclei.length).toBeGreaterThan(strict.nuclei.length)
  })

  it.each([
    [[1], undefined],
    [[1, 0.8], undefined],
    [[1, 0.8], fragments],
  ])(
    'zooms %j, fragments %j: the same nuclei and pixels for any window and tile size',
    async (zooms, fragments) => {
      const network = () => new FakeNetwork(rankedManifest(zooms, fragments), 2)
      const whole = await count(network())
      expect(whole.nuclei.length).toBeGreaterThan(120)
      for (const [windowSide, tileSize] of [
        [250, 1024],
        [250, 128],
        [410, 256],
      ]) {
        const parts = await count(network(), { windowSide, tileSize })
        expect(parts.nuclei).toEqual(whole.nuclei)
        expect(Buffer.compare(parts.painted, whole.painted)).toBe(0)
      }
    },
  )

  it('chooses other nuclei than the plain decoder, and is as sure of them as the trees say', async () => {
    const plain = await count(new FakeNetwork(manifest({ size: 1024, halo: 16 }), 2))
    const calibration = {
      kind: 'piecewise-linear' as const,
      points: [[0, 0] as [number, number], [1, 0] as [number, number]],
    }
    const ranked = await count(new FakeNetwork({ ...rankedManifest([1]), calibration }, 2))
    expect(Buffer.compare(ranked.painted, plain.painted)).not.toBe(0)
    for (const { confidence } of ranked.nuclei) {
      expect(confidence).toBeGreaterThan(Math.fround(golden.least))
      expect(confidence).toBeLessThanOrEqual(1)
    }
  })

  it('refuses a manifest whose trees were not loaded', async () => {
    const { ranker: _, ...without } = rankedManifest([1])
    await expect(count(new FakeNetwork(without, 2))).rejects.toMatchObject({ code: 'model-invalid' })
  })
})
