import { KaryonError } from '../../errors'
import type { ObjectPainter } from './object-painter'
import { paintColumnMajor } from './run-lengths'
import type { ImageSize } from './segmentation'

/**
 * The counts of COCO's compressed run lengths: each number in groups of five bits, least first, as characters
 * from code 48; bit 5 says that more follow, bit 4 of the last is the sign; from the fourth number on the
 * difference to the number two before is stored.
 */
export function decompressCounts(text: string, where: string): number[] {
  const counts: number[] = []
  let at = 0
  while (at < text.length) {
    let value = 0
    let shift = 0
    let more = true
    while (more) {
      const code = text.charCodeAt(at++) - 48
      if (!(code >= 0 && code < 64) || shift > 35)
        throw damaged(where, 'has run lengths that are no COCO text')
      value += (code & 31) * 2 ** shift
      more = (code & 32) !== 0
      shift += 5
      if (!more && code & 16) value -= 2 ** shift
    }
    if (counts.length > 2) value += counts[counts.length - 2]
    counts.push(value)
  }
  return counts
}

/**
 * Paints COCO run lengths: down the columns, off and on by turns, beginning with off.
 * @throws KaryonError `image-damaged` when they do not add up to the image's pixels
 */
export function paintCounts(
  painter: ObjectPainter,
  counts: readonly number[],
  size: ImageSize,
  where: string,
): void {
  let total = 0
  for (const count of counts) {
    if (!Number.isSafeInteger(count) || count < 0) throw damaged(where, `has a run of ${count} pixels`)
    total += count
  }
  const pixels = size.width * size.height
  if (total !== pixels)
    throw damaged(
      where,
      `has runs over ${total} pixels, but its image has ${size.width} × ${size.height} = ${pixels}`,
    )
  let at = 0
  counts.forEach((count, i) => {
    const end = at + count
    if (i % 2 === 1) for (; at < end; at++) paintColumnMajor(painter, at, size)
    at = end
  })
}

function damaged(where: string, what: string): KaryonError {
  return new KaryonError(
    'image-damaged',
    `${where} ${what}.`,
    'Write the COCO file again with sizes [height, width] that are those of the image.',
  )
}
