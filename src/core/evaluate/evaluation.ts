import { LOOK_GROUPS } from '../classical/look/look-group'
import type { ComparedImage, Comparison, Segmenter } from './compare-sets'
import { type ScoreIntervals, scoreIntervals } from './intervals'
import { type PairedTest, pairedTest } from './paired-test'
import { type Summary, summarise } from './summary'
import { AT_70 } from './thresholds'

export interface ScoredImages {
  readonly summary: Summary
  readonly intervals: ScoreIntervals
}

export interface SegmenterResult {
  readonly name: string
  readonly path: string
  readonly kind: string
  readonly all: ScoredImages
  /** In the order of `Evaluation.groups`. */
  readonly groups: readonly ScoredImages[]
}

export interface PairResult {
  readonly first: string
  readonly second: string
  readonly S: PairedTest
  readonly F1_70: PairedTest
}

/** Everything that was worked out about a set of images and its segmenters. */
export interface Evaluation {
  readonly targets: { path: string; kind: string }
  readonly segmenters: readonly SegmenterResult[]
  readonly images: readonly ComparedImage[]
  /** Names of the groups, and the group of each image (undefined = none given). */
  readonly groups: readonly string[]
  readonly groupOf: readonly (string | undefined)[]
  /** Where the groups come from, in words; undefined when images are not grouped. */
  readonly groupSource?: string
  /** What was drawn together for intervals and tests: 'image', or the column's name. */
  readonly clusteredBy: string
  readonly pairs: readonly PairResult[]
  readonly failures: Comparison['failures']
  readonly notes: readonly string[]
}

export interface EvaluationOptions {
  readonly targets: { path: string; kind: string }
  readonly groupOf?: (image: ComparedImage) => string | undefined
  readonly groupSource?: string
  readonly clusterOf?: (image: ComparedImage) => string | undefined
  readonly clusteredBy?: string
  readonly seed?: number
  readonly resamples?: number
}

/** Adds scores up over all images and by group, with intervals, and compares the segmenters pair by pair. */
export function evaluation(
  comparison: Comparison,
  segmenters: readonly Segmenter[],
  options: EvaluationOptions,
): Evaluation {
  const { images } = comparison
  const groupOf = images.map((image) => options.groupOf?.(image))
  const clusterKeys = options.clusterOf
    ? images.map((image) => options.clusterOf?.(image) ?? `image ${image.name}`)
    : undefined
  const groups = orderedGroups(groupOf)
  const { seed, resamples } = options
  const scored = (s: number, chosen: readonly number[]): ScoredImages => {
    const scores = chosen.map((i) => images[i].scores[s])
    const clusters = clusterKeys && chosen.map((i) => clusterKeys[i])
    return { summary: summarise(scores), intervals: scoreIntervals(scores, { seed, resamples, clusters }) }
  }
  const everyone = images.map((_, i) => i)
  const members = groups.map((group) => everyone.filter((i) => groupOf[i] === group))
  const pairs: PairResult[] = []
  for (let a = 0; a < segmenters.length; a++) {
    for (let b = a + 1; b < segmenters.length && images.length > 0; b++) {
      const test = (value: (scores: ComparedImage['scores'][number]) => number) =>
        pairedTest(
          images.map((image) => value(image.scores[a])),
          images.map((image) => value(image.scores[b])),
          { seed, resamples, clusters: clusterKeys },
        )
      pairs.push({
        first: segmenters[a].name,
        second: segmenters[b].name,
        S: test((s) => s.S),
        F1_70: test((s) => s.f1[AT_70]),
      })
    }
  }
  return {
    targets: options.targets,
    segmenters: segmenters.map(({ name, set }, s) => ({
      name,
      path: set.path,
      kind: set.kind,
      all: scored(s, everyone),
      groups: members.map((chosen) => scored(s, chosen)),
    })),
    images,
    groups,
    groupOf,
    groupSource: options.groupSource,
    clusteredBy: clusterKeys ? (options.clusteredBy ?? 'cluster') : 'image',
    pairs,
    failures: comparison.failures,
    notes: comparison.notes,
  }
}

/** The paper's groups in the paper's order, all others behind them in natural order. */
function orderedGroups(groupOf: readonly (string | undefined)[]): string[] {
  const present = [...new Set(groupOf.filter((group) => group !== undefined))]
  const rank = (group: string) => {
    const at = (LOOK_GROUPS as readonly string[]).indexOf(group)
    return at < 0 ? LOOK_GROUPS.length : at
  }
  return present.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b, 'en', { numeric: true }))
}
