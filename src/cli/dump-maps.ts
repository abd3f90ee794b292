import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { NetworkMaps, type NormalisedReader } from '@core/assemble/network-maps'
import { wholeWindow } from '@core/image/windows'
import { loadModel } from '@core/infer/model-folder'
import type { Network } from '@core/infer/network'
import type { ProbabilityMaps } from '@core/instances/probability-maps'
import { openImage } from '@core/io/open-image'
import { intensityRange } from '@core/normalise/intensity-range'
import { toNetworkValues } from '@core/normalise/to-network-values'
import * as ort from 'onnxruntime-node'

/** What is wanted of one image. */
export interface DumpRequest {
  path: string
  /** Factor from image pixels to network pixels. */
  scale: number
  /** Largest tile side in network pixels; the model's own when left out. */
  tileSize?: number
}

/** Float32 values row by row, channel after channel, in a file of the folder; little-endian. */
interface Dumped {
  file: string
  shape: [channels: number, height: number, width: number]
}

/** One tile: what the engine gave to the network and what came out. */
export interface DumpedTile {
  input: Dumped
  output: Dumped
}

export interface DumpedImage extends DumpRequest {
  tiles: DumpedTile[]
  /** The maps that the decoder gets, at the image's own resolution. */
  maps: Dumped
}

/**
 * Writes what the engine gives to a network and gets from it, for comparison with another implementation (`parity` of
 * training): decode → normalise → scale → tile → onnxruntime-node → assemble, as in a count, with the scale given.
 *
 * @returns what it wrote, also written as `index.json`.
 * @throws KaryonError as `loadModel` and `openImage`.
 */
export async function dumpMaps(
  modelFolder: string,
  requests: readonly DumpRequest[],
  out: string,
): Promise<DumpedImage[]> {
  const { manifest, onnx } = await loadModel(modelFolder)
  const session = await ort.InferenceSession.create(onnx, { intraOpNumThreads: 2 })
  const images: DumpedImage[] = []
  for (const [number, request] of requests.entries()) {
    const write = (name: string, data: Float32Array, shape: Dumped['shape']) =>
      writeValues(out, `image${number}-${name}.f32`, data, shape)
    const tiles: DumpedTile[] = []
    let started = 0
    const network: Network = {
      manifest,
      async run({ data, width, height }) {
        const name = `tile${started++}`
        const input = await write(`${name}-input`, data, [3, height, width])
        const image = new ort.Tensor('float32', data, [1, 3, height, width])
        const { [manifest.outputs[0].name]: maps } = await session.run({ [manifest.input.name]: image })
        const output = maps.data as Float32Array
        const channels = maps.dims[1]
        tiles.push({ input, output: await write(`${name}-output`, output, [channels, height, width]) })
        return { data: output, channels, width, height }
      },
    }
    const { width, height, body, border, distance } = await mapsOf(network, request)
    const maps = await write('maps', joined([body, border, distance]), [3, height, width])
    images.push({ ...request, tiles, maps })
  }
  await session.release()
  await writeFile(join(out, 'index.json'), JSON.stringify(images))
  return images
}

/** The steps of a count up to the maps of the whole image. */
async function mapsOf(network: Network, { path, scale, tileSize }: DumpRequest): Promise<ProbabilityMaps> {
  const source = await openImage(path)
  try {
    const { width, height } = source.metadata
    const window = wholeWindow(width, height)
    const { percentiles } = network.manifest.normalise
    const range = await intensityRange(async function* () {
      yield await source.readPlane({}, window)
    }, percentiles)
    const read: NormalisedReader = async (part) => {
      const { data, samples } = await source.readPlane({}, part)
      return { ...part, samples, data: toNetworkValues(data, range) }
    }
    return await new NetworkMaps(network, read, { width, height, scale, tileSize }).maps(window)
  } finally {
    await source.close()
  }
}

function joined(planes: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(planes.length * planes[0].length)
  planes.forEach((plane, c) => {
    out.set(plane, c * plane.length)
  })
  return out
}

async function writeValues(
  folder: string,
  file: string,
  data: Float32Array,
  shape: Dumped['shape'],
): Promise<Dumped> {
  await writeFile(join(folder, file), new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  return { file, shape }
}
