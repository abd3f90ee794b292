import type { DecoderConstants, PositionConstants } from '../infer/manifest'
import type { DecodedNuclei } from '../instances/decode-distance-watershed'
import { positionMaps } from '../instances/position-maps'
import type { ProbabilityMaps } from '../instances/probability-maps'
import { FEATURE_NAMES } from './feature-names'
import { candidateFeatures, type WindowPlace } from './features'
import { findCandidates, type SplitLevel } from './find-candidates'
import { type Forest, predictForest } from './forest'
import { meanMaps } from './mean-maps'
import { selectNuclei } from './select-nuclei'

const AREA_RELATIVE = FEATURE_NAMES.indexOf('areaRelative')

/** How nuclei are chosen among candidates. */
export interface Ranker {
  readonly levels: readonly SplitLevel[]
  /** A candidate at or below this is not taken. */
  readonly leastPredictedIoU: number
  /**
   * What is smaller than `belowAreaRatio` times the median area needs only this much: small things have a small IoU
   * even where they are really there, because a pixel is a large part of them.
   */
  readonly fragments?: { readonly belowAreaRatio: number; readonly leastPredictedIoU: number }
  readonly forest: Forest
  /** Where given, the relative positions of every zoom give candidates too, numbered as further zooms. */
  readonly positions?: PositionConstants
  /**
   * Predicts the chance that a candidate is right to the pixel (IoU > .9). Of overlapping candidates the one with the
   * larger predicted IoU + weight · chance is taken: outlines of nearly the same predicted IoU differ in that.
   */
  readonly precise?: { readonly weight: number; readonly forest: Forest }
}

/**
 * Nuclei of a window, chosen among the candidates of several split levels and zooms by the IoU that boosted trees
 * predict for them: candidates → features → prediction → choice. Their confidence is that prediction.
 *
 * @param zooms maps of the window, the found scale first.
 * @param plain the plain decoder's nuclei in the first of them, if known already.
 */
export function rankNuclei(
  zooms: readonly ProbabilityMaps[],
  decoder: DecoderConstants,
  ranker: Ranker,
  place: WindowPlace,
  plain?: DecodedNuclei,
): DecodedNuclei {
  const { positions } = ranker
  const sources = positions ? [...zooms, ...zooms.map((maps) => positionMaps(maps, positions))] : zooms
  const candidates = findCandidates(sources, decoder, ranker.levels, plain)
  const features = candidateFeatures(candidates, meanMaps(zooms), place)
  const predicted = predictForest(ranker.forest, features, FEATURE_NAMES.length)
  return selectNuclei(candidates, predicted, cutsOf(ranker, features), orderOf(ranker, features, predicted))
}

/** Of each candidate, the predicted IoU that it must exceed. */
function cutsOf({ leastPredictedIoU, fragments }: Ranker, features: Float32Array): Float64Array {
  const cuts = new Float64Array(features.length / FEATURE_NAMES.length).fill(leastPredictedIoU)
  if (!fragments) return cuts
  const own = Math.min(fragments.leastPredictedIoU, leastPredictedIoU)
  return cuts.map((cut, c) => {
    const areaRatio = features[c * FEATURE_NAMES.length + AREA_RELATIVE]
    return areaRatio < fragments.belowAreaRatio ? own : cut
  })
}

/** Of each candidate, how early it is taken. */
function orderOf({ precise }: Ranker, features: Float32Array, predicted: Float64Array): Float64Array {
  if (!precise) return predicted
  const chance = predictForest(precise.forest, features, FEATURE_NAMES.length)
  return predicted.map((iou, c) => iou + precise.weight * chance[c])
}
