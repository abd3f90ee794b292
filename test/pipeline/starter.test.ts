import { join } from 'node:path'
import { loadModel } from '@core/infer/model-folder'
import type { Network } from '@core/infer/network'
import { countNuclei } from '@core/pipeline'
import { mulberry32, normal } from '@core/simulate/random'
import { simulateField } from '@core/simulate/simulate-field'
import * as ort from 'onnxruntime-node'
import { beforeAll, describe, expect, it } from 'vitest'
import { fakeField } from './fake-field'

let network: Network

beforeAll(async () => {
  const { manifest, folder } = await loadModel(join('resources', 'models', 'starter'))
  const session = await ort.InferenceSession.create(join(folder, 'model.onnx'), { intraOpNumThreads: 2 })
  network = {
    manifest,
    async run({ data, width, height }) {
      const { maps } = await session.run({ image: new ort.Tensor('float32', data, [1, 3, height, width]) })
      return { data: maps.data as Float32Array, channels: 3, width, height }
    },
  }
})

const count = async (width: number, height: number, data: Uint16Array | Uint8Array | Float32Array) =>
  countNuclei(fakeField(width, height, data), network, { channel: 0 })

describe('the starter model, without a setting', () => {
  for (const [diameterPx, side, nuclei] of [
    [9, 256, 80],
    [22, 400, 80],
    [60, 640, 40],
    [140, 1150, 25],
  ]) {
    it(`counts nuclei of ${diameterPx} px`, async () => {
      const field = simulateField({
        width: side,
        height: side,
        nuclei,
        seed: 5,
        diameterPx,
        blurSigma: Math.max(0.9, diameterPx / 40),
      })
      const { nuclei: found } = await count(side, side, field.image)
      expect(Math.abs(found.length - field.count)).toBeLessThanOrEqual(
        Math.ceil((diameterPx > 100 ? 0.12 : 0.05) * field.count),
      )
    })
  }

  it('finds the same in any bit depth and offset', async () => {
    const { image } = simulateField({ width: 256, height: 256, nuclei: 30, seed: 8 })
    const inFloat = Float32Array.from(image, (v) => v / 65535 - 0.5)
    const wide = await count(256, 256, image)
    const float = await count(256, 256, inFloat)
    expect(float.nuclei.length).toBe(wide.nuclei.length)
    float.nuclei.forEach((nucleus, i) => {
      expect(nucleus.centroidX).toBeCloseTo(wide.nuclei[i].centroidX, 0)
    })
  })

  it('counts dark nuclei on a bright ground as it counts bright ones on dark', async () => {
    const { image, count: truth } = simulateField({ width: 320, height: 320, nuclei: 45, seed: 8 })
    const inverted = Uint16Array.from(image, (v) => 4095 - Math.min(v, 4095))
    const { nuclei } = await count(320, 320, inverted)
    expect(Math.abs(nuclei.length - truth)).toBeLessThanOrEqual(Math.ceil(0.1 * truth))
  })

  const SIDE = 256
  const pixels = (value: (x: number, y: number) => number) =>
    Uint16Array.from({ length: SIDE * SIDE }, (_, i) => value(i % SIDE, Math.floor(i / SIDE)))
  const random = mulberry32(4)
  for (const [name, image] of [
    ['black', pixels(() => 0)],
    ['white', pixels(() => 65535)],
    ['constant', pixels(() => 300)],
    ['noise', pixels(() => 300 + 12 * normal(random))],
    ['faint noise', pixels(() => 300 + Math.round(random()))],
    ['gradient', pixels((x, y) => 200 + 3 * x + y)],
    ['noisy gradient', pixels((x, y) => 200 + x + y + 10 * normal(random))],
  ] as const) {
    it(`finds nothing in a field of ${name}`, async () => {
      expect((await count(SIDE, SIDE, image)).nuclei.length).toBe(0)
    })
  }
})
