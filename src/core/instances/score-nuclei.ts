import { labelDepth } from './label-depth'
import type { ProbabilityMaps } from './probability-maps'

/**
 * Raw confidence of each nucleus, 0 … 1, entry label − 1: how decided its pixels are (mean |2 · body − 1|)
 * times how well its shape agrees with the network's own distance map (1 − mean difference between the
 * predicted distance and the depth inside the outline found, both 1 at the deepest). The second factor tells
 * merged, cut and blurred nuclei apart from good ones. How well it ranks: docs/decisions/instances.md.
 */
export function scoreNuclei(labels: Uint32Array, count: number, maps: ProbabilityMaps): Float32Array {
  const { width, height, body, distance } = maps
  const depth = labelDepth(labels, width, height)
  const deepest = new Uint16Array(count + 1)
  for (let p = 0; p < labels.length; p++) {
    const d = depth[p]
    if (d > deepest[labels[p]]) deepest[labels[p]] = d
  }
  const decided = new Float64Array(count + 1)
  const apart = new Float64Array(count + 1)
  const pixels = new Uint32Array(count + 1)
  for (let p = 0; p < labels.length; p++) {
    const label = labels[p]
    if (label === 0) continue
    decided[label] += Math.abs(2 * body[p] - 1)
    apart[label] += Math.abs(depth[p] / deepest[label] - distance[p])
    pixels[label]++
  }
  const confidence = new Float32Array(count)
  for (let label = 1; label <= count; label++) {
    const n = pixels[label]
    const raw = (decided[label] / n) * (1 - apart[label] / n)
    confidence[label - 1] = Math.min(1, Math.max(0, raw))
  }
  return confidence
}
