import type { Raster } from '../../image/raster'
import { lookFeatures } from './look-features'
import { LOOK_GROUPS, type LookGroup } from './look-group'
import { LOOK_MODEL, type LookModel } from './look-model'

export interface Look {
  readonly group: LookGroup
  /** 0…1, of this group; the model's own certainty, not calibrated. */
  readonly probability: number
}

/** Which of the paper's five look groups an image belongs to, by its colours and the size of its nuclei. */
export function classifyLook(raster: Raster): Look {
  return lookOf(lookFeatures(raster))
}

/** Mean difference of the colour channels below which an image has no colour: gray saved as RGB, JPEG noise. */
const COLOURLESS = 0.02

/** Groups that need colour. */
const COLOURED: ReadonlySet<LookGroup> = new Set(['purple tissue', 'pink & purple tissue'])

/** The same from features already taken. Multinomial logistic regression on standardised features; images without colour are never called purple. */
export function lookOf(features: readonly number[], model: LookModel = LOOK_MODEL): Look {
  const standard = features.map((value, i) => (value - model.mean[i]) / model.scale[i])
  const scores = model.weights.map((row, k) =>
    features[0] < COLOURLESS && COLOURED.has(LOOK_GROUPS[k])
      ? Number.NEGATIVE_INFINITY
      : row.reduce((sum, weight, i) => sum + weight * (i === 0 ? 1 : standard[i - 1]), 0),
  )
  const highest = Math.max(...scores)
  const total = scores.reduce((sum, score) => sum + Math.exp(score - highest), 0)
  const best = scores.indexOf(highest)
  return { group: LOOK_GROUPS[best], probability: 1 / total }
}
