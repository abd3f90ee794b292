import { KaryonError } from '../../errors'
import { ObjectPainter, plural } from './object-painter'
import { boundsOf, fillRings, type Ring } from './polygon'
import type { ImageSize, Segmentation } from './segmentation'

/** One object as outlines: parts that are united, each an outer ring with its holes. */
export interface OutlineObject {
  readonly fileLabel: number
  readonly parts: readonly (readonly Ring[])[]
}

/**
 * Paints outlined objects into an image of `size`; what reaches beyond it is cut off and said.
 * @throws KaryonError `label-mismatch` when an object lies wholly outside: then the size is another image's
 */
export function paintOutlines(
  objects: readonly OutlineObject[],
  size: ImageSize,
  file: string,
): Segmentation {
  const painter = new ObjectPainter(size)
  let cut = 0
  for (const object of objects) {
    const bounds = boundsOf(object.parts.flat())
    if (bounds.left >= size.width || bounds.top >= size.height || bounds.right <= 0 || bounds.bottom <= 0) {
      throw new KaryonError(
        'label-mismatch',
        `An object of ${file} lies at x = ${Math.round(bounds.left)}, y = ${Math.round(bounds.top)}, outside the image of ${size.width} × ${size.height} pixels.`,
        'Compare outlines with label images or outlines of the same image at the same size.',
        { file },
      )
    }
    if (bounds.left < 0 || bounds.top < 0 || bounds.right > size.width || bounds.bottom > size.height) cut++
    painter.next(object.fileLabel)
    for (const rings of object.parts) fillRings(painter, rings, size)
  }
  const segmentation = painter.finish(file)
  if (cut === 0) return segmentation
  return {
    ...segmentation,
    notes: [
      ...segmentation.notes,
      `${file}: ${plural(cut, 'outline')} reached beyond the image and ${cut === 1 ? 'was' : 'were'} cut at its edge.`,
    ],
  }
}

/** The smallest image that holds all objects. */
export function extentOf(objects: readonly OutlineObject[]): ImageSize {
  let width = 1
  let height = 1
  for (const object of objects) {
    const bounds = boundsOf(object.parts.flat())
    width = Math.max(width, Math.ceil(bounds.right))
    height = Math.max(height, Math.ceil(bounds.bottom))
  }
  return { width, height }
}
