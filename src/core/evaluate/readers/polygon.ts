import type { ObjectPainter } from './object-painter'
import type { ImageSize } from './segmentation'

/** x, y, x, y …; the last point joins the first. Whole numbers are pixel corners. */
export type Ring = readonly number[]

/**
 * Fills rings by the even-odd rule: a pixel belongs to the shape when its centre (x + ½, y + ½) lies inside,
 * so a hole is simply a second ring. A centre exactly on a left boundary is outside and on a right one inside,
 * as in ImageJ's PolygonFiller. Outlines traced along pixel corners come back exactly.
 */
export function fillRings(painter: ObjectPainter, rings: readonly Ring[], size: ImageSize): void {
  const { top, bottom } = boundsOf(rings)
  const crossings: number[] = []
  const firstRow = Math.max(0, Math.floor(top))
  const lastRow = Math.min(size.height - 1, Math.ceil(bottom))
  for (let y = firstRow; y <= lastRow; y++) {
    const centre = y + 0.5
    crossings.length = 0
    for (const ring of rings) collectCrossings(ring, centre, crossings)
    crossings.sort((a, b) => a - b)
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      painter.span(y, Math.floor(crossings[i] + 0.5), Math.floor(crossings[i + 1] + 0.5))
    }
  }
}

function collectCrossings(ring: Ring, y: number, crossings: number[]): void {
  const n = ring.length
  let x0 = ring[n - 2]
  let y0 = ring[n - 1]
  for (let i = 0; i < n; i += 2) {
    const x1 = ring[i]
    const y1 = ring[i + 1]
    if (y0 <= y !== y1 <= y) crossings.push(x0 + ((y - y0) * (x1 - x0)) / (y1 - y0))
    x0 = x1
    y0 = y1
  }
}

export interface Bounds {
  left: number
  top: number
  right: number
  bottom: number
}

export function boundsOf(rings: readonly Ring[]): Bounds {
  const bounds = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity }
  for (const ring of rings) {
    for (let i = 0; i + 1 < ring.length; i += 2) {
      bounds.left = Math.min(bounds.left, ring[i])
      bounds.right = Math.max(bounds.right, ring[i])
      bounds.top = Math.min(bounds.top, ring[i + 1])
      bounds.bottom = Math.max(bounds.bottom, ring[i + 1])
    }
  }
  return bounds
}
