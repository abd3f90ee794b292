import type { LabelImage } from '../image/label-image'
import { contours } from './contours'

export interface Outlines {
  /** Labels in the order of their outlines. */
  labels: Uint32Array<ArrayBuffer>
  /** Length labels + 1, in points. */
  offsets: Uint32Array<ArrayBuffer>
  /** x, y, x, y …: pixel edges at whole numbers, (0, 0) = top left corner of the image. */
  points: Float32Array<ArrayBuffer>
}

/** Points that lie closer than this to the line between their neighbours are left out. */
const FLAT = 0.04

/**
 * Outlines to be looked at: the pixel-edge rings of `contours`, walked edge by edge, each edge's middle
 * averaged with its neighbours (weights 1 2 1, twice). The line stays within half a pixel of the true
 * boundary and loses its stairs. Files get the exact rings, not these.
 */
export function displayOutlines(image: LabelImage): Outlines {
  const { labels, points, offsets } = contours(image.data, image.width, image.height)
  const list = new OutlineList()
  for (let r = 0; r < labels.length; r++) list.add(labels[r]!, points, offsets[r]!, offsets[r + 1]!, 0)
  return list.finish()
}

/** Collects rings of pixel corners as smoothed outlines. */
export class OutlineList {
  private readonly labels: number[] = []
  private readonly offsets: number[] = [0]
  private points = new Float32Array(1 << 16)
  private used = 0

  /** Adds the ring of corners `from` … `to` − 1, moved down by `dy` pixels. */
  add(label: number, corners: Int32Array, from: number, to: number, dy: number): void {
    const ring = smooth(smooth(edgeMiddles(corners, from, to, dy)))
    if (this.used + ring.length > this.points.length) {
      const larger = new Float32Array(Math.max(this.points.length * 2, this.used + ring.length))
      larger.set(this.points)
      this.points = larger
    }
    this.used = keepBends(ring, this.points, this.used)
    this.labels.push(label)
    this.offsets.push(this.used / 2)
  }

  finish(): Outlines {
    return {
      labels: Uint32Array.from(this.labels),
      offsets: Uint32Array.from(this.offsets),
      points: this.points.slice(0, this.used),
    }
  }
}

function edgeMiddles(corners: Int32Array, from: number, to: number, down: number): Float32Array {
  let edges = 0
  for (let k = from; k < to; k++) edges += length(corners, k, k + 1 < to ? k + 1 : from)
  const middles = new Float32Array(edges * 2)
  let at = 0
  for (let k = from; k < to; k++) {
    const next = k + 1 < to ? k + 1 : from
    const n = length(corners, k, next)
    const dx = Math.sign(corners[2 * next]! - corners[2 * k]!)
    const dy = Math.sign(corners[2 * next + 1]! - corners[2 * k + 1]!)
    for (let step = 0; step < n; step++) {
      middles[at++] = corners[2 * k]! + dx * (step + 0.5)
      middles[at++] = corners[2 * k + 1]! + down + dy * (step + 0.5)
    }
  }
  return middles
}

function length(corners: Int32Array, a: number, b: number): number {
  return Math.abs(corners[2 * b]! - corners[2 * a]!) + Math.abs(corners[2 * b + 1]! - corners[2 * a + 1]!)
}

function smooth(ring: Float32Array): Float32Array {
  const n = ring.length
  if (n < 12) return ring
  const out = new Float32Array(n)
  for (let i = 0; i < n; i++) out[i] = (ring[(i + n - 2) % n]! + 2 * ring[i]! + ring[(i + 2) % n]!) / 4
  return out
}

/** Copies the points where the ring bends; returns the new end. */
function keepBends(ring: Float32Array, out: Float32Array, start: number): number {
  const n = ring.length
  let used = start
  let ax = ring[n - 2]!
  let ay = ring[n - 1]!
  for (let i = 0; i < n; i += 2) {
    const bx = ring[i]!
    const by = ring[i + 1]!
    const cx = ring[(i + 2) % n]!
    const cy = ring[(i + 3) % n]!
    const across = Math.abs((cx - ax) * (by - ay) - (cy - ay) * (bx - ax))
    if (across < FLAT * Math.hypot(cx - ax, cy - ay) && n > 12) continue
    out[used++] = bx
    out[used++] = by
    ax = bx
    ay = by
  }
  return used
}
