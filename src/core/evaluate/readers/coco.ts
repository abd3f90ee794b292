import { KaryonError } from '../../errors'
import { cocoPolygonMask } from './coco-polygon'
import { decompressCounts, paintCounts } from './coco-rle'
import { imageNameOf } from './image-name'
import { isRecord, numberList } from './json-values'
import { ObjectPainter } from './object-painter'
import { paintColumnMajor } from './run-lengths'
import type { ImageSize, Segmentation, SegmentationItem } from './segmentation'

interface CocoImage {
  id: string
  fileName: string
  size?: ImageSize
}

/** True for a parsed JSON file that is a COCO data set. */
export function isCoco(json: unknown): boolean {
  return isRecord(json) && Array.isArray(json.images) && Array.isArray(json.annotations)
}

/**
 * The images of a COCO object-detection file, each with its annotations: polygons, compressed and plain run
 * lengths. Images without annotations are images without nuclei.
 *
 * @throws KaryonError `image-damaged` when an annotation belongs to no image of the file
 */
export function cocoItems(json: unknown, file: string): SegmentationItem[] {
  const root = json as { images: unknown[]; annotations: unknown[] }
  const images = root.images.map((entry, i) => cocoImage(entry, i, file))
  const annotations = new Map<string, unknown[]>(images.map((image) => [image.id, []]))
  for (const annotation of root.annotations) {
    const id = isRecord(annotation) ? String(annotation.image_id) : ''
    const list = annotations.get(id)
    if (!list) throw damaged(file, `has an annotation for image ${id}, which it does not list`)
    list.push(annotation)
  }
  return images.map((image) => {
    const where = `${image.fileName} in ${file}`
    return {
      name: imageNameOf(image.fileName),
      folders: image.fileName.split(/[\\/]/).slice(0, -1),
      file: where,
      sources: [file],
      knowsSize: image.size !== undefined,
      read: async (size) => paintAnnotations(annotations.get(image.id)!, sizeFor(image, size, file), where),
    }
  })
}

function cocoImage(entry: unknown, index: number, file: string): CocoImage {
  if (!isRecord(entry) || entry.id === undefined || typeof entry.file_name !== 'string') {
    throw damaged(file, `has no id or file_name in image entry ${index + 1}`)
  }
  const { width, height } = entry
  const known = typeof width === 'number' && typeof height === 'number' && width > 0 && height > 0
  return { id: String(entry.id), fileName: entry.file_name, size: known ? { width, height } : undefined }
}

function sizeFor(image: CocoImage, given: ImageSize | undefined, file: string): ImageSize {
  const size = image.size ?? given
  if (size) return size
  throw damaged(file, `gives no width and height for ${image.fileName}`)
}

function paintAnnotations(annotations: readonly unknown[], size: ImageSize, where: string): Segmentation {
  const painter = new ObjectPainter(size)
  annotations.forEach((annotation, i) => {
    const segmentation = isRecord(annotation) ? annotation.segmentation : undefined
    const name = `Annotation ${i + 1} of ${where}`
    painter.next(i + 1)
    if (Array.isArray(segmentation)) paintPolygons(painter, segmentation, size, name)
    else if (isRecord(segmentation)) paintRunLengths(painter, segmentation, size, name)
    else throw damaged(name, 'has no segmentation')
  })
  return painter.finish(where)
}

function paintPolygons(
  painter: ObjectPainter,
  polygons: readonly unknown[],
  size: ImageSize,
  name: string,
): void {
  if (polygons.length === 0) throw damaged(name, 'has no segmentation')
  for (const polygon of polygons) {
    const points = numberList(polygon)
    if (!points || points.length < 6 || points.length % 2 !== 0)
      throw damaged(name, 'has a polygon of fewer than three points')
    const { firstColumn, mask } = cocoPolygonMask(points, size)
    for (let i = 0; i < mask.length; i++) {
      if (mask[i]) paintColumnMajor(painter, firstColumn * size.height + i, size)
    }
  }
}

function paintRunLengths(
  painter: ObjectPainter,
  rle: Record<string, unknown>,
  size: ImageSize,
  name: string,
): void {
  const own = numberList(rle.size)
  if (own && (own[0] !== size.height || own[1] !== size.width)) {
    throw damaged(
      name,
      `is for an image of ${own[1]} × ${own[0]} pixels, but the image has ${size.width} × ${size.height}`,
    )
  }
  const counts = typeof rle.counts === 'string' ? decompressCounts(rle.counts, name) : numberList(rle.counts)
  if (!counts) throw damaged(name, 'has no run lengths')
  paintCounts(painter, counts, size, name)
}

function damaged(where: string, what: string): KaryonError {
  return new KaryonError(
    'image-damaged',
    `${where} ${what}.`,
    'Export the COCO file again from the program that made it.',
  )
}
