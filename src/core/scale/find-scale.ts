import type { NormalisedReader } from '../assemble/network-maps'
import { NetworkMaps } from '../assemble/network-maps'
import type { PixelWindow } from '../image/raster'
import { WINDOW_SIDE, wholeWindow } from '../image/windows'
import type { Network } from '../infer/network'
import type { DecodedNuclei } from '../instances/decode-distance-watershed'
import { decodeNuclei } from '../instances/decode-nuclei'
import { labelAreas } from '../instances/relabel'
import { mean, median, weightedMedian } from '../measure/summarise'
import { StageClock } from '../stage-clock'
import { meanBody } from './mean-body'

/** Images up to this many network pixels are looked at whole; of larger ones, samples. */
const WHOLE_PIXELS = 1.2e6
const SAMPLE_SIDE = 512
/** Enough nuclei to trust a median; with fewer, more samples are looked at. */
const ENOUGH_NUCLEI = 30
const MOST_ROUNDS = 4
/** Mean confidence from which a scale is taken without looking further. */
const CONVINCING = 0.6
/** Where the second search begins: nuclei of 40 to 200 px are then of a size the network knows. */
const COARSE_SCALE = 0.25
/** How much more confident the second search must be. */
const CLEARLY_BETTER = 0.1
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

export interface FoundScale {
  /** Factor from image pixels to network pixels. */
  scale: number
  /** Median equivalent diameter the choice rests on (weighted, if the manifest says so), in image pixels; undefined when no nucleus was found. */
  diameterPx?: number
  /** Median area the same nuclei have, in image pixels. */
  medianAreaPx?: number
  /** The whole image at this scale, when the search had to look at it anyway. */
  whole?: WholeImage
}

/** Maps and nuclei of a whole image. */
export interface WholeImage {
  maps: NetworkMaps
  decoded: DecodedNuclei
}

/**
 * The scale at which nuclei have the size the network was trained for (model card: run at 1, take the median
 * diameter D of what is found, by `scale.confidencePower` weighted by how sure it is, run again at target ÷ D), repeated until it settles. Where what is found is
 * not convincing, nuclei may be so large that only their texture was seen: the search is made again from a
 * much smaller scale, and the more convincing result is taken. Depends on the image alone, not on other images
 * of the run.
 */
export async function findScale(
  network: Network,
  read: NormalisedReader,
  image: SearchedImage,
): Promise<FoundScale> {
  const found = await settle(1, network, read, image)
  if (found.confidence >= CONVINCING) return found
  const coarse = await settle(COARSE_SCALE, network, read, image)
  return coarse.confidence > found.confidence + CLEARLY_BETTER ? coarse : found
}

interface SettledScale extends FoundScale {
  /** Mean confidence of the nuclei it rests on, 0 when there are none. */
  confidence: number
}

async function settle(
  start: number,
  network: Network,
  read: NormalisedReader,
  image: SearchedImage,
): Promise<SettledScale> {
  const { targetDiameterPx, rescaleIfLogRatioAbove, range, confidencePower } = network.manifest.scale
  let scale = start
  let found: SettledScale = { scale, confidence: 0 }
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { areas, bodies, confidences, whole } = await lookAt(scale, network, read, image)
    if (areas.length === 0) return found.diameterPx === undefined ? { scale, confidence: 0, whole } : found
    const medianAreaPx = median(areas) as number
    const diameterPx = typicalDiameter(areas, bodies, confidencePower)
    const confidence = mean(confidences) as number
    found = { scale, diameterPx, medianAreaPx, confidence, whole }
    const wanted = Math.min(range[1], Math.max(range[0], targetDiameterPx / diameterPx))
    if (Math.abs(Math.log(wanted / scale)) <= rescaleIfLogRatioAbove) return found
    found = { scale: wanted, diameterPx, medianAreaPx, confidence }
    scale = wanted
  }
  return found
}

/** Median equivalent diameter of nuclei of these areas, each counting with its mean body probability to `power`. */
function typicalDiameter(areas: readonly number[], bodies: readonly number[], power?: number): number {
  const diameters = areas.map((area) => 2 * Math.sqrt(area / Math.PI))
  if (power === undefined) return median(diameters) as number
  return weightedMedian(
    diameters,
    bodies.map((body) => body ** power),
  ) as number
}

/** What is found at a scale, in the whole image or in samples of it. */
interface Look {
  /** In image pixels. */
  areas: number[]
  /** Mean body probability of each. */
  bodies: number[]
  confidences: number[]
  whole?: WholeImage
}

async function lookAt(
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
  const look: Look = { areas: [], bodies: [], confidences: [] }
  for (const window of sampleWindows(width, height, scale)) {
    const readSample: NormalisedReader = async ({ x, y, ...size }) => {
      const pixels = await read({ x: x + window.x, y: y + window.y, ...size })
      return { ...pixels, x, y }
    }
    const sample = { ...image, width: window.width, height: window.height }
    const maps = new NetworkMaps(network, readSample, { ...sample, scale })
    const { nuclei } = await decodeWhole(maps, network, sample)
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
    return { decoded, nuclei: { areas, bodies, confidences: [...confidence] } }
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
