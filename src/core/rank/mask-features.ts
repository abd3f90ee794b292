import type { ProbabilityMaps } from '../instances/probability-maps'
import type { Candidates } from './candidates'
import { HullArea } from './hull-area'

/** Pixels beyond the mask that the ring around it reaches (steps along rows and columns). */
const RING = 2
const INSIDE = 1
const OUTSIDE_SEEN = 2

/**
 * Shape of a candidate and what the maps say in it, on its rim (mask pixels with a 4-neighbour outside) and in the
 * ring of two pixels around it. One instance for many candidates: it keeps its working area.
 */
export class MaskFeatures {
  private readonly hull = new HullArea()
  /** The mask's box with a border of `RING`, 0 where nothing is. */
  private cells = new Uint8Array(0)
  private left = new Int32Array(64)
  private right = new Int32Array(64)

  constructor(
    private readonly candidates: Candidates,
    private readonly maps: ProbabilityMaps,
  ) {}

  /**
   * Writes the features axisRatio … borderRim (see `FEATURE_NAMES`) of candidate `c` to `out` from `at` on, and
   * returns seedMargin, the largest distance · (1 − border) inside.
   */
  write(c: number, out: Float32Array, at: number): number {
    const { from, start, end, area, left, top, right, bottom } = this.candidates
    const { width, height, body, border, distance } = this.maps
    const rows = bottom[c] - top[c]
    const stride = right[c] - left[c] + 2 * RING
    this.reserve(stride * (rows + 2 * RING), rows)
    const { cells } = this
    // Cell of flat pixel p of row y: p − y · width + shift of its row.
    for (let i = from[c]; i < from[c + 1]; i++) {
      const y = Math.floor(start[i] / width)
      const r = y - top[c]
      const x = start[i] - y * width - left[c]
      const last = x + end[i] - start[i] - 1
      const cell = (r + RING) * stride + RING
      cells.fill(INSIDE, cell + x, cell + last + 1)
      if (x < this.left[r]) this.left[r] = x
      if (last > this.right[r]) this.right[r] = last
    }

    const n = area[c]
    const base = body[start[from[c]]]
    let sumX = 0
    let sumY = 0
    let sumXX = 0
    let sumXY = 0
    let sumYY = 0
    // Of the difference from one of its values, so that squares do not cancel.
    let bodySum = 0
    let bodySquares = 0
    let distanceSum = 0
    let distanceMax = Number.NEGATIVE_INFINITY
    let borderSum = 0
    let borderMax = Number.NEGATIVE_INFINITY
    let seedMargin = Number.NEGATIVE_INFINITY
    let rim = 0
    let rimBody = 0
    let rimDistance = 0
    let rimBorder = 0
    let ring = 0
    let ringBody = 0
    for (let i = from[c]; i < from[c + 1]; i++) {
      const y = Math.floor(start[i] / width)
      const r = y - top[c]
      const toX = -y * width - left[c]
      const toCell = (r + RING) * stride + RING + toX
      const length = end[i] - start[i]
      const x0 = start[i] + toX
      const lineX = length * x0 + (length * (length - 1)) / 2
      sumX += lineX
      sumY += length * r
      sumYY += length * r * r
      sumXY += lineX * r
      for (let p = start[i]; p < end[i]; p++) {
        const x = p + toX
        const cell = p + toCell
        const b = body[p] - base
        const d = distance[p]
        const t = border[p]
        sumXX += x * x
        bodySum += b
        bodySquares += b * b
        distanceSum += d
        borderSum += t
        if (d > distanceMax) distanceMax = d
        if (t > borderMax) borderMax = t
        const margin = d * (1 - t)
        if (margin > seedMargin) seedMargin = margin
        if (
          cells[cell - 1] === INSIDE &&
          cells[cell + 1] === INSIDE &&
          cells[cell - stride] === INSIDE &&
          cells[cell + stride] === INSIDE
        )
          continue
        rim++
        rimBody += b
        rimDistance += d
        rimBorder += t
        for (let dy = -RING; dy <= RING; dy++) {
          const reach = RING - Math.abs(dy)
          for (let dx = -reach; dx <= reach; dx++) {
            const beside = cell + dy * stride + dx
            if (cells[beside] !== 0) continue
            cells[beside] = OUTSIDE_SEEN
            // Beyond the edge of the image, the pixel at its edge.
            const px = Math.min(width - 1, Math.max(0, x + left[c] + dx))
            const py = Math.min(height - 1, Math.max(0, y + dy))
            ring++
            ringBody += body[py * width + px]
          }
        }
      }
    }

    const varianceX = n > 1 ? (sumXX - (sumX * sumX) / n) / (n - 1) + 1 / 12 : 1
    const varianceY = n > 1 ? (sumYY - (sumY * sumY) / n) / (n - 1) + 1 / 12 : 1
    const covariance = n > 1 ? (sumXY - (sumX * sumY) / n) / (n - 1) : 0
    const middle = (varianceX + varianceY) / 2
    const spread = Math.hypot((varianceX - varianceY) / 2, covariance)
    const bodyMean = bodySum / n
    out[at] = Math.sqrt((middle - spread) / (middle + spread))
    out[at + 1] = n / this.hull.of(this.left, this.right, rows)
    out[at + 2] = n / (rows * (right[c] - left[c]))
    out[at + 3] = (4 * Math.PI * n) / (rim * rim)
    out[at + 4] = base + bodyMean
    out[at + 5] = Math.sqrt(Math.max(0, bodySquares / n - bodyMean * bodyMean))
    out[at + 6] = base + rimBody / rim
    out[at + 7] = ringBody / ring
    out[at + 8] = distanceSum / n
    out[at + 9] = distanceMax
    out[at + 10] = rimDistance / rim
    out[at + 11] = borderSum / n
    out[at + 12] = borderMax
    out[at + 13] = rimBorder / rim
    return seedMargin
  }

  private reserve(cells: number, rows: number): void {
    if (this.cells.length < cells) this.cells = new Uint8Array(2 * cells)
    else this.cells.fill(0, 0, cells)
    if (this.left.length < rows) {
      this.left = new Int32Array(2 * rows)
      this.right = new Int32Array(2 * rows)
    }
    this.left.fill(0x7fffffff, 0, rows)
    this.right.fill(-1, 0, rows)
  }
}
