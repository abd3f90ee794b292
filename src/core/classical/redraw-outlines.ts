import type { LabelImage } from '../image/label-image'

/**
 * Draws every object's outline again at its own level: a pixel stays when it is brighter than the background
 * plus `share` of the object's mean above the background. The background is the mean of the pixels outside
 * `mask`. This stands for CellProfiler's second pass (IdentifySecondaryObjects with a threshold of its own).
 * Changes `labels` in place; objects may lose all pixels.
 */
export function redrawOutlines(
  labels: LabelImage,
  values: Float32Array,
  mask: Uint8Array,
  share: number,
): void {
  const { data, count } = labels
  const sum = new Float64Array(count + 1)
  const pixels = new Float64Array(count + 1)
  let outside = 0
  let outsideSum = 0
  for (let i = 0; i < data.length; i++) {
    if (mask[i] === 0) {
      outside++
      outsideSum += values[i]
    }
    sum[data[i]] += values[i]
    pixels[data[i]]++
  }
  const background = outside > 0 ? outsideSum / outside : 0
  const level = sum.map(
    (total, label) => background + share * (total / Math.max(1, pixels[label]) - background),
  )
  for (let i = 0; i < data.length; i++) if (data[i] !== 0 && values[i] <= level[data[i]]) data[i] = 0
}
