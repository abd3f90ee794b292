import { type ImageScores, mean } from './image-scores'
import { f1Of, precisionOf, recallOf } from './rates'
import { emptySizeBins, type SizeBin } from './size-bins'
import { AT_70, THRESHOLD_TWENTIETHS } from './thresholds'

/**
 * The scores of a set of images. *Macro* values are means of the images' own values, each image counting the
 * same; *pooled* values add the objects of all images first, each nucleus counting the same. They can order
 * segmenters differently, so both are given.
 */
export interface Summary {
  readonly images: number
  readonly targets: number
  readonly predictions: number
  /** Macro. */
  readonly S: number
  readonly meanF1: number
  readonly f1: readonly number[]
  readonly precision: readonly number[]
  readonly recall: readonly number[]
  /** Pooled. */
  readonly pooledF1: readonly number[]
  readonly pooledPrecision: readonly number[]
  readonly pooledRecall: readonly number[]
  /** Objects, over all images, at IoU > .7. */
  readonly missed: number
  readonly extra: number
  /** Both as a percentage of the targets, as in the published table; null without targets. */
  readonly missedPercent: number | null
  readonly extraPercent: number | null
  readonly split: number
  readonly merged: number
  /** Mean best IoU over all targets, each counting the same. */
  readonly meanBestIou: number
  readonly bySize: readonly SizeBin[]
  /** Mean absolute error of the count as a fraction of the target count, over images with targets; null without. */
  readonly countMape: number | null
}

/** Adds up image scores. An empty list gives zero images and zeros (null where a ratio has no meaning). */
export function summarise(images: readonly ImageScores[]): Summary {
  const targets = sum(images, (image) => image.targets)
  const predictions = sum(images, (image) => image.predictions)
  const tp = THRESHOLD_TWENTIETHS.map((_, k) => sum(images, (image) => image.truePositives[k]))
  const pooled = (rate: (tp: number, t: number, p: number) => number) =>
    images.length === 0 ? tp.map(() => 0) : tp.map((n) => rate(n, targets, predictions))
  const macro = (list: (image: ImageScores) => readonly number[]) =>
    THRESHOLD_TWENTIETHS.map((_, k) => mean(images.map((image) => list(image)[k])))
  const counted = images.flatMap((image) =>
    image.relativeCountError === null ? [] : [image.relativeCountError],
  )
  return {
    images: images.length,
    targets,
    predictions,
    S: mean(images.map((image) => image.S)),
    meanF1: mean(images.map((image) => image.meanF1)),
    f1: macro((image) => image.f1),
    precision: macro((image) => image.precision),
    recall: macro((image) => image.recall),
    pooledF1: pooled(f1Of),
    pooledPrecision: pooled(precisionOf),
    pooledRecall: pooled(recallOf),
    missed: targets - tp[AT_70],
    extra: predictions - tp[AT_70],
    missedPercent: targets === 0 ? null : (100 * (targets - tp[AT_70])) / targets,
    extraPercent: targets === 0 ? null : (100 * (predictions - tp[AT_70])) / targets,
    split: sum(images, (image) => image.split),
    merged: sum(images, (image) => image.merged),
    meanBestIou: pooledBestIou(images, targets, predictions),
    bySize: addBins(images),
    countMape: counted.length === 0 ? null : mean(counted),
  }
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  let total = 0
  for (const item of items) total += value(item)
  return total
}

function pooledBestIou(images: readonly ImageScores[], targets: number, predictions: number): number {
  if (images.length === 0) return 0
  if (targets === 0) return predictions === 0 ? 1 : 0
  return sum(images, (image) => (image.targets === 0 ? 0 : image.meanBestIou * image.targets)) / targets
}

function addBins(images: readonly ImageScores[]): SizeBin[] {
  const total = emptySizeBins()
  for (const image of images) {
    image.bySize.forEach((bin, i) => {
      total[i].targets += bin.targets
      total[i].found += bin.found
    })
  }
  return total
}
