import { turn } from '../logic/turn'

/** Outlines of an image as they come from the services (see contract, image.outlines). */
export interface OutlineSet {
  labels: Uint32Array
  /** Length labels + 1, in points. */
  offsets: Uint32Array
  points: Float32Array
  /** left, top, right, bottom of each. */
  boxes: Float32Array
}

/** Outlines boxed in one go: a few milliseconds. */
const AT_ONCE = 10_000

export function outlineSet(buffers: ArrayBuffer[]): OutlineSet {
  const set = unboxed(buffers)
  box(set, 0, set.labels.length)
  return set
}

/** The same, some at a time: the page draws and answers in between. */
export async function outlineSetInTurns(buffers: ArrayBuffer[]): Promise<OutlineSet> {
  const set = unboxed(buffers)
  for (let from = 0; from < set.labels.length; from += AT_ONCE) {
    if (from > 0) await turn()
    box(set, from, Math.min(set.labels.length, from + AT_ONCE))
  }
  return set
}

function unboxed(buffers: ArrayBuffer[]): OutlineSet {
  const labels = new Uint32Array(buffers[0]!)
  const boxes = new Float32Array(labels.length * 4)
  return { labels, offsets: new Uint32Array(buffers[1]!), points: new Float32Array(buffers[2]!), boxes }
}

/** Finds the boxes of outlines `from` … `to` − 1. */
function box({ offsets, points, boxes }: OutlineSet, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    let left = Number.POSITIVE_INFINITY
    let top = left
    let right = -left
    let bottom = -left
    const end = offsets[i + 1]! * 2
    for (let p = offsets[i]! * 2; p < end; p += 2) {
      const x = points[p]!
      const y = points[p + 1]!
      if (x < left) left = x
      if (x > right) right = x
      if (y < top) top = y
      if (y > bottom) bottom = y
    }
    boxes[4 * i] = left
    boxes[4 * i + 1] = top
    boxes[4 * i + 2] = right
    boxes[4 * i + 3] = bottom
  }
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
