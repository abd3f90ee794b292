import type { ModelManifest } from './manifest'

/**
 * What a model's network for one look is run with: its own file, decoder, scale, ranking and calibration, all else the
 * model's. Undefined when the model has one network for all images.
 */
export function specialistManifest({ specialist, ...model }: ModelManifest): ModelManifest | undefined {
  if (!specialist) return undefined
  const { sha256, decoder, scale, ranking, ranker, calibration } = specialist
  return { ...model, sha256, decoder, scale, ranking, ranker, calibration }
}
