import { distanceTransform } from '../classical/distance-transform'
import { KaryonError } from '../errors'
import { components } from './components'
import { boxOf } from './label-box'
import { editWindow, type LabelEdit, type Labels } from './label-edit'

/** Nuclei further apart are not pieces of one. */
const MOST_GAP_PX = 12

/**
 * Makes two or more nuclei one, under the smallest of their numbers. Where they do not touch, the gap between them
 * is closed over free background: a morphological closing with the smallest disc that joins them.
 *
 * @throws KaryonError `usage` when one is not there, fewer than two are given, or a gap is wider than 12 px
 */
export function mergeNuclei(labels: Labels, wanted: readonly number[]): LabelEdit {
  const all = [...new Set(wanted)].sort((a, b) => a - b)
  if (all.length < 2) {
    throw new KaryonError('usage', 'Only one nucleus is chosen.', 'Choose the nuclei that belong together.')
  }
  const window = boxOf(labels, all, MOST_GAP_PX)
  const { width, height } = window
  const into = all[0]!
  const set = new Set(all)
  return editWindow(labels, window, (after) => {
    const pieces = new Set<number>()
    const mask = Uint8Array.from(after, (value) => (set.has(value) ? 1 : 0))
    for (const label of all) {
      const own = components(
        Uint8Array.from(after, (value) => (value === label ? 1 : 0)),
        width,
        height,
      )
      if (own.sizes.length > 2) pieces.add(label)
    }
    // A nucleus that was in pieces before may stay so; the others have to become one.
    const joined = pieces.size > 0 ? mask : joinedMask(mask, after, width, height)
    for (let i = 0; i < after.length; i++) if (joined[i] === 1) after[i] = into
  })
}

function joinedMask(mask: Uint8Array, labels: Uint32Array, width: number, height: number): Uint8Array {
  for (let radius = 0; radius <= MOST_GAP_PX / 2 + 1; radius++) {
    const closed = radius === 0 ? mask : closing(mask, radius, width, height)
    const free = Uint8Array.from(closed, (value, i) =>
      mask[i] === 1 || (value === 1 && labels[i] === 0) ? 1 : 0,
    )
    const { parts, sizes } = components(free, width, height)
    const whole = partsWithNuclei(parts, mask)
    // Closed background that joins nothing is left out.
    if (whole.size === 1) return Uint8Array.from(parts, (part) => (whole.has(part) && part > 0 ? 1 : 0))
    if (sizes.length === 1) break
  }
  throw new KaryonError(
    'usage',
    `These nuclei lie more than ${MOST_GAP_PX} px apart or another one lies between them.`,
    'Merge nuclei that touch or nearly do; otherwise redraw one and delete the other.',
  )
}

function partsWithNuclei(parts: Int32Array, mask: Uint8Array): Set<number> {
  const found = new Set<number>()
  for (let i = 0; i < mask.length; i++) if (mask[i] === 1) found.add(parts[i]!)
  return found
}

/** Beyond the mask there is background: at the image's edge a disc does not lean on it. */
function closing(mask: Uint8Array, radius: number, width: number, height: number): Uint8Array {
  const rim = radius + 1
  const wide = width + 2 * rim
  const high = height + 2 * rim
  const apart = new Uint8Array(wide * high).fill(1)
  for (let i = 0; i < mask.length; i++)
    if (mask[i] === 1) apart[(Math.floor(i / width) + rim) * wide + (i % width) + rim] = 0
  const outside = distanceTransform(apart, wide, high)
  const dilated = Uint8Array.from(outside, (distance) => (distance <= radius ? 1 : 0))
  const inside = distanceTransform(dilated, wide, high)
  return mask.map((_, i) =>
    inside[(Math.floor(i / width) + rim) * wide + (i % width) + rim]! > radius ? 1 : 0,
  )
}
