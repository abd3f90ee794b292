import type { PixelArray } from '../image/raster'
import type { LabelRuns } from '../instances/label-runs'
import type { ChannelIntensity } from './nucleus'

/**
 * Mean, sum, minimum and maximum of one sample of an interleaved image over each label (index = label).
 * NaN and infinite pixels are left out, of the mean's denominator too; a label with no finite pixel has NaN
 * in all four.
 */
export function channelIntensities(
  data: PixelArray,
  samples: number,
  sample: number,
  runs: LabelRuns,
  count: number,
): ChannelIntensity[] {
  const total = new Float64Array(count + 1)
  const pixels = new Float64Array(count + 1)
  const low = new Float64Array(count + 1).fill(Number.POSITIVE_INFINITY)
  const high = new Float64Array(count + 1).fill(Number.NEGATIVE_INFINITY)
  const { label, start, end } = runs
  for (let i = 0; i < label.length; i++) {
    let sum = 0
    let min = Number.POSITIVE_INFINITY
    let max = Number.NEGATIVE_INFINITY
    let n = 0
    const stop = end[i] * samples + sample
    for (let k = start[i] * samples + sample; k < stop; k += samples) {
      const value = data[k]
      // False for NaN and both infinities.
      if (!(value - value === 0)) continue
      sum += value
      n++
      if (value < min) min = value
      if (value > max) max = value
    }
    const l = label[i]
    total[l] += sum
    pixels[l] += n
    if (min < low[l]) low[l] = min
    if (max > high[l]) high[l] = max
  }
  const result: ChannelIntensity[] = new Array(count + 1)
  for (let l = 0; l <= count; l++) {
    result[l] =
      pixels[l] > 0
        ? { mean: total[l] / pixels[l], integrated: total[l], min: low[l], max: high[l] }
        : { mean: Number.NaN, integrated: Number.NaN, min: Number.NaN, max: Number.NaN }
  }
  return result
}
