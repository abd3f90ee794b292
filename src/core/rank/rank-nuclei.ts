import type { DecoderConstants } from '../infer/manifest'
import type { DecodedNuclei } from '../instances/decode-distance-watershed'
import type { ProbabilityMaps } from '../instances/probability-maps'
import { FEATURE_NAMES } from './feature-names'
import { candidateFeatures, type WindowPlace } from './features'
import { findCandidates, type SplitLevel } from './find-candidates'
import { type Forest, predictForest } from './forest'
import { meanMaps } from './mean-maps'
import { selectNuclei } from './select-nuclei'

/** How nuclei are chosen among candidates. */
export interface Ranker {
  readonly levels: readonly SplitLevel[]
  /** A candidate below this is not taken. */
  readonly leastPredictedIoU: number
  readonly forest: Forest
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
  const candidates = findCandidates(zooms, decoder, ranker.levels, plain)
  const features = candidateFeatures(candidates, meanMaps(zooms), place)
  const predicted = predictForest(ranker.forest, features, FEATURE_NAMES.length)
  return selectNuclei(candidates, predicted, ranker.leastPredictedIoU)
}
