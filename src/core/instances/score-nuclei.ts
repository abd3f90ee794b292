import type { ProbabilityMaps } from './probability-maps'

/**
 * Raw confidence of each nucleus, 0 … 1, entry label − 1: how far its body probabilities are from undecided.
 */
export function scoreNuclei(
  labels: Uint32Array,
  count: number,
  maps: ProbabilityMaps,
  _distance: Float32Array,
): Float32Array {
  const total = new Float64Array(count + 1)
  const pixels = new Uint32Array(count + 1)
  const { body } = maps
  for (let p = 0; p < labels.length; p++) {
    const label = labels[p]
    if (label === 0) continue
    total[label] += body[p]
    pixels[label]++
  }
  const confidence = new Float32Array(count)
  for (let label = 1; label <= count; label++) confidence[label - 1] = total[label] / pixels[label]
  return confidence
}
