import { KaryonError } from '../errors'
import type { PixelWindow } from '../image/raster'
import type { Labels } from './label-edit'

/**
 * The smallest window that holds every pixel of the given nuclei, `margin` pixels more on each side as far as the
 * image goes.
 *
 * @throws KaryonError `usage` when one of them is not in the image
 */
export function boxOf(labels: Labels, wanted: readonly number[], margin = 0): PixelWindow {
  const { width, height, data } = labels
  const search = searchWindow(labels, wanted)
  const first = wanted[0]!
  const set = new Set(wanted)
  const missing = new Set(wanted)
  const one = set.size === 1
  let [left, top, right, bottom] = [width, height, -1, -1]
  for (let y = search.y; y < search.y + search.height; y++) {
    for (let x = search.x, i = y * width + x; x < search.x + search.width; x++, i++) {
      const label = data[i]!
      if (label === 0 || (one ? label !== first : !set.has(label))) continue
      if (missing.size > 0) missing.delete(label)
      if (x < left) left = x
      if (x > right) right = x
      if (y < top) top = y
      bottom = y
    }
  }
  if (missing.size > 0 || right < 0) {
    throw new KaryonError(
      'usage',
      `There is no nucleus ${[...missing].join(', ')} in this image.`,
      'Select a nucleus that is there.',
    )
  }
  const x = Math.max(0, left - margin)
  const y = Math.max(0, top - margin)
  return {
    x,
    y,
    width: Math.min(width, right + 1 + margin) - x,
    height: Math.min(height, bottom + 1 + margin) - y,
  }
}

/** Those of the given nuclei that have a pixel, ascending. */
export function present(labels: Labels, wanted: readonly number[]): number[] {
  const { width, data } = labels
  const search = searchWindow(labels, wanted)
  const set = new Set(wanted)
  const found = new Set<number>()
  for (let y = search.y; y < search.y + search.height && found.size < set.size; y++) {
    for (let x = search.x, i = y * width + x; x < search.x + search.width; x++, i++)
      if (data[i] !== 0 && set.has(data[i]!)) found.add(data[i]!)
  }
  return [...found].sort((a, b) => a - b)
}

/** Where their pixels can be at all: nowhere else is looked. */
function searchWindow({ width, height, bounds }: Labels, wanted: readonly number[]): PixelWindow {
  if (!bounds) return { x: 0, y: 0, width, height }
  return bounds.around(wanted) ?? { x: 0, y: 0, width: 0, height: 0 }
}
