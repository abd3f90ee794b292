/** Outlines of an image as they come from the services (see contract, image.outlines). */
export interface OutlineSet {
  labels: Uint32Array
  /** Length labels + 1, in points. */
  offsets: Uint32Array
  points: Float32Array
  /** left, top, right, bottom of each. */
  boxes: Float32Array
}

export function outlineSet(buffers: ArrayBuffer[]): OutlineSet {
  const labels = new Uint32Array(buffers[0]!)
  const offsets = new Uint32Array(buffers[1]!)
  const points = new Float32Array(buffers[2]!)
  const boxes = new Float32Array(labels.length * 4)
  for (let i = 0; i < labels.length; i++) {
    let left = Number.POSITIVE_INFINITY
    let top = left
    let right = -left
    let bottom = -left
    for (let p = offsets[i]! * 2; p < offsets[i + 1]! * 2; p += 2) {
      left = Math.min(left, points[p]!)
      right = Math.max(right, points[p]!)
      top = Math.min(top, points[p + 1]!)
      bottom = Math.max(bottom, points[p + 1]!)
    }
    boxes.set([left, top, right, bottom], i * 4)
  }
  return { labels, offsets, points, boxes }
}

/** Position of the outline that holds the image point (pixel corners at whole numbers), or -1. */
export function outlineAt(set: OutlineSet, x: number, y: number): number {
  const { boxes, labels } = set
  for (let i = 0; i < labels.length; i++) {
    const b = i * 4
    if (x < boxes[b]! || y < boxes[b + 1]! || x > boxes[b + 2]! || y > boxes[b + 3]!) continue
    if (inside(set, i, x, y)) return i
  }
  return -1
}

/** Even-odd rule. */
function inside({ offsets, points }: OutlineSet, i: number, x: number, y: number): boolean {
  let odd = false
  const from = offsets[i]!
  const to = offsets[i + 1]!
  for (let a = from, b = to - 1; a < to; b = a++) {
    const ax = points[2 * a]!
    const ay = points[2 * a + 1]!
    const bx = points[2 * b]!
    const by = points[2 * b + 1]!
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd
  }
  return odd
}
