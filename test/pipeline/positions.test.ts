import type { ModelManifest } from '@core/infer/manifest'
import type { Network } from '@core/infer/network'
import { countNuclei } from '@core/pipeline'
import { describe, expect, it } from 'vitest'
import { manifest } from '../assemble/fake-network'
import { fakeField, LabelRows } from './fake-field'

const SIDE = 160
const RADIUS = 11
/** Pairs of discs that touch; the last coordinate of one is beside the first of the other. */
const CENTRES = [
  [30, 30],
  [30, 51],
  [100, 40],
  [121, 40],
  [90, 110],
  [90, 131],
]

/** An image whose colours are what a network would say: red the body, green and blue the positions. */
function colouredField() {
  const data = new Uint8Array(SIDE * SIDE * 3)
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const ways = CENTRES.map(([cy, cx]) => [y - cy, x - cx])
      const lengths = ways.map(([dy, dx]) => Math.hypot(dy, dx))
      const nearest = lengths.indexOf(Math.min(...lengths))
      const position = (way: number) =>
        Math.round(127.5 * (1 + Math.max(-1, Math.min(1, way / (2 * RADIUS)))))
      const [dy, dx] = ways[nearest]
      data.set([lengths[nearest] < RADIUS ? 255 : 0, position(dy), position(dx)], (y * SIDE + x) * 3)
    }
  }
  return fakeField(SIDE, SIDE, data, 3)
}

function network(change: Partial<ModelManifest>): Network {
  const heads = ['body', 'touchingBorder', 'distance', 'offsetY', 'offsetX']
  const facts = manifest({ size: 64, halo: 16 })
  return {
    manifest: { ...facts, outputs: [{ ...facts.outputs[0], channels: heads }], ...change },
    async run({ data, width, height }) {
      const plane = width * height
      const out = new Float32Array(5 * plane)
      out.set(data.subarray(0, plane))
      out.set(data.subarray(0, plane), 2 * plane)
      out.set(data.subarray(plane), 3 * plane)
      return { data: out, channels: 5, width, height }
    },
  }
}

const decoder: ModelManifest['decoder'] = {
  kind: 'relative-position',
  bodyThreshold: 0.5,
  seedThreshold: 0,
  positionSigmaPx: 1.5,
  slopeThreshold: -0.03,
  minAreaPx: 12,
}

describe('a model whose manifest names the decoder relative-position', () => {
  it('has nuclei told apart that body, border and distance leave together', async () => {
    const together = await countNuclei(colouredField(), network({}), { channel: 0 })
    expect(together.nuclei).toHaveLength(3)
    const apart = await countNuclei(colouredField(), network({ decoder }), { channel: 0 })
    expect(apart.nuclei).toHaveLength(6)
    for (const [cy, cx] of CENTRES) {
      const near = apart.nuclei.filter((n) => Math.hypot(n.centroidY - cy, n.centroidX - cx) < 1.5)
      expect(near).toHaveLength(1)
    }
  })

  it('gives the same nuclei in windows and tiles of other sizes', async () => {
    const [one, other] = await Promise.all(
      [{}, { tileSize: 96, windowSide: 80 }].map(async (options) => {
        const labels = new LabelRows()
        const { nuclei } = await countNuclei(colouredField(), network({ decoder }), {
          channel: 0,
          labels,
          ...options,
        })
        return { nuclei: nuclei.length, covered: labels.data.map((label) => Number(label > 0)) }
      }),
    )
    expect(other.nuclei).toBe(one.nuclei)
    expect(other.covered).toEqual(one.covered)
  })
})
