import type { ComparedImage } from '@core/evaluate/compare-sets'
import { ERROR_KINDS, type ErrorKind } from '@core/evaluate/error-list'
import type { Evaluation, ScoredImages } from '@core/evaluate/evaluation'
import { evaluationJson, scoresJson } from '@core/evaluate/evaluation-json'
import type { EvaluatedImage, EvaluateSetup, EvaluationView, ScoresView } from '@shared/evaluate'
import type { Places } from './places'

/** The result as plain data for the window. */
export function evaluationView(
  id: string,
  result: Evaluation,
  options: {
    targetsName: string
    groupedBy: string
    groupings: string[]
    places: Places
    setup: EvaluateSetup
  },
): EvaluationView {
  const json = evaluationJson(result)
  const everyone = result.images.map((_, i) => i)
  return {
    id,
    targets: {
      name: options.targetsName,
      ...result.targets,
      nuclei: result.segmenters[0]!.all.summary.targets,
    },
    segmenters: result.segmenters.map((segmenter, s) => ({
      name: segmenter.name,
      path: segmenter.path,
      kind: segmenter.kind,
      all: scoresView(segmenter.all, result.images, everyone, s),
      groups: segmenter.groups.map((scored, g) =>
        scoresView(
          scored,
          result.images,
          everyone.filter((i) => result.groupOf[i] === result.groups[g]),
          s,
        ),
      ),
    })),
    groups: [...result.groups],
    groupSource: result.groupSource,
    groupedBy: options.groupedBy,
    groupings: options.groupings,
    clusteredBy: result.clusteredBy,
    images: result.images.map((image, i) => imageView(image, options.places, result.groupOf[i])),
    pairs: json.comparisons,
    failures: [...result.failures],
    notes: [...result.notes],
    setup: options.setup,
  }
}

export function scoresView(
  scored: ScoredImages,
  images: readonly ComparedImage[],
  members: readonly number[],
  segmenter: number,
): ScoresView {
  const json = scoresJson(scored)
  const errors = Object.fromEntries(
    ERROR_KINDS.map((kind) => [
      kind,
      members.reduce((sum, i) => sum + images[i]!.errors[segmenter]![kind], 0),
    ]),
  ) as Record<ErrorKind, number>
  return {
    images: json.images,
    targets: json.targets,
    predictions: json.predictions,
    S: json.S,
    meanF1: json.meanF1,
    F1: json.F1,
    pooled_F1: json.pooled_F1,
    pooled_recall: [...scored.summary.pooledRecall],
    missed: json.missed,
    extra: json.extra,
    missed_percent: json.missed_percent,
    extra_percent: json.extra_percent,
    split: json.split,
    merged: json.merged,
    count_MAPE: json.count_MAPE,
    mean_best_IoU: json.mean_best_IoU,
    intervals: json.intervals,
    bySize: scored.summary.bySize.map(({ fromPx, toPx, targets, found }) => ({
      from: fromPx,
      to: Number.isFinite(toPx) ? toPx : null,
      targets,
      found,
    })),
    errors,
  }
}

export function imageView(image: ComparedImage, places: Places, group?: string): EvaluatedImage {
  const { plate, well, site } = places.of(image)
  return {
    name: image.name,
    group,
    plate,
    well,
    site,
    width: image.width,
    height: image.height,
    targets: image.scores[0]!.targets,
    scores: image.scores.map((scores, s) => ({
      predictions: scores.predictions,
      S: scores.S,
      f1: [...scores.f1],
      matched: [...scores.truePositives],
      split: scores.split,
      merged: scores.merged,
      errors: image.errors[s]!,
    })),
  }
}
