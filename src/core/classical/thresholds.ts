/** Bins of the histograms that thresholds are taken from; values are 0…1. */
export const BINS = 512

export type ThresholdMethod = 'minimum cross-entropy' | 'otsu'

/** Counts of values 0…1 in `BINS` equal bins, over the rectangle x0 … x1 − 1, y0 … y1 − 1. */
export function histogram(
  values: Float32Array,
  width: number,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
): Float64Array {
  const bins = new Float64Array(BINS)
  for (let y = y0; y < y1; y++) {
    for (let i = y * width + x0; i < y * width + x1; i++) {
      const bin = (values[i] * BINS) | 0
      bins[bin < 0 ? 0 : bin >= BINS ? BINS - 1 : bin]++
    }
  }
  return bins
}

/** The threshold, 0…1, that a method gives for a histogram; 1 when all values are equal. */
export function thresholdOf(bins: Float64Array, method: ThresholdMethod): number {
  return method === 'otsu' ? otsu(bins) : minimumCrossEntropy(bins)
}

/** Largest variance between the classes (Otsu, IEEE Trans. SMC 9, 1979). */
function otsu(bins: Float64Array): number {
  let total = 0
  let sum = 0
  for (let i = 0; i < bins.length; i++) {
    total += bins[i]
    sum += bins[i] * i
  }
  let below = 0
  let sumBelow = 0
  let best = -1
  let first = bins.length - 1
  let last = first
  for (let i = 0; i < bins.length - 1; i++) {
    below += bins[i]
    sumBelow += bins[i] * i
    if (below === 0 || below === total) continue
    const difference = sumBelow / below - (sum - sumBelow) / (total - below)
    const between = below * (total - below) * difference * difference
    if (between > best) {
      best = between
      first = i
      last = i
    } else if (between === best) last = i
  }
  return best < 0 ? 1 : ((first + last) / 2 + 1) / bins.length
}

/**
 * Minimum cross-entropy by Li and Tam's iteration (Pattern Recognition Letters 19, 1998): the threshold
 * becomes the logarithmic mean of the two classes' means until it stands still. It begins at the mean.
 */
function minimumCrossEntropy(bins: Float64Array): number {
  const value = (i: number) => (i + 0.5) / bins.length
  let total = 0
  let sum = 0
  for (let i = 0; i < bins.length; i++) {
    total += bins[i]
    sum += bins[i] * value(i)
  }
  let threshold = sum / total
  for (let round = 0; round < 200; round++) {
    let below = 0
    let sumBelow = 0
    for (let i = 0; i < bins.length && value(i) <= threshold; i++) {
      below += bins[i]
      sumBelow += bins[i] * value(i)
    }
    if (below === 0 || below === total) return 1
    const dark = sumBelow / below
    const bright = (sum - sumBelow) / (total - below)
    const next = (dark - bright) / (Math.log(dark) - Math.log(bright))
    if (Math.abs(next - threshold) < 0.25 / bins.length) return next
    threshold = next
  }
  return threshold
}
