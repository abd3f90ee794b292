import { type LabelBoxes, labelBoxes } from '../image/label-boxes'
import type { LabelImage } from '../image/label-image'
import type { PixelWindow } from '../image/raster'
import type { Matching } from './matching'
import { type OverlapTable, unionOf } from './overlap'
import { AT_70, TOUCH_TENTHS } from './thresholds'

export type ErrorKind = 'missed' | 'extra' | 'split' | 'merged' | 'poor outline'
export const ERROR_KINDS: readonly ErrorKind[] = ['missed', 'extra', 'split', 'merged', 'poor outline']

/** One thing that is wrong in an image, with all objects it concerns. */
export interface SegmentationError {
  readonly kind: ErrorKind
  /** Labels, ascending; one side is empty for missed and extra. */
  readonly targets: readonly number[]
  readonly predictions: readonly number[]
  /** Smallest rectangle around all objects concerned. */
  readonly box: PixelWindow
  /** Largest IoU between them; 0 for missed and extra without any overlap. */
  readonly iou: number
  /** Pixels that one side has and its best partner has not. */
  readonly wrongPixels: number
  /** `wrongPixels` over the median area of the image's targets, so that images of any magnification compare. */
  readonly severity: number
}

/**
 * What is wrong in an image, worst first. Objects belong together when IoU > .1. A target with several
 * partners is *split*, a prediction with several is *merged*; a pair that is only each other's is a *poor
 * outline* unless IoU > .7; what has no partner is *missed* or *extra*. Every object that is not found at
 * IoU > .7 is in at least one entry.
 */
export function findErrors(
  target: LabelImage,
  prediction: LabelImage,
  table: OverlapTable,
  matching: Matching,
): SegmentationError[] {
  const targetBoxes = labelBoxes(target)
  const predictionBoxes = labelBoxes(prediction)
  const partners = partnersOf(table)
  const unit = medianArea(table)
  const errors: SegmentationError[] = []
  const add = (kind: ErrorKind, targets: number[], predictions: number[], wrongPixels: number, iou: number) =>
    errors.push({
      kind,
      targets,
      predictions,
      box: boxAround(targets, targetBoxes, predictions, predictionBoxes),
      iou,
      wrongPixels,
      severity: wrongPixels / unit,
    })
  for (let t = 1; t < table.targetArea.length; t++) {
    const area = table.targetArea[t]
    if (area === 0) continue
    const mine = partners.ofTarget.get(t) ?? []
    if (mine.length === 0) add('missed', [t], [], area, matching.targetBestIou[t])
    else if (mine.length > 1)
      add(
        'split',
        [t],
        mine.map((pair) => table.predictionOf[pair]),
        area - largest(table, mine),
        matching.targetBestIou[t],
      )
    else if (
      matching.targetLevel[t] <= AT_70 &&
      partners.ofPrediction.get(table.predictionOf[mine[0]])!.length === 1
    ) {
      add(
        'poor outline',
        [t],
        [table.predictionOf[mine[0]]],
        unionOf(table, mine[0]) - table.intersection[mine[0]],
        matching.targetBestIou[t],
      )
    }
  }
  for (let p = 1; p < table.predictionArea.length; p++) {
    const area = table.predictionArea[p]
    if (area === 0) continue
    const mine = partners.ofPrediction.get(p) ?? []
    if (mine.length === 0) add('extra', [], [p], area, matching.predictionBestIou[p])
    else if (mine.length > 1)
      add(
        'merged',
        mine.map((pair) => table.targetOf[pair]),
        [p],
        area - largest(table, mine),
        matching.predictionBestIou[p],
      )
  }
  return errors.sort(
    (a, b) => b.severity - a.severity || ERROR_KINDS.indexOf(a.kind) - ERROR_KINDS.indexOf(b.kind),
  )
}

/** How many errors of each kind. */
export function countErrors(errors: readonly SegmentationError[]): Record<ErrorKind, number> {
  const counts: Record<ErrorKind, number> = { missed: 0, extra: 0, split: 0, merged: 0, 'poor outline': 0 }
  for (const error of errors) counts[error.kind]++
  return counts
}

/** Pairs with IoU > .1, as positions in the table. */
function partnersOf(table: OverlapTable) {
  const ofTarget = new Map<number, number[]>()
  const ofPrediction = new Map<number, number[]>()
  const put = (map: Map<number, number[]>, label: number, pair: number) => {
    const list = map.get(label)
    if (list) list.push(pair)
    else map.set(label, [pair])
  }
  for (let i = 0; i < table.intersection.length; i++) {
    if (table.intersection[i] * 10 <= TOUCH_TENTHS * unionOf(table, i)) continue
    put(ofTarget, table.targetOf[i], i)
    put(ofPrediction, table.predictionOf[i], i)
  }
  return { ofTarget, ofPrediction }
}

function largest(table: OverlapTable, pairs: readonly number[]): number {
  return pairs.reduce((most, pair) => Math.max(most, table.intersection[pair]), 0)
}

function medianArea(table: OverlapTable): number {
  const areas = table.targets > 0 ? table.targetArea : table.predictionArea
  const sorted = areas
    .slice(1)
    .filter((area) => area > 0)
    .sort()
  return sorted.length === 0 ? 1 : sorted[Math.floor(sorted.length / 2)]
}

function boxAround(
  targets: readonly number[],
  targetBoxes: LabelBoxes,
  predictions: readonly number[],
  predictionBoxes: LabelBoxes,
): PixelWindow {
  let left = Infinity
  let top = Infinity
  let right = -Infinity
  let bottom = -Infinity
  const include = (boxes: LabelBoxes, label: number) => {
    left = Math.min(left, boxes.left[label])
    top = Math.min(top, boxes.top[label])
    right = Math.max(right, boxes.right[label])
    bottom = Math.max(bottom, boxes.bottom[label])
  }
  for (const label of targets) include(targetBoxes, label)
  for (const label of predictions) include(predictionBoxes, label)
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 }
}
