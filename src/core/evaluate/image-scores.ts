import type { LabelImage } from '../image/label-image'
import { type Matching, matchObjects } from './matching'
import { type OverlapTable, overlapTable } from './overlap'
import { f1Of, precisionOf, recallOf, scoreOf } from './rates'
import { recallBySize, type SizeBin } from './size-bins'
import { AT_70 } from './thresholds'

/** All scores of one image. Lists have one entry for each of the ten IoU thresholds. Ratios are 0…1. */
export interface ImageScores {
  readonly targets: number
  readonly predictions: number
  readonly truePositives: readonly number[]
  readonly precision: readonly number[]
  readonly recall: readonly number[]
  readonly f1: readonly number[]
  /** TP / (TP + FP + FN) at each threshold. */
  readonly score: readonly number[]
  /** The competition's score: mean of `score` over the thresholds. */
  readonly S: number
  readonly meanF1: number
  /** Targets without a match at IoU > .7, predictions without one. */
  readonly missed: number
  readonly extra: number
  /** Targets sharing IoU > .1 with more than one prediction; predictions sharing it with more than one target. */
  readonly split: number
  readonly merged: number
  /** Mean over targets of the best IoU with any prediction. */
  readonly meanBestIou: number
  /** Mean over predictions of the best IoU with any target (the authors' "Jaccard"). */
  readonly meanBestIouOfPredictions: number
  readonly bySize: readonly SizeBin[]
  /** Predictions minus targets. */
  readonly countError: number
  /** |predictions − targets| ÷ targets; null when there is no target. */
  readonly relativeCountError: number | null
}

/**
 * Scores a prediction against a target, by the definitions of Caicedo et al., Nature Methods 16, 1247 (2019).
 * Both sides empty: every ratio is 1. One side empty: every ratio is 0.
 *
 * @throws KaryonError `label-mismatch` when the sizes differ
 */
export function scoreImage(target: LabelImage, prediction: LabelImage): ImageScores {
  const table = overlapTable(target, prediction)
  return scoresOf(table, matchObjects(table))
}

export function scoresOf(table: OverlapTable, matching: Matching): ImageScores {
  const { targets, predictions } = table
  const tp = matching.truePositives
  const score = tp.map((n) => scoreOf(n, targets, predictions))
  const f1 = tp.map((n) => f1Of(n, targets, predictions))
  return {
    targets,
    predictions,
    truePositives: tp,
    precision: tp.map((n) => precisionOf(n, targets, predictions)),
    recall: tp.map((n) => recallOf(n, targets, predictions)),
    f1,
    score,
    S: mean(score),
    meanF1: mean(f1),
    missed: targets - tp[AT_70],
    extra: predictions - tp[AT_70],
    split: countAbove(matching.targetTouching, 1),
    merged: countAbove(matching.predictionTouching, 1),
    meanBestIou: meanBest(matching.targetBestIou, targets, predictions),
    meanBestIouOfPredictions: meanBest(matching.predictionBestIou, predictions, targets),
    bySize: recallBySize(table, matching),
    countError: predictions - targets,
    relativeCountError: targets === 0 ? null : Math.abs(predictions - targets) / targets,
  }
}

export function mean(values: readonly number[]): number {
  let sum = 0
  for (const value of values) sum += value
  return values.length === 0 ? 0 : sum / values.length
}

function countAbove(values: Uint32Array, limit: number): number {
  let n = 0
  for (let i = 1; i < values.length; i++) if (values[i] > limit) n++
  return n
}

function meanBest(best: Float64Array, objects: number, others: number): number {
  if (objects === 0) return others === 0 ? 1 : 0
  let sum = 0
  for (let i = 1; i < best.length; i++) sum += best[i]
  return sum / objects
}
