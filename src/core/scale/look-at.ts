import { NetworkMaps, type NormalisedReader } from '../assemble/network-maps'
import type { PixelWindow } from '../image/raster'
import { WINDOW_SIDE, wholeWindow } from '../image/windows'
import type { Network } from '../infer/network'
import type { DecodedNuclei } from '../instances/decode-distance-watershed'
import { decodeNuclei } from '../instances/decode-nuclei'
import { labelAreas } from '../instances/relabel'
import { StageClock } from '../stage-clock'
import { meanBody } from './mean-body'

/** Images up to this many network pixels are looked at whole; of larger ones, samples. */
const WHOLE_PIXELS = 1.2e6
const SAMPLE_SIDE = 512
/** Enough nuclei to trust a median; with fewer, more samples are looked at. */
export const ENOUGH_NUCLEI = 30
/** Where the samples of a large image lie, as shares of the way from its left and top. */
const SAMPLE_PLACES: readonly (readonly [number, number])[] = [
  [0.5, 0.5],
  [0.2, 0.2],
  [0.8, 0.8],
  [0.8, 0.2],
  [0.2, 0.8],
  [0.5, 0.1],
  [0.5, 0.9],
  [0.1, 0.5],
  [0.9, 0.5],
]

/** The image whose scale is looked for, and how. */
export interface SearchedImage {
  width: number
  height: number
  /** Largest tile side in network pixels; the model's own when left out. Does not change results. */
  tileSize?: number
  signal?: AbortSignal
  clock?: StageClock
}

/** Maps and nuclei of a whole image. */
export interface WholeImage {
  maps: NetworkMaps
  decoded: DecodedNuclei
}

/** What is found at a scale, in the whole image or in samples of it. */
export interface Look {
  /** In image pixels. */
  areas: number[]
  /** Mean body probability of each. */
  bodies: number[]
  confidences: number[]
  /** Image pixels looked at. */
  pixels: number
  whole?: WholeImage
}

/**
 * Decodes the whole image at `scale` (network px per image px) where that is small enough, otherwise samples of it
 * until there are enough nuclei.
 */
export async function lookAt(
  scale: number,
  network: Network,
  read: NormalisedReader,
  image: SearchedImage,
): Promise<Look> {
  const { width, height } = image
  if (width * height <= WINDOW_SIDE ** 2 && width * height * scale * scale <= WHOLE_PIXELS) {
    const maps = new NetworkMaps(network, read, { ...image, scale })
    const { decoded, nuclei } = await decodeWhole(maps, network, image)
    return { ...nuclei, whole: { maps, decoded } }
  }
  const look: Look = { areas: [], bodies: [], confidences: [], pixels: 0 }
  for (const window of sampleWindows(width, height, scale)) {
    const readSample: NormalisedReader = async ({ x, y, ...size }) => {
      const pixels = await read({ x: x + window.x, y: y + window.y, ...size })
      return { ...pixels, x, y }
    }
    const sample = { ...image, width: window.width, height: window.height }
    const maps = new NetworkMaps(network, readSample, { ...sample, scale })
    const { nuclei } = await decodeWhole(maps, network, sample)
    look.pixels += nuclei.pixels
    look.areas.push(...nuclei.areas)
    look.bodies.push(...nuclei.bodies)
    look.confidences.push(...nuclei.confidences)
    if (look.areas.length >= ENOUGH_NUCLEI) break
  }
  return look
}

async function decodeWhole(
  maps: NetworkMaps,
  network: Network,
  image: SearchedImage,
): Promise<{ decoded: DecodedNuclei; nuclei: Look }> {
  const { width, height, clock = new StageClock() } = image
  const probabilities = await maps.maps(wholeWindow(width, height))
  return clock.time('instances', () => {
    const decoded = decodeNuclei(probabilities, network.manifest.decoder)
    const { labels, count, confidence } = decoded
    const areas = Array.from(labelAreas(labels, count).subarray(1))
    const bodies = meanBody(labels, count, probabilities.body)
    return { decoded, nuclei: { areas, bodies, confidences: [...confidence], pixels: width * height } }
  })
}

/** Windows of a large image: the middle first, then towards the corners and edges. */
function sampleWindows(width: number, height: number, scale: number): PixelWindow[] {
  const side = Math.ceil(SAMPLE_SIDE / scale)
  const w = Math.min(width, side)
  const h = Math.min(height, side)
  return SAMPLE_PLACES.map(([fx, fy]) => ({
    x: Math.round((width - w) * fx),
    y: Math.round((height - h) * fy),
    width: w,
    height: h,
  }))
}
