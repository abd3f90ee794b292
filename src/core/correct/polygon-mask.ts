import { KaryonError } from '../errors'
import type { PixelWindow } from '../image/raster'

/** A point of the image: pixel edges at whole numbers, (0, 0) = the image's top left corner. */
export interface Point {
  readonly x: number
  readonly y: number
}

/**
 * The pixels whose centres lie inside a closed outline (even-odd rule), as a mask of the smallest window of the
 * image (width × height) that holds the outline; the last point is joined to the first.
 *
 * @throws KaryonError `usage` when it encloses no pixel centre
 */
export function polygonMask(
  outline: readonly Point[],
  width: number,
  height: number,
): { window: PixelWindow; mask: Uint8Array } {
  const xs = outline.map(({ x }) => x)
  const ys = outline.map(({ y }) => y)
  const x = Math.max(0, Math.floor(Math.min(...xs)))
  const y = Math.max(0, Math.floor(Math.min(...ys)))
  const window = {
    x,
    y,
    width: Math.min(width, Math.ceil(Math.max(...xs))) - x,
    height: Math.min(height, Math.ceil(Math.max(...ys))) - y,
  }
  if (outline.length < 3 || window.width < 1 || window.height < 1) throw nothing()
  const mask = new Uint8Array(window.width * window.height)
  let pixels = 0
  for (let row = 0; row < window.height; row++) {
    const crossings = crossingsOf(outline, window.y + row + 0.5)
    for (let k = 0; k + 1 < crossings.length; k += 2) {
      const from = Math.max(0, Math.ceil(crossings[k]! - 0.5) - window.x)
      const to = Math.min(window.width, Math.ceil(crossings[k + 1]! - 0.5) - window.x)
      for (let column = from; column < to; column++, pixels++) mask[row * window.width + column] = 1
    }
  }
  if (pixels === 0) throw nothing()
  return { window, mask }
}

/** Where the outline crosses the line at height `y`, from left to right. */
function crossingsOf(outline: readonly Point[], y: number): number[] {
  const crossings: number[] = []
  for (let i = 0, j = outline.length - 1; i < outline.length; j = i++) {
    const a = outline[i]!
    const b = outline[j]!
    if (a.y > y !== b.y > y) crossings.push(a.x + ((b.x - a.x) * (y - a.y)) / (b.y - a.y))
  }
  return crossings.sort((p, q) => p - q)
}

function nothing(): KaryonError {
  return new KaryonError(
    'usage',
    'This outline holds no pixel of the image.',
    'Draw around the whole nucleus, then let go.',
  )
}
