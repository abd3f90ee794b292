import type { ProbabilityMaps } from '../instances/probability-maps'
import type { Candidates } from './candidates'
import { HullArea } from './hull-area'
import { MaskOutline } from './mask-outline'

/** Shape of a candidate and what the maps say in and around it. One instance for many candidates. */
export class MaskFeatures {
  private readonly outline: MaskOutline
  private readonly hull = new HullArea()

  constructor(
    private readonly candidates: Candidates,
    private readonly maps: ProbabilityMaps,
  ) {
    this.outline = new MaskOutline(candidates, maps)
  }

  /**
   * Writes the features axisRatio … borderRim (see `FEATURE_NAMES`) of candidate `c` to `out` from `at` on, and
   * returns seedMargin, the largest distance · (1 − border) inside.
   */
  write(c: number, out: Float32Array, at: number): number {
    const { area, left, right } = this.candidates
    const { outline } = this
    outline.measure(c)
    const { rim, ring, rows } = outline
    out[at] = this.axisRatio(c)
    out[at + 1] = area[c] / this.hull.of(outline.left, outline.right, rows)
    out[at + 2] = area[c] / (rows * (right[c] - left[c]))
    out[at + 3] = (4 * Math.PI * area[c]) / (rim * rim)
    out[at + 6] = outline.rimBody / rim
    out[at + 7] = outline.ringBody / ring
    out[at + 10] = outline.rimDistance / rim
    out[at + 13] = outline.rimBorder / rim
    return this.writeInside(c, out, at)
  }

  /** Short over long axis of the ellipse with the mask's covariance; a pixel is a square, not a point. */
  private axisRatio(c: number): number {
    const { from, start, end, area, left, top } = this.candidates
    const { width } = this.maps
    const n = area[c]
    if (n === 1) return 1
    let sumX = 0
    let sumY = 0
    let sumXX = 0
    let sumXY = 0
    let sumYY = 0
    for (let i = from[c]; i < from[c + 1]; i++) {
      const row = Math.floor(start[i] / width)
      const y = row - top[c]
      const x = start[i] - row * width - left[c]
      const length = end[i] - start[i]
      // Sums of 0 … length − 1 and of their squares.
      const steps = (length * (length - 1)) / 2
      const squares = (steps * (2 * length - 1)) / 3
      const lineX = length * x + steps
      sumX += lineX
      sumY += length * y
      sumXX += length * x * x + 2 * x * steps + squares
      sumXY += lineX * y
      sumYY += length * y * y
    }
    const varianceX = (sumXX - (sumX * sumX) / n) / (n - 1) + 1 / 12
    const varianceY = (sumYY - (sumY * sumY) / n) / (n - 1) + 1 / 12
    const covariance = (sumXY - (sumX * sumY) / n) / (n - 1)
    const middle = (varianceX + varianceY) / 2
    const spread = Math.hypot((varianceX - varianceY) / 2, covariance)
    return Math.sqrt((middle - spread) / (middle + spread))
  }

  /** bodyMean, bodyStd, distanceMean, distanceMax, borderMean, borderMax; returns seedMargin. */
  private writeInside(c: number, out: Float32Array, at: number): number {
    const { from, start, end, area } = this.candidates
    const { body, border, distance } = this.maps
    // Body sums are of the difference from one of its values, so that squares do not cancel.
    const base = body[start[from[c]]]
    let bodySum = 0
    let bodySquares = 0
    let distanceSum = 0
    let distanceMax = Number.NEGATIVE_INFINITY
    let borderSum = 0
    let borderMax = Number.NEGATIVE_INFINITY
    let seedMargin = Number.NEGATIVE_INFINITY
    for (let i = from[c]; i < from[c + 1]; i++) {
      const stop = end[i]
      for (let p = start[i]; p < stop; p++) {
        const b = body[p] - base
        const d = distance[p]
        const t = border[p]
        bodySum += b
        bodySquares += b * b
        distanceSum += d
        borderSum += t
        if (d > distanceMax) distanceMax = d
        if (t > borderMax) borderMax = t
        const margin = d * (1 - t)
        if (margin > seedMargin) seedMargin = margin
      }
    }
    const n = area[c]
    const bodyMean = bodySum / n
    out[at + 4] = base + bodyMean
    out[at + 5] = Math.sqrt(Math.max(0, bodySquares / n - bodyMean * bodyMean))
    out[at + 8] = distanceSum / n
    out[at + 9] = distanceMax
    out[at + 11] = borderSum / n
    out[at + 12] = borderMax
    return seedMargin
  }
}
