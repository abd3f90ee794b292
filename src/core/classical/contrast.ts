import type { LabelImage } from '../image/label-image'

/** Differences of neighbours that the noise is taken from, at most. */
const SAMPLE = 65_536
/** Standard deviation ÷ median of the absolute differences of two normal deviates. */
const PER_MEDIAN = 1.4826 / Math.SQRT2

/**
 * Standard deviation of the pixel noise: from the median difference of neighbours in a row, which nuclei and uneven
 * light hardly change. 0 where more than half of the neighbours are equal.
 */
export function pixelNoise(values: Float32Array, width: number): number {
  const step = Math.max(1, Math.floor(values.length / SAMPLE))
  const differences = new Float32Array(Math.ceil(values.length / step))
  let n = 0
  for (let i = 0; i + 1 < values.length; i += step)
    if ((i + 1) % width !== 0) differences[n++] = Math.abs(values[i + 1] - values[i])
  if (n === 0) return 0
  return differences.subarray(0, n).sort()[n >> 1] * PER_MEDIAN
}

/** Share of an object's diameter that its surroundings reach, and at least this many pixels. */
const REACH = 0.25
const LEAST_REACH_PX = 3

/**
 * How far each object stands above its surroundings: mean inside − mean of the background in its bounding box grown
 * by a quarter of its diameter (of all background where little of it is near). Taken nearby, so that uneven light
 * makes no contrast. Entry 0 is not used.
 */
export function contrasts(values: Float32Array, labels: LabelImage): Float64Array {
  const { width, height, data, count } = labels
  const sums = new Float64Array(count + 1)
  const areas = new Float64Array(count + 1)
  const left = new Int32Array(count + 1).fill(width)
  const right = new Int32Array(count + 1)
  const top = new Int32Array(count + 1).fill(height)
  const bottom = new Int32Array(count + 1)
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const label = data[i]
      sums[label] += values[i]
      areas[label]++
      if (x < left[label]) left[label] = x
      if (x > right[label]) right[label] = x
      if (y < top[label]) top[label] = y
      if (y > bottom[label]) bottom[label] = y
    }
  }
  const out = new Float64Array(count + 1)
  for (let label = 1; label <= count; label++) {
    const diameter = Math.sqrt((4 * areas[label]) / Math.PI)
    const reach = Math.max(LEAST_REACH_PX, Math.round(REACH * diameter))
    const x1 = Math.min(width - 1, right[label] + reach)
    const y1 = Math.min(height - 1, bottom[label] + reach)
    let sum = 0
    let pixels = 0
    for (let y = Math.max(0, top[label] - reach); y <= y1; y++) {
      for (let i = y * width + Math.max(0, left[label] - reach); i <= y * width + x1; i++) {
        if (data[i] !== 0) continue
        sum += values[i]
        pixels++
      }
    }
    const background = pixels * 4 >= areas[label] ? sum / pixels : areas[0] > 0 ? sums[0] / areas[0] : 0
    out[label] = sums[label] / areas[label] - background
  }
  return out
}
