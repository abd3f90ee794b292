import { type Failure, KaryonError, toFailure } from '../errors'
import type { ImageSize, Segmentation, SegmentationItem } from './readers/segmentation'

/** An image that the target and every segmenter have. */
export interface CommonImage {
  name: string
  target: SegmentationItem
  predictions: SegmentationItem[]
}

export type ReadResult = { target: Segmentation; predictions: Segmentation[] } | { failure: Failure }

/** The label images of one image, all of one size; what hinders that is its failure, not the whole comparison's. */
export async function readAll(work: CommonImage): Promise<ReadResult> {
  try {
    const size = await sizeOf(work)
    const target = await work.target.read(size)
    const predictions: Segmentation[] = []
    for (const item of work.predictions) {
      const prediction = await item.read(target.labels)
      requireSameSize(work.target, target, item, prediction)
      predictions.push(prediction)
    }
    return { target, predictions }
  } catch (error) {
    return { failure: toFailure(error, work.target.file) }
  }
}

/** For targets that do not know their image's size: that of the first prediction that does, else the outlines' extent. */
async function sizeOf(work: CommonImage): Promise<ImageSize | undefined> {
  if (work.target.knowsSize) return undefined
  const sized = work.predictions.find((item) => item.knowsSize)
  if (sized) return (await sized.read()).labels
  const extents = await Promise.all(
    [work.target, ...work.predictions].flatMap((item) => (item.extent ? [item.extent()] : [])),
  )
  if (extents.length === 0) return undefined
  return {
    width: Math.max(...extents.map((extent) => extent.width)),
    height: Math.max(...extents.map((extent) => extent.height)),
  }
}

function requireSameSize(
  targetItem: SegmentationItem,
  target: Segmentation,
  item: SegmentationItem,
  prediction: Segmentation,
): void {
  const a = target.labels
  const b = prediction.labels
  if (a.width === b.width && a.height === b.height) return
  throw new KaryonError(
    'label-mismatch',
    `${targetItem.file} is ${a.width} × ${a.height} pixels, but ${item.file} is ${b.width} × ${b.height}.`,
    'Compare segmentations of the same image at the same size.',
    { file: item.file },
  )
}
