import { seededRandom } from './random'

export interface Interval {
  readonly low: number
  readonly high: number
}

export interface BootstrapOptions {
  /** Resamplings; 2,000 unless told. */
  readonly resamples?: number
  /** 1 unless told; the same seed gives the same interval. */
  readonly seed?: number
  /** Coverage, .95 unless told. */
  readonly coverage?: number
  /** One key an image: images with the same key (a well, the quarters of one field) are drawn together. */
  readonly clusters?: readonly string[]
}

/**
 * Percentile bootstrap intervals (Efron 1979) of ratios Σ numerator ÷ Σ denominator over images, whole
 * clusters drawn with replacement. A macro mean is the image's value over 1; a pooled F1 is 2TP over the
 * objects of both sides. All statistics share the same draws, so their intervals belong together.
 *
 * @param numerators one list a statistic, one number an image
 * @param denominators the same shape, ≥ 0
 * @returns one interval a statistic; low = high = NaN when fewer than two clusters have a denominator: drawn again
 *   and again, one gives itself, which says nothing of how far others lie
 * @throws RangeError when the lists differ in length
 */
export function bootstrapRatios(
  numerators: readonly (readonly number[])[],
  denominators: readonly (readonly number[])[],
  options: BootstrapOptions = {},
): Interval[] {
  const { resamples = 2000, seed = 1, coverage = 0.95, clusters } = options
  const images = numerators[0]?.length ?? 0
  const lists = [...numerators, ...denominators, ...(clusters ? [clusters] : [])]
  if (lists.some((list) => list.length !== images) || numerators.length !== denominators.length) {
    throw new RangeError(
      'every statistic needs one numerator and one denominator an image, and clusters one key an image',
    )
  }
  const groups = clusterIndices(images, clusters)
  const statistics = numerators.length
  const top = numerators.map((list) => clusterSums(list, groups))
  const bottom = denominators.map((list) => clusterSums(list, groups))
  const values = numerators.map(() => new Float64Array(resamples))
  const random = seededRandom(seed)
  const drawn = new Uint32Array(groups.length)
  for (let r = 0; r < resamples; r++) {
    drawn.fill(0)
    for (let i = 0; i < groups.length; i++) drawn[Math.floor(random() * groups.length)]++
    for (let s = 0; s < statistics; s++) values[s][r] = weightedRatio(top[s], bottom[s], drawn)
  }
  return values.map((list, s) =>
    bottom[s].filter((value) => value > 0).length < 2
      ? { low: Number.NaN, high: Number.NaN }
      : percentileInterval(list, coverage),
  )
}

function weightedRatio(top: Float64Array, bottom: Float64Array, weight: Uint32Array): number {
  let a = 0
  let b = 0
  for (let i = 0; i < weight.length; i++) {
    a += top[i] * weight[i]
    b += bottom[i] * weight[i]
  }
  return b > 0 ? a / b : Number.NaN
}

/** Image numbers of each cluster, in order of first appearance; each image its own cluster without keys. */
export function clusterIndices(images: number, clusters?: readonly string[]): number[][] {
  if (!clusters) return Array.from({ length: images }, (_, i) => [i])
  const byKey = new Map<string, number[]>()
  clusters.forEach((key, i) => {
    const members = byKey.get(key)
    if (members) members.push(i)
    else byKey.set(key, [i])
  })
  return [...byKey.values()]
}

export function clusterSums(values: readonly number[], groups: readonly number[][]): Float64Array {
  return Float64Array.from(groups, (members) => members.reduce((total, i) => total + values[i], 0))
}

function percentileInterval(values: Float64Array, coverage: number): Interval {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  const tail = (1 - coverage) / 2
  return { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) }
}

/** Quantile of sorted values with linear interpolation (the default of numpy); NaN for none. */
function quantile(sorted: ArrayLike<number>, q: number): number {
  if (sorted.length === 0) return Number.NaN
  const at = q * (sorted.length - 1)
  const below = Math.floor(at)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below] + (at - below) * (sorted[above] - sorted[below])
}
