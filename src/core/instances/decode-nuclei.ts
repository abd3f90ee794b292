import type { ModelManifest } from '../infer/manifest'
import { type DecodedNuclei, type DecodeOptions, decodeDistanceWatershed } from './decode-distance-watershed'
import { decodeRelativePosition } from './decode-relative-position'
import type { ProbabilityMaps } from './probability-maps'

/** Nuclei of a window of maps, by the decoder that the model's manifest names. */
export function decodeNuclei(
  maps: ProbabilityMaps,
  constants: ModelManifest['decoder'],
  options?: DecodeOptions,
): DecodedNuclei {
  return constants.kind === 'relative-position'
    ? decodeRelativePosition(maps, constants, options)
    : decodeDistanceWatershed(maps, constants, options)
}
