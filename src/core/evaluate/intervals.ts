import { type BootstrapOptions, bootstrapRatios, type Interval } from './bootstrap'
import type { ImageScores } from './image-scores'
import { AT_50, AT_70, AT_90 } from './thresholds'

/** The numbers that get an interval; names as in the JSON. */
export interface ScoreIntervals {
  readonly S: Interval
  readonly F1_50: Interval
  readonly F1_70: Interval
  readonly F1_90: Interval
  readonly meanF1: Interval
  readonly pooled_F1_50: Interval
  readonly pooled_F1_70: Interval
  readonly recall70: Interval
}

/** Bootstrap intervals of the headline numbers over images (whole clusters when given). */
export function scoreIntervals(
  images: readonly ImageScores[],
  options: BootstrapOptions = {},
): ScoreIntervals {
  const ones = images.map(() => 1)
  const objects = images.map((image) => image.targets + image.predictions)
  const macro = (value: (image: ImageScores) => number): [number[], number[]] => [images.map(value), ones]
  const pooledF1 = (k: number): [number[], number[]] => [
    images.map((image) => 2 * image.truePositives[k]),
    objects,
  ]
  const parts: [number[], number[]][] = [
    macro((image) => image.S),
    macro((image) => image.f1[AT_50]),
    macro((image) => image.f1[AT_70]),
    macro((image) => image.f1[AT_90]),
    macro((image) => image.meanF1),
    pooledF1(AT_50),
    pooledF1(AT_70),
    [images.map((image) => image.truePositives[AT_70]), images.map((image) => image.targets)],
  ]
  const [S, F1_50, F1_70, F1_90, meanF1, pooled_F1_50, pooled_F1_70, recall70] = bootstrapRatios(
    parts.map(([top]) => top),
    parts.map(([, bottom]) => bottom),
    options,
  )
  return { S, F1_50, F1_70, F1_90, meanF1, pooled_F1_50, pooled_F1_70, recall70 }
}
