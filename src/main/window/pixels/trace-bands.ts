import { contours } from '@core/instances/contours'
import { OutlineList, type Outlines } from '@core/instances/display-outlines'

/** Pixels read at once: 16 MB of labels. */
const BAND_PIXELS = 4 * 1024 * 1024

/**
 * Outlines to be looked at of a label image that is never held whole: bands of rows are read and traced from
 * top to bottom. A ring that reaches the last row of a band may go on below, so the next band begins with the
 * topmost of those; what it meets again of rings that were whole already is told by the row above it.
 *
 * @param readRows labels of `rows` whole rows from row `y` on; needed until the next call only
 * @returns the same rings as `displayOutlines` of the whole image, in another order
 */
export async function traceInBands(
  width: number,
  height: number,
  readRows: (y: number, rows: number) => Promise<Uint32Array>,
  bandRows = Math.max(64, Math.floor(BAND_PIXELS / width)),
): Promise<Outlines> {
  const found = new OutlineList()
  let rows = bandRows
  for (let top = 0; top < height; ) {
    const end = Math.min(height, top + rows)
    const above = Math.min(top, 1)
    const read = await readRows(top - above, end - top + above)
    const labels = read.subarray(above * width)
    const next = traceBand(found, labels, read.subarray(0, above * width), width, top, end, height)
    // A ring taller than the band: the same again, with more room.
    rows = next === top ? rows * 2 : bandRows
    top = next
  }
  return found.finish()
}

/** Adds the rings that end inside the band; returns the row the next band begins with. */
function traceBand(
  found: OutlineList,
  labels: Uint32Array,
  above: Uint32Array,
  width: number,
  top: number,
  end: number,
  height: number,
): number {
  const rings = contours(labels, width, end - top)
  const { points, offsets } = rings
  const bottom = end - top
  let next = end
  const whole: number[] = []
  for (let r = 0; r < rings.labels.length; r++) {
    if (above.length > 0 && goesOnAbove(points, offsets[r]!, offsets[r + 1]!, rings.labels[r]!, above))
      continue
    let first = bottom
    let last = 0
    for (let p = offsets[r]!; p < offsets[r + 1]!; p++) {
      first = Math.min(first, points[2 * p + 1]!)
      last = Math.max(last, points[2 * p + 1]!)
    }
    if (last === bottom && end < height) next = Math.min(next, top + first)
    else whole.push(r)
  }
  // Rings below the next band's beginning are met there again.
  if (next === top) return top
  for (const r of whole) {
    if (topOf(points, offsets[r]!, offsets[r + 1]!) + top >= next) continue
    found.add(rings.labels[r]!, points, offsets[r]!, offsets[r + 1]!, top)
  }
  return next
}

function topOf(points: Int32Array, from: number, to: number): number {
  let top = Number.POSITIVE_INFINITY
  for (let p = from; p < to; p++) top = Math.min(top, points[2 * p + 1]!)
  return top
}

/** Whether the ring's label also lies in the row above, over one of the ring's pixels. */
function goesOnAbove(
  points: Int32Array,
  from: number,
  to: number,
  label: number,
  above: Uint32Array,
): boolean {
  for (let p = from; p < to; p++) {
    const q = p + 1 < to ? p + 1 : from
    if (points[2 * p + 1] !== 0 || points[2 * q + 1] !== 0) continue
    // Clockwise: along the top edge the corners go to the right.
    for (let x = points[2 * p]!; x < points[2 * q]!; x++) if (above[x] === label) return true
  }
  return false
}
