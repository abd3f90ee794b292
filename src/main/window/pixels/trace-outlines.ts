import type { LabelImage } from '@core/image/label-image'

export interface Outlines {
  /** Labels in the order of their outlines. */
  labels: Uint32Array<ArrayBuffer>
  /** Length labels + 1, in points. */
  offsets: Uint32Array<ArrayBuffer>
  /** x, y, x, y …: pixel edges at whole numbers, (0, 0) = top left corner of the image. */
  points: Float32Array<ArrayBuffer>
}

// Directions along pixel edges, the nucleus always on the right hand: east, south, west, north.
const DX = [1, 0, -1, 0]
const DY = [0, 1, 0, -1]

/**
 * The outer boundary of every label, followed along pixel edges (crack following, 4-connected inside, so
 * that nuclei touching at a corner stay apart). Points are the middles of the edges; points on a straight
 * run are left out. Only the component met first in reading order is traced, which is all of it: labels are
 * connected. Holes are not outlined.
 */
export function traceOutlines(image: LabelImage): Outlines {
  const { width, height, data } = image
  const seen = new Set<number>()
  const labels: number[] = []
  const offsets: number[] = [0]
  let points = new Float32Array(1 << 16)
  let used = 0
  const at = (x: number, y: number) =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : data[y * width + x]!
  let previous = 0
  for (let i = 0; i < data.length; i++) {
    const label = data[i]!
    if (label === 0 || label === previous) {
      previous = label
      continue
    }
    previous = label
    if (seen.has(label)) continue
    seen.add(label)
    // Corner coordinates: start on the top edge of the first pixel, heading east.
    const startX = i % width
    const startY = Math.floor(i / width)
    let x = startX
    let y = startY
    let heading = 0
    let lastHeading = -1
    do {
      const mx = x + DX[heading]! / 2
      const my = y + DY[heading]! / 2
      if (used + 2 > points.length) {
        const larger = new Float32Array(points.length * 2)
        larger.set(points)
        points = larger
      }
      // On a straight run only its last middle is kept besides its first.
      const straight =
        heading === lastHeading &&
        used - offsets[offsets.length - 1]! * 2 >= 4 &&
        isStraight(points, used, mx, my)
      if (straight) used -= 2
      points[used++] = mx
      points[used++] = my
      lastHeading = heading
      x += DX[heading]!
      y += DY[heading]!
      heading = turn(at, label, x, y, heading)
    } while (x !== startX || y !== startY || heading !== 0)
    labels.push(label)
    offsets.push(used / 2)
  }
  return {
    labels: Uint32Array.from(labels),
    offsets: Uint32Array.from(offsets),
    points: points.slice(0, used),
  }
}

function isStraight(points: Float32Array, used: number, x: number, y: number): boolean {
  const ax = points[used - 4]!
  const ay = points[used - 3]!
  const bx = points[used - 2]!
  const by = points[used - 1]!
  return (bx - ax) * (y - by) === (by - ay) * (x - bx)
}

/** At a corner: right if the pixel ahead on the left and right say so; inside is on the right hand. */
function turn(
  at: (x: number, y: number) => number,
  label: number,
  x: number,
  y: number,
  heading: number,
): number {
  // Pixels ahead of the corner (x, y): `right` lies ahead on the inside, `left` ahead on the outside.
  let right: boolean
  let left: boolean
  if (heading === 0) {
    right = at(x, y) === label
    left = at(x, y - 1) === label
  } else if (heading === 1) {
    right = at(x - 1, y) === label
    left = at(x, y) === label
  } else if (heading === 2) {
    right = at(x - 1, y - 1) === label
    left = at(x - 1, y) === label
  } else {
    right = at(x, y - 1) === label
    left = at(x - 1, y - 1) === label
  }
  if (!right) return (heading + 1) % 4
  if (left) return (heading + 3) % 4
  return heading
}
