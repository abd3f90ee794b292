import type { RelativePositionConstants } from '../infer/manifest'
import { type DecodedNuclei, type DecodeOptions, maskParts, splitParts } from './decode-distance-watershed'
import { positionMaps } from './position-maps'
import type { ProbabilityMaps } from './probability-maps'
import { scoreNuclei } from './score-nuclei'

/**
 * Nuclei from body and relative positions, after Jacobkie (see `positionMaps`): mask = body > `bodyThreshold`; seeds
 * where the position does not fall and the centre is near; grown downhill, away from the centre, within the
 * mask; small ones dropped; holes filled. As `decodeDistanceWatershed`, every step looks only at one part of the
 * mask and its immediate surroundings, and the confidence is the same (Jacobkie's agreement of predicted and
 * recomputed position tells less of it: docs/models.md).
 *
 * @throws RangeError when the maps have no offsets
 */
export function decodeRelativePosition(
  maps: ProbabilityMaps,
  constants: RelativePositionConstants,
  options: DecodeOptions = {},
): DecodedNuclei {
  const { distance, border } = positionMaps(maps, constants)
  const parts = maskParts(maps, constants.bodyThreshold)
  const { labels, count, seedAnchors } = splitParts(parts, distance, border, constants)
  const confidence = options.skipConfidence ? new Float32Array(count) : scoreNuclei(labels, count, maps)
  return { labels, count, seedAnchors, confidence }
}
