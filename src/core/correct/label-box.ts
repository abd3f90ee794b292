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
  const first = wanted[0]!
  const set = new Set(wanted)
  const missing = new Set(wanted)
  const one = set.size === 1
  let [left, top, right, bottom] = [width, height, -1, -1]
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
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
