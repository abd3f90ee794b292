import { ERROR_KINDS } from '@core/evaluate/error-list'
import type {
  ComparisonView,
  EvaluatedImage,
  EvaluatePreview,
  EvaluationView,
  ImageScoreView,
  MatchView,
  ScoresView,
} from '@shared/evaluate'
import { random } from './fake-field'

/** Made-up scores with the shape of real ones: six images in two groups, two segmenters, F1 falling with the threshold. */

const IMAGES = 6
const SIDE = 256
const curve = (top: number) => Array.from({ length: 10 }, (_, i) => Math.max(0, top - i * i * 0.009))

function imageScore(seed: number): ImageScoreView {
  const next = random(seed)
  const f1 = curve(0.6 + 0.35 * next())
  const errors = Object.fromEntries(
    ERROR_KINDS.map((kind) => [kind, Math.floor(4 * next())]),
  ) as ImageScoreView['errors']
  return {
    predictions: 38 + Math.floor(6 * next()),
    S: f1.reduce((a, b) => a + b, 0) / 10,
    f1,
    matched: f1.map((f) => Math.round(40 * f)),
    split: errors.split,
    merged: errors.merged,
    errors,
  }
}

const images = (segmenters: number): EvaluatedImage[] =>
  Array.from({ length: IMAGES }, (_, i) => ({
    name: `field-${i + 1}`,
    group: i < 4 ? 'small fluorescent' : 'purple tissue',
    plate: 'P1',
    well: `B0${2 + (i >> 1)}`,
    site: String((i % 2) + 1),
    width: SIDE,
    height: SIDE,
    targets: 40,
    scores: Array.from({ length: segmenters }, (_, s) => imageScore(10 * i + s + 1)),
  }))

function scores(of: EvaluatedImage[], s: number): ScoresView {
  const mean = (get: (score: ImageScoreView) => number) =>
    of.reduce((sum, image) => sum + get(image.scores[s]!), 0) / of.length
  const F1 = Array.from({ length: 10 }, (_, t) => mean((score) => score.f1[t]!))
  const S = mean((score) => score.S)
  const sum = (kind: (typeof ERROR_KINDS)[number]) =>
    of.reduce((total, image) => total + image.scores[s]!.errors[kind], 0)
  return {
    images: of.length,
    targets: 40 * of.length,
    predictions: of.reduce((total, image) => total + image.scores[s]!.predictions, 0),
    S,
    meanF1: S,
    F1,
    pooled_F1: F1,
    pooled_recall: F1,
    missed: sum('missed'),
    extra: sum('extra'),
    missed_percent: 4,
    extra_percent: 3,
    split: sum('split'),
    merged: sum('merged'),
    count_MAPE: 0.04,
    mean_best_IoU: 0.8,
    intervals: { S: [S - 0.03, S + 0.03] },
    bySize: [0, 100, 200].map((from) => ({
      from,
      to: from === 200 ? null : from + 100,
      targets: 20,
      found: 15,
    })),
    errors: Object.fromEntries(ERROR_KINDS.map((kind) => [kind, sum(kind)])) as ScoresView['errors'],
  }
}

const set = (name: string): MatchView => ({
  name,
  path: `/data/${name}`,
  kind: 'label images',
  images: IMAGES,
  ignored: 0,
  notes: [],
  matched: IMAGES,
  targetsAlone: { count: 0, names: [] },
  predictionsAlone: { count: 0, names: [] },
  ambiguous: { count: 0, names: [] },
})

export function fakePreview(segmenters: number): EvaluatePreview {
  return {
    targets: set('masks'),
    segmenters: Array.from({ length: segmenters }, (_, i) => set(`segmenter-${i + 1}`)),
    common: IMAGES,
    groupings: ['look', 'plate', 'well', 'none'],
  }
}

export function fakeEvaluation(segmenters: number): EvaluationView {
  const all = images(segmenters)
  const groups = ['small fluorescent', 'purple tissue']
  return {
    id: 'scores-1',
    targets: { name: 'masks', path: '/data/masks', kind: 'label images', nuclei: 40 * IMAGES },
    segmenters: Array.from({ length: segmenters }, (_, s) => ({
      name: `segmenter-${s + 1}`,
      path: `/data/segmenter-${s + 1}`,
      kind: 'label images',
      all: scores(all, s),
      groups: groups.map((group) =>
        scores(
          all.filter((image) => image.group === group),
          s,
        ),
      ),
    })),
    groups,
    groupedBy: 'look',
    groupings: ['look', 'plate', 'well', 'none'],
    clusteredBy: 'well',
    images: all,
    pairs: [],
    failures: [],
    notes: ['A note on what was left out.'],
    setup: { targets: { handle: 'h1' }, predictions: [{ handle: 'h1' }] },
  }
}

export function fakeComparison(): ComparisonView {
  const all = images(1)
  return {
    id: 'comparison-1',
    a: set('first'),
    b: set('second'),
    images: all,
    all: scores(all, 0),
    failures: [],
    notes: [],
  }
}
