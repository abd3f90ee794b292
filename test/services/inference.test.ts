import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { loadModel } from '@core/infer/model-folder'
import type { Network } from '@core/infer/network'
import { runCanary } from '@services/canary'
import { InferenceHost } from '@services/inference'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { PortNetwork } from '../../src/main/hosts/port-network'
import { builtMain } from '../cli/built'
import { field, message, valueInfo } from '../infer/onnx-bytes'
import { aModel } from './machine'

beforeAll(() => {
  builtMain()
})

let host: InferenceHost
afterEach(() => host.stop())

const open = async (networks: number) => {
  host = await InferenceHost.start(await aModel(), 'cpu', 1, networks)
  return host
}
const tile = (side: number) => ({
  data: Float32Array.from({ length: 3 * side * side }, (_, i) => ((i * 7919) % 997) / 997),
  width: side,
  height: side,
})
/** Which of some tiles are done in what order. */
async function order(tiles: Record<string, Promise<unknown>>): Promise<string[]> {
  const done: string[] = []
  await Promise.all(Object.entries(tiles).map(([name, work]) => work.then(() => done.push(name))))
  return done
}
/** The fast model with the starter as its network for fluorescence, in a folder to throw away. */
async function withSpecialist() {
  const model = await aModel()
  const folder = mkdtempSync(join(tmpdir(), 'karyon-specialist-'))
  cpSync(model.folder, folder, { recursive: true })
  const starter = resolve('resources/models/starter')
  cpSync(join(starter, 'model.onnx'), join(folder, 'fluorescent.onnx'))
  const { sha256, decoder, scale } = (await loadModel(starter)).manifest
  const specialist = { look: 'fluorescent', file: 'fluorescent.onnx', sha256, decoder, scale }
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...model.manifest, specialist }))
  return loadModel(folder)
}
const LARGE = 1024
const SMALL = 64

describe('an inference host', () => {
  it('of one network does the tiles of all images in the order of asking', async () => {
    await open(1)
    const [a, b] = [host.network(), host.network()]
    await Promise.all([a.run(tile(SMALL)), b.run(tile(SMALL))])
    const large = a.run(tile(LARGE))
    // What is sent over two ports at once may come in either order: the large one has begun when the small one is asked for.
    await new Promise((begun) => setTimeout(begun, 50))
    expect(await order({ large, small: b.run(tile(320)) })).toEqual(['large', 'small'])
  })

  it('of two networks gives two images one each, with the same values', async () => {
    await open(2)
    const [a, b] = [host.network(), host.network()]
    const large = a.run(tile(LARGE))
    expect(await order({ large, small: b.run(tile(SMALL)) })).toEqual(['small', 'large'])
    const [one, other] = await Promise.all([a.run(tile(320)), b.run(tile(320))])
    expect(Buffer.from(one.data.buffer).equals(Buffer.from(other.data.buffer))).toBe(true)
    expect(one.data.some((value) => value > 0.01)).toBe(true)
  })

  it('gives the values of one network with all threads, bit for bit: a single image is counted like one of many', async () => {
    await open(2)
    const side = 352
    const narrow = await host.network().run(tile(side))
    const alone = await InferenceHost.start(await aModel(), 'cpu', 2)
    const wide = await alone.network().run(tile(side))
    await alone.stop()
    expect(Buffer.from(narrow.data.buffer).equals(Buffer.from(wide.data.buffer))).toBe(true)
  })

  it('gives the output that the manifest names, also when the network has another before it', async () => {
    await open(1)
    const { folder, manifest } = host.model
    const echo = message(field(1, 'image'), field(2, 'echo'), field(4, 'Identity'))
    const before = message(field(1, echo), field(12, valueInfo('echo', ['batch', 3, 'height', 'width'])))
    const two = mkdtempSync(join(tmpdir(), 'karyon-two-'))
    // Two graphs in one file are read as one, the parts of the first before those of the second.
    const onnx = [message(field(7, before)), readFileSync(join(folder, 'model.onnx'))]
    writeFileSync(join(two, 'model.onnx'), Buffer.concat(onnx))
    const other = await InferenceHost.start({ folder: two, manifest }, 'cpu', 1)
    const [alone, beside] = [await host.network().run(tile(64)), await other.network().run(tile(64))]
    await other.stop()
    rmSync(two, { recursive: true })
    expect([...beside.data.subarray(0, 3)]).toEqual([...alone.data.subarray(0, 3)])
    expect(Buffer.from(alone.data.buffer).equals(Buffer.from(beside.data.buffer))).toBe(true)
  })

  it('runs the network for one look beside the other, each with its own values; a device must do both right', async () => {
    await open(1)
    const { folder, manifest } = await withSpecialist()
    const both = await InferenceHost.start({ folder, manifest }, 'cpu', 1)
    const network = both.network()
    const values = async (one: Network) => [...(await one.run(tile(SMALL))).data]
    const [general, special] = [await values(network), await values(network.specialist!)]
    expect(general).toEqual(await values(host.network()))
    const own = await InferenceHost.start(await loadModel(resolve('resources/models/starter')), 'cpu', 1)
    expect(special).toEqual(await values(own.network()))
    expect(special).not.toEqual(general)
    expect(network.tiles).toHaveLength(2)

    expect(await runCanary(network, both.network())).toMatchObject({ passed: true, largestDifference: 0 })
    const silent: Network = {
      manifest,
      run: async (input) => ({
        ...(await network.run(input)),
        data: new Float32Array(3 * input.width * input.height),
      }),
    }
    const wrong: Network = { manifest, run: (input) => network.run(input), specialist: silent }
    expect((await runCanary(wrong, both.network())).passed).toBe(false)
    await Promise.all([both.stop(), own.stop()])
    rmSync(folder, { recursive: true })
  })

  it('gives the next image the network that has none', async () => {
    await open(2)
    const busy = host.network()
    const ends = async (network: PortNetwork) => {
      await network.run(tile(SMALL))
      network.close()
      // The other end of a port is told of it a moment later.
      await new Promise((told) => setTimeout(told, 100))
    }
    for (let image = 0; image < 3; image++) await ends(host.network())
    const large = busy.run(tile(LARGE))
    expect(await order({ large, small: host.network().run(tile(SMALL)) })).toEqual(['small', 'large'])
  })

  it('is ended as a whole when one of its networks ends: images are told, none waits for ever', async () => {
    await open(2)
    const [a, b] = [host.network(), host.network()]
    await Promise.all([a.run(tile(SMALL)), b.run(tile(SMALL))])
    const [first] = (host as unknown as { networks: { stop(): Promise<void> }[] }).networks
    await first!.stop()
    expect(host.ended).toBe(true)
    const asked = [a, b, host.network()].map((network) => network.run(tile(SMALL)))
    for (const { reason, status } of (await Promise.allSettled(asked)) as PromiseRejectedResult[])
      expect([status, reason.code]).toEqual(['rejected', 'inference-failed'])
  })

  it('is refused when the model cannot be loaded, with why', async () => {
    const model = await aModel()
    const broken = { ...model, folder: '/nowhere' }
    await expect(InferenceHost.start(broken, 'cpu', 1, 2)).rejects.toMatchObject({
      code: 'device-unavailable',
      message: expect.stringContaining('cannot be loaded'),
    })
    host = { stop: async () => {} } as InferenceHost
  })
})
