/**
 * Outlines of labels as closed polygons along pixel edges. Ring r belongs to `labels[r]`; its corners are
 * `points[2 · k]`, `points[2 · k + 1]` (x, y) for k = `offsets[r]` … `offsets[r + 1] − 1`, in pixel corner
 * coordinates: (0, 0) is the top left corner of the top left pixel. Clockwise on screen, without the first
 * corner repeated, only corners where the outline turns.
 */
export interface Contours {
  readonly labels: Uint32Array
  readonly offsets: Uint32Array
  readonly points: Int32Array
}

/** Steps right, down, left, up. */
const DX = [1, 0, -1, 0]
const DY = [0, 1, 0, -1]

/**
 * Outer outlines of all labels of a width × height label image, by crack following (the inside on the right
 * hand). One ring for each 4-connected piece of a label, in raster order of the piece's first pixel; holes
 * (background not reaching outside even across corners) are left out. The shoelace area of a ring is the area
 * of its piece with those holes filled.
 */
export function contours(labels: Uint32Array, width: number, height: number): Contours {
  // Left edges already walked, so that every ring is walked once.
  const walked = new Uint8Array(width * height)
  const rings: number[] = []
  const offsets: number[] = [0]
  const points = new PointList()
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const p = y * width + x
      const label = labels[p]
      if (label === 0 || walked[p] === 1 || (x > 0 && labels[p - 1] === label)) continue
      const from = points.length
      if (walk(labels, width, height, x, y, walked, points) > 0) {
        rings.push(label)
        offsets.push(points.length)
      } else points.length = from
    }
  }
  return { labels: Uint32Array.from(rings), offsets: Uint32Array.from(offsets), points: points.finish() }
}

/**
 * Walks the ring that goes up the left edge of pixel (x, y). Returns twice its signed area: positive for an
 * outer ring, negative for the ring around a hole.
 */
function walk(
  labels: Uint32Array,
  width: number,
  height: number,
  x: number,
  y: number,
  walked: Uint8Array,
  points: PointList,
): number {
  const label = labels[y * width + x]
  const startX = x
  const startY = y + 1
  let cx = startX
  let cy = startY
  let direction = 3
  let area = 0
  let turned = false
  do {
    if (direction === 3) walked[(cy - 1) * width + cx] = 1
    area += cx * DY[direction] - cy * DX[direction]
    cx += DX[direction]
    cy += DY[direction]
    const next = turn(labels, width, height, label, cx, cy, direction)
    if (next !== direction) {
      points.add(cx, cy)
      direction = next
      turned = true
    }
  } while (!turned || cx !== startX || cy !== startY || direction !== 3)
  return area
}

/**
 * The direction after arriving at corner (cx, cy): right if the pixel ahead on the right is not the label's,
 * straight on if only that one is, left if the pixel ahead on the left is too. A corner where two pixels of
 * the label touch diagonally separates them.
 */
function turn(
  labels: Uint32Array,
  width: number,
  height: number,
  label: number,
  cx: number,
  cy: number,
  direction: number,
): number {
  const dx = DX[direction]
  const dy = DY[direction]
  // Pixels ahead, of the four around the corner; (−dy, dx) points to the right hand.
  const rightX = cx + (dx - dy - 1) / 2
  const rightY = cy + (dy + dx - 1) / 2
  if (!holds(labels, width, height, label, rightX, rightY)) return (direction + 1) & 3
  const leftX = cx + (dx + dy - 1) / 2
  const leftY = cy + (dy - dx - 1) / 2
  return holds(labels, width, height, label, leftX, leftY) ? (direction + 3) & 3 : direction
}

function holds(
  labels: Uint32Array,
  width: number,
  height: number,
  label: number,
  x: number,
  y: number,
): boolean {
  return x >= 0 && y >= 0 && x < width && y < height && labels[y * width + x] === label
}

class PointList {
  private data = new Int32Array(4096)
  length = 0

  add(x: number, y: number): void {
    if (2 * this.length + 2 > this.data.length) {
      const bigger = new Int32Array(this.data.length * 2)
      bigger.set(this.data)
      this.data = bigger
    }
    this.data[2 * this.length] = x
    this.data[2 * this.length + 1] = y
    this.length++
  }

  finish(): Int32Array {
    return this.data.slice(0, 2 * this.length)
  }
}
