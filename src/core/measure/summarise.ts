import type { Nucleus } from './nucleus'

/** What a table says of one image. Values that need at least one nucleus are null when there is none. */
export interface NucleiSummary {
  count: number
  meanAreaPx: number | null
  medianDiameterPx: number | null
  /** Also null when the nuclei have no confidence. */
  meanConfidence: number | null
  /** Nuclei per million pixels of the image. */
  densityPerMegapixel: number
  /** Nuclei per square millimetre; null when the pixel size is not known. */
  densityPerMm2: number | null
}

/** The summary of an image of width × height pixels; `pixelSizeUm` is the side of a pixel in µm, if known. */
export function summarise(
  nuclei: readonly Nucleus[],
  image: { width: number; height: number; pixelSizeUm?: number | null },
): NucleiSummary {
  const pixels = image.width * image.height
  const count = nuclei.length
  const { pixelSizeUm } = image
  return {
    count,
    meanAreaPx: mean(nuclei.map((n) => n.areaPx)),
    medianDiameterPx: median(nuclei.map((n) => n.equivalentDiameterPx)),
    meanConfidence: mean(nuclei.flatMap(({ confidence }) => (confidence === undefined ? [] : [confidence]))),
    densityPerMegapixel: pixels > 0 ? (count / pixels) * 1e6 : 0,
    densityPerMm2: pixelSizeUm && pixels > 0 ? (count / (pixels * pixelSizeUm * pixelSizeUm)) * 1e6 : null,
  }
}

/** The mean; null of nothing. */
export function mean(values: readonly number[]): number | null {
  if (values.length === 0) return null
  let total = 0
  for (const value of values) total += value
  return total / values.length
}

/** The median, of an even number of values the mean of the middle two; null of nothing. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = Float64Array.from(values).sort()
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** The smallest value at which half of the weight is reached; null of nothing. `weights` ≥ 0, one a value. */
export function weightedMedian(values: readonly number[], weights: readonly number[]): number | null {
  if (values.length === 0) return null
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b])
  let total = 0
  for (const i of order) total += weights[i]
  let sum = 0
  for (const i of order) {
    sum += weights[i]
    if (sum >= total / 2) return values[i]
  }
  return values[order[order.length - 1]]
}
