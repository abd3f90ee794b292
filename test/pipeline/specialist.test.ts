import type { DecoderConstants, ModelManifest } from '@core/infer/manifest'
import type { Network } from '@core/infer/network'
import { specialistManifest } from '@core/infer/specialist'
import { countNuclei } from '@core/pipeline'
import { simulateField } from '@core/simulate/simulate-field'
import { describe, expect, it } from 'vitest'
import { FakeNetwork, manifest } from '../assemble/fake-network'
import { fakeField, LabelRows } from './fake-field'

const [WIDTH, HEIGHT] = [420, 300]
const { image: pixels } = simulateField({
  width: WIDTH,
  height: HEIGHT,
  nuclei: 50,
  seed: 9,
  diameterPx: 20,
  noise: 0,
})
const image = Uint16Array.from(pixels)
const TOP = image.reduce((most, value) => Math.max(most, value), 0)
const inverted = image.map((value) => TOP - value)

const plain = manifest({ size: 256, halo: 16 })
const WATERSHED = plain.decoder as DecoderConstants
const fixed = { ...plain.scale, range: [1, 1] as [number, number] }
const both: ModelManifest = {
  ...plain,
  scale: fixed,
  specialist: {
    look: 'fluorescent',
    file: 'fluorescent.onnx',
    sha256: 'b'.repeat(64),
    // Draws tighter, so that it shows whose decoder was taken.
    decoder: { ...WATERSHED, bodyThreshold: 0.7 },
    scale: { ...fixed, range: [1.5, 1.5] },
  },
}

/** A model of two networks that note their tiles. */
class TwoNetworks extends FakeNetwork {
  readonly specialist: FakeNetwork = new FakeNetwork(specialistManifest(this.manifest)!, 2)
}

async function count(network: Network, data: typeof image, samples: 1 | 3 = 1, windowSide?: number) {
  const labels = new LabelRows()
  const counted = await countNuclei(fakeField(WIDTH, HEIGHT, data, samples), network, {
    channel: 0,
    labels,
    windowSide,
  })
  return { ...counted, painted: labels.data }
}

describe('a model with a network for fluorescence', () => {
  it('counts what is gray and dark with it, by its own decoder and scale, and nothing with the other', async () => {
    const network = new TwoNetworks(both, 2)
    const counted = await count(network, image)
    expect([network.tiles.length, counted.bySpecialist, counted.scale]).toEqual([0, true, 1.5])
    expect(network.specialist.tiles.length).toBeGreaterThan(0)
    const alone = await count(new FakeNetwork(specialistManifest(both)!, 2), image)
    expect(counted.nuclei.length).toBeGreaterThan(30)
    expect(counted.nuclei).toEqual(alone.nuclei)
    expect(counted.painted).toEqual(alone.painted)
    const general = await count(new FakeNetwork(plain, 2), image)
    expect(general.nuclei).not.toEqual(counted.nuclei)
  })

  it('counts all else with its other network, as a model without a second one does', async () => {
    const blue = new Uint16Array(3 * image.length)
    for (let i = 0; i < image.length; i++) blue[3 * i + 2] = image[i]
    for (const [data, samples] of [
      [inverted, 1],
      [blue, 3],
    ] as const) {
      const network = new TwoNetworks(both, 2)
      const counted = await count(network, data, samples)
      expect([network.specialist.tiles.length, counted.bySpecialist]).toEqual([0, false])
      const alone = await count(new FakeNetwork({ ...plain, scale: fixed }, 2), data, samples)
      expect(counted.nuclei).toEqual(alone.nuclei)
    }
  })

  it('takes one network for the whole image, whatever the windows show', async () => {
    // The lower half is filled with light: windows there are bright for the larger part, the image is dark.
    const half = image.map((value, i) => (i >= (WIDTH * HEIGHT * 55) / 100 ? TOP : value))
    const network = new TwoNetworks(both, 2)
    const parts = await count(network, half, 1, 100)
    expect([parts.bySpecialist, network.tiles.length]).toEqual([true, 0])
    const whole = await count(new TwoNetworks(both, 2), half)
    expect(parts.nuclei.length).toBe(whole.nuclei.length)
  })

  it('looks for nothing with either in a blank image', async () => {
    const network = new TwoNetworks(both, 2)
    const counted = await count(
      network,
      image.map(() => 7),
    )
    expect([counted.blank, network.tiles.length, network.specialist.tiles.length]).toEqual([true, 0, 0])
  })
})
