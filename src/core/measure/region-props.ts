import type { LabelRuns } from '../instances/label-runs'

/**
 * Sums over the pixels of each label (index = label). Coordinates are relative to (`originX`, `originY`), the
 * label's first pixel, so that squares stay small and exact.
 */
export interface RegionSums {
  readonly area: Float64Array
  readonly originX: Int32Array
  readonly originY: Int32Array
  readonly sumX: Float64Array
  readonly sumY: Float64Array
  readonly sumXX: Float64Array
  readonly sumXY: Float64Array
  readonly sumYY: Float64Array
  /** Bounding box, inclusive; of no meaning where the area is 0. */
  readonly minX: Int32Array
  readonly maxX: Int32Array
  readonly minY: Int32Array
  readonly maxY: Int32Array
}

/** Area, first and second moments and bounding box of each label, run by run in closed form. */
export function regionSums(runs: LabelRuns, width: number, count: number): RegionSums {
  const size = count + 1
  const area = new Float64Array(size)
  const originX = new Int32Array(size)
  const originY = new Int32Array(size)
  const sumX = new Float64Array(size)
  const sumY = new Float64Array(size)
  const sumXX = new Float64Array(size)
  const sumXY = new Float64Array(size)
  const sumYY = new Float64Array(size)
  const minX = new Int32Array(size)
  const maxX = new Int32Array(size)
  const minY = new Int32Array(size)
  const maxY = new Int32Array(size)
  for (let i = 0; i < runs.label.length; i++) {
    const l = runs.label[i]
    const y = runs.row[i]
    const from = runs.start[i] - y * width
    const n = runs.end[i] - runs.start[i]
    const to = from + n - 1
    if (area[l] === 0) {
      originX[l] = minX[l] = from
      maxX[l] = to
      originY[l] = minY[l] = y
    } else {
      if (from < minX[l]) minX[l] = from
      if (to > maxX[l]) maxX[l] = to
    }
    maxY[l] = y
    const x0 = from - originX[l]
    const dy = y - originY[l]
    // Σ (x0 + k) and Σ (x0 + k)² for k = 0 … n − 1.
    const k1 = (n * (n - 1)) / 2
    const k2 = ((n - 1) * n * (2 * n - 1)) / 6
    const rowX = n * x0 + k1
    area[l] += n
    sumX[l] += rowX
    sumY[l] += n * dy
    sumXX[l] += n * x0 * x0 + 2 * x0 * k1 + k2
    sumXY[l] += rowX * dy
    sumYY[l] += n * dy * dy
  }
  return { area, originX, originY, sumX, sumY, sumXX, sumXY, sumYY, minX, maxX, minY, maxY }
}

/**
 * Eccentricity of the ellipse with the region's second moments: √(1 − λ₂/λ₁) of the inertia tensor's
 * eigenvalues, as scikit-image's `regionprops`; 0 for a single pixel.
 */
export function eccentricity(sums: RegionSums, label: number): number {
  const n = sums.area[label]
  const mx = sums.sumX[label] / n
  const my = sums.sumY[label] / n
  const xx = sums.sumXX[label] / n - mx * mx
  const yy = sums.sumYY[label] / n - my * my
  const xy = sums.sumXY[label] / n - mx * my
  const half = (xx + yy) / 2
  const spread = Math.sqrt(((xx - yy) / 2) ** 2 + xy * xy)
  const large = half + spread
  const small = Math.max(0, half - spread)
  return large <= 0 ? 0 : Math.sqrt(1 - small / large)
}
