import type { LabelRuns } from '../instances/label-runs'
import { MonotoneChain } from './monotone-chain'
import type { RegionSums } from './region-props'

/**
 * Pixels in the convex hull of each label (index = label), as scikit-image's `convex_hull_image` with
 * `offset_coordinates`: the hull of the middles of all pixel edges, counting pixels whose centre is inside or
 * on it. Coordinates are doubled, so everything is exact integers.
 */
export function convexAreas(runs: LabelRuns, width: number, sums: RegionSums, count: number): Float64Array {
  const offset = new Int32Array(count + 2)
  let tallest = 0
  for (let l = 1; l <= count; l++) {
    const rows = sums.area[l] > 0 ? sums.maxY[l] - sums.minY[l] + 1 : 0
    offset[l + 1] = offset[l] + rows
    if (rows > tallest) tallest = rows
  }
  const left = new Int32Array(offset[count + 1]).fill(-1)
  const right = new Int32Array(offset[count + 1])
  for (let i = 0; i < runs.label.length; i++) {
    const l = runs.label[i]
    const slot = offset[l] + runs.row[i] - sums.minY[l]
    // Runs of a row come left to right.
    if (left[slot] < 0) left[slot] = runs.start[i] - runs.row[i] * width
    right[slot] = runs.end[i] - 1 - runs.row[i] * width
  }
  const areas = new Float64Array(count + 1)
  const chain = new HullSide(2 * tallest + 1)
  const lowest = new Float64Array(tallest)
  for (let l = 1; l <= count; l++) {
    const from = offset[l]
    const rows = offset[l + 1] - from
    if (rows === 0) continue
    chain.build(left, from, rows, 1)
    for (let r = 0; r < rows; r++) lowest[r] = chain.innermost(2 * r + 1)
    chain.build(right, from, rows, -1)
    let area = 0
    for (let r = 0; r < rows; r++) area += -chain.innermost(2 * r + 1) - lowest[r] + 1
    areas[l] = area
  }
  return areas
}

/**
 * One side of a hull in doubled coordinates, row r at height 2r + 1, as the left side; `sign` −1 mirrors x so
 * that the right side can be treated the same.
 */
class HullSide extends MonotoneChain {
  private segment = 0

  build(extreme: Int32Array, from: number, rows: number, sign: 1 | -1): void {
    this.length = 0
    this.segment = 0
    for (let r = 0; r < rows; r++) {
      const here = extreme[from + r]
      const present = here >= 0
      const before = r > 0 ? extreme[from + r - 1] : -1
      const corner = outermost(present, here, before, sign)
      if (corner !== null) this.add(2 * sign * corner, 2 * r)
      if (present) this.add(2 * sign * here - 1, 2 * r + 1)
    }
    this.add(2 * sign * extreme[from + rows - 1], 2 * rows)
  }

  /** Smallest whole pixel x (mirrored for the right side) on or inside this side at height `y`; ask upwards. */
  innermost(y: number): number {
    while (this.segment + 2 < this.length && this.y[this.segment + 1] <= y) this.segment++
    const s = this.segment
    const dy = this.y[s + 1] - this.y[s]
    const scaled = this.x[s] * dy + (y - this.y[s]) * (this.x[s + 1] - this.x[s])
    return Math.ceil(scaled / (2 * dy))
  }
}

/** Outermost x of the edge middles between two rows: of the row above, the row below, or both. */
function outermost(present: boolean, here: number, before: number, sign: 1 | -1): number | null {
  if (!present) return before >= 0 ? before : null
  if (before < 0) return here
  return sign === 1 ? Math.min(here, before) : Math.max(here, before)
}
