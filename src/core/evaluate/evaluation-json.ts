import type { Interval } from './bootstrap'
import type { Evaluation, ScoredImages } from './evaluation'
import { AT_50, AT_70, AT_90 } from './thresholds'

type Range = [number, number] | null

/** One set of images as JSON. Ratios are 0…1, missed … merged are counts of objects, count_MAPE is a fraction. */
export interface ScoresJson {
  images: number
  S: number
  F1_50: number
  F1_70: number
  F1_90: number
  meanF1: number
  pooled_F1_50: number
  pooled_F1_70: number
  recall70: number
  missed: number
  extra: number
  split: number
  merged: number
  count_MAPE: number | null
  targets: number
  predictions: number
  missed_percent: number | null
  extra_percent: number | null
  mean_best_IoU: number
  F1: number[]
  pooled_F1: number[]
  /** 95 % bootstrap intervals. */
  intervals: Record<string, Range>
}

export interface EvaluationJson {
  targets: string
  /** The first segmenter's numbers; all of them are in `segmenters`. */
  all: ScoresJson
  groups: Record<string, ScoresJson>
  segmenters: { name: string; path: string; all: ScoresJson; groups: Record<string, ScoresJson> }[]
  comparisons: {
    first: string
    second: string
    S: { difference: number; interval: Range; p: number }
    F1_70: { difference: number; interval: Range; p: number }
  }[]
  clustered_by: string
  group_source: string | null
  failed: { image: string; code: string; message: string; remedy: string; file?: string }[]
  notes: string[]
}

export function evaluationJson(evaluation: Evaluation): EvaluationJson {
  const segmenters = evaluation.segmenters.map((segmenter) => ({
    name: segmenter.name,
    path: segmenter.path,
    all: scoresJson(segmenter.all),
    groups: Object.fromEntries(evaluation.groups.map((group, i) => [group, scoresJson(segmenter.groups[i])])),
  }))
  return {
    targets: evaluation.targets.path,
    all: segmenters[0].all,
    groups: segmenters[0].groups,
    segmenters,
    comparisons: evaluation.pairs.map(({ first, second, S, F1_70 }) => ({
      first,
      second,
      S: { difference: S.difference, interval: range(S.interval), p: S.p },
      F1_70: { difference: F1_70.difference, interval: range(F1_70.interval), p: F1_70.p },
    })),
    clustered_by: evaluation.clusteredBy,
    group_source: evaluation.groupSource ?? null,
    failed: evaluation.failures.map(({ image, code, message, remedy, file }) => ({
      image,
      code,
      message,
      remedy,
      file,
    })),
    notes: [...evaluation.notes],
  }
}

export function scoresJson({ summary: s, intervals }: ScoredImages): ScoresJson {
  return {
    images: s.images,
    S: s.S,
    F1_50: s.f1[AT_50],
    F1_70: s.f1[AT_70],
    F1_90: s.f1[AT_90],
    meanF1: s.meanF1,
    pooled_F1_50: s.pooledF1[AT_50],
    pooled_F1_70: s.pooledF1[AT_70],
    recall70: s.pooledRecall[AT_70],
    missed: s.missed,
    extra: s.extra,
    split: s.split,
    merged: s.merged,
    count_MAPE: s.countMape,
    targets: s.targets,
    predictions: s.predictions,
    missed_percent: s.missedPercent,
    extra_percent: s.extraPercent,
    mean_best_IoU: s.meanBestIou,
    F1: [...s.f1],
    pooled_F1: [...s.pooledF1],
    intervals: Object.fromEntries(
      Object.entries(intervals).map(([key, interval]) => [key, range(interval as Interval)]),
    ),
  }
}

function range({ low, high }: Interval): Range {
  return Number.isNaN(low) ? null : [low, high]
}
