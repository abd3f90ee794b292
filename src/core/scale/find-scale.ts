import type { NormalisedReader } from '../assemble/network-maps'
import type { Network } from '../infer/network'
import { mean, median, weightedMedian } from '../measure/summarise'
import { ENOUGH_NUCLEI, lookAt, type SearchedImage, type WholeImage } from './look-at'

const MOST_ROUNDS = 4
/** Mean confidence from which a scale is taken without looking further. */
const CONVINCING = 0.6
/** Where the second search begins: nuclei of 40 to 200 px are then of a size the network knows. */
const COARSE_SCALE = 0.25
/** How much more confident the second search must be. */
const CLEARLY_BETTER = 0.1
/**
 * Fewer nuclei than are enough for a median may be dust beside nuclei too large for the first search. The second is
 * then right if convincing nuclei cover MUCH_MORE of what was looked at: at least SEVERAL of them, or one that is
 * clearly more convincing than the dust.
 */
const SEVERAL = 3
const MUCH_MORE = 10

export interface FoundScale {
  /** Factor from image pixels to network pixels. */
  scale: number
  /**
   * Median equivalent diameter the choice rests on (weighted, if the manifest says so), in image pixels;
   * undefined when no nucleus was found.
   */
  diameterPx?: number
  /** Median area the same nuclei have, in image pixels. */
  medianAreaPx?: number
  /** The whole image at this scale, when the search had to look at it anyway. */
  whole?: WholeImage
}

/**
 * The scale at which nuclei have the size the network was trained for (model card: run at 1, take the median
 * diameter D of what is found, by `scale.confidencePower` weighted by how sure it is, run again at target ÷ D),
 * repeated until it settles. Where what is found is not convincing, nuclei may be so large that only their texture
 * was seen: the search is made again from a much smaller scale, and the more convincing result is taken. Where a few
 * specks are all that convinced, it is taken if as convincing nuclei then cover many times as much. Depends on the
 * image alone, not on other images of the run.
 */
export async function findScale(
  network: Network,
  read: NormalisedReader,
  image: SearchedImage,
): Promise<FoundScale> {
  const found = await settle(1, network, read, image)
  if (found.confidence >= CONVINCING) {
    if (found.count >= ENOUGH_NUCLEI) return found
    // A glance costs a sixteenth of a look; small nuclei would lead the whole search back to where it was.
    if (!secondIsRight(found, await settle(COARSE_SCALE, network, read, image, 1))) return found
  }
  const coarse = await settle(COARSE_SCALE, network, read, image)
  return secondIsRight(found, coarse) ? coarse : found
}

/** Whether the nuclei are those of the `second` search, that begins at a much smaller scale, not those of the `first`. */
export function secondIsRight(first: Findings, second: Findings): boolean {
  if (first.confidence < CONVINCING) return second.confidence > first.confidence + CLEARLY_BETTER
  const muchMore = second.covered > MUCH_MORE * first.covered
  const convincing = second.count >= SEVERAL ? CONVINCING : first.confidence + CLEARLY_BETTER
  return muchMore && second.confidence >= convincing
}

/** What a search rests on. */
interface Findings {
  /** Mean confidence of the nuclei it rests on, 0 when there are none. */
  confidence: number
  /** Number of these nuclei, and their share of the pixels looked at. */
  count: number
  covered: number
}

interface SettledScale extends FoundScale, Findings {}

async function settle(
  start: number,
  network: Network,
  read: NormalisedReader,
  image: SearchedImage,
  rounds = MOST_ROUNDS,
): Promise<SettledScale> {
  const { targetDiameterPx, rescaleIfLogRatioAbove, range, confidencePower } = network.manifest.scale
  let scale = start
  let found: SettledScale = { scale, confidence: 0, count: 0, covered: 0 }
  for (let round = 0; round < rounds; round++) {
    const { areas, bodies, confidences, pixels, whole } = await lookAt(scale, network, read, image)
    if (areas.length === 0)
      return found.diameterPx === undefined ? { scale, confidence: 0, count: 0, covered: 0, whole } : found
    const medianAreaPx = median(areas) as number
    const diameterPx = typicalDiameter(areas, bodies, confidencePower)
    const confidence = mean(confidences) as number
    const count = areas.length
    const covered = areas.reduce((sum, area) => sum + area, 0) / pixels
    found = { scale, diameterPx, medianAreaPx, confidence, count, covered, whole }
    const wanted = Math.min(range[1], Math.max(range[0], targetDiameterPx / diameterPx))
    if (Math.abs(Math.log(wanted / scale)) <= rescaleIfLogRatioAbove) return found
    found = { scale: wanted, diameterPx, medianAreaPx, confidence, count, covered }
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
