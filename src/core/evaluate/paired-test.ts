import {
  type BootstrapOptions,
  bootstrapRatios,
  clusterIndices,
  clusterSums,
  type Interval,
} from './bootstrap'
import { seededRandom } from './random'

export interface PairedTest {
  readonly images: number
  /** Units that were flipped together: clusters when given, else images. */
  readonly units: number
  /** Mean of first − second over images. */
  readonly difference: number
  readonly interval: Interval
  /** Two-sided. */
  readonly p: number
  /** True when all 2^units sign patterns were counted; else they were sampled. */
  readonly exact: boolean
}

const EXACT_UP_TO = 16

/**
 * Paired comparison of two segmenters on the same images: sign-flip (permutation) test of the mean
 * difference, flipping whole clusters, with a bootstrap interval of the difference. All sign patterns are
 * counted up to 16 units; above, `samples` random patterns (10,000 unless told) are drawn and the observed
 * one is added to them (Phipson & Smyth 2010), so p is never 0.
 *
 * @param first one score an image
 * @param second the same images in the same order
 * @throws RangeError when the lists differ in length or are empty
 */
export function pairedTest(
  first: readonly number[],
  second: readonly number[],
  options: BootstrapOptions & { samples?: number } = {},
): PairedTest {
  const images = first.length
  if (images === 0 || second.length !== images)
    throw new RangeError('both segmenters need one score for each image')
  const differences = first.map((value, i) => value - second[i])
  const sums = clusterSums(differences, clusterIndices(images, options.clusters))
  const observed = Math.abs(sums.reduce((a, b) => a + b, 0))
  // Sums in another order differ in their last bits; a tie must still count as one.
  const limit = observed - 1e-12 * Math.max(1, observed)
  const exact = sums.length <= EXACT_UP_TO
  const p = exact ? exactP(sums, limit) : sampledP(sums, limit, options.samples ?? 10_000, options.seed ?? 1)
  const ones = differences.map(() => 1)
  const [interval] = bootstrapRatios([differences], [ones], options)
  return {
    images,
    units: sums.length,
    difference: differences.reduce((a, b) => a + b, 0) / images,
    interval,
    p,
    exact,
  }
}

function exactP(sums: Float64Array, limit: number): number {
  const patterns = 2 ** sums.length
  let reached = 0
  for (let pattern = 0; pattern < patterns; pattern++) {
    let total = 0
    for (let i = 0; i < sums.length; i++) total += (pattern >>> i) & 1 ? sums[i] : -sums[i]
    if (Math.abs(total) >= limit) reached++
  }
  return reached / patterns
}

function sampledP(sums: Float64Array, limit: number, samples: number, seed: number): number {
  const random = seededRandom(seed)
  let reached = 1
  for (let s = 0; s < samples; s++) {
    let total = 0
    for (let i = 0; i < sums.length; i++) total += random() < 0.5 ? sums[i] : -sums[i]
    if (Math.abs(total) >= limit) reached++
  }
  return reached / (samples + 1)
}
