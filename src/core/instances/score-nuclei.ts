import { labelDepth } from './label-depth'
import { labelRuns } from './label-runs'
import type { ProbabilityMaps } from './probability-maps'

/**
 * Raw confidence of each nucleus, 0 … 1, entry label − 1: how decided its pixels are (mean |2 · body − 1|)
 * times how well its shape agrees with the network's own distance map (1 − mean difference between the
 * predicted distance and the depth inside the outline found, both 1 at the deepest). The second factor tells
 * merged, cut and blurred nuclei apart from good ones. How well it ranks: docs/decisions/instances.md.
 */
export function scoreNuclei(labels: Uint32Array, count: number, maps: ProbabilityMaps): Float32Array {
  const { width, height, body, distance } = maps
  const runs = labelRuns(labels, width, height)
  const { label, start, end } = runs
  const depth = labelDepth(labels, runs, width, height)
  const deepest = new Uint16Array(count + 1)
  for (let i = 0; i < label.length; i++) {
    let most = deepest[label[i]]
    for (let p = start[i]; p < end[i]; p++) if (depth[p] > most) most = depth[p]
    deepest[label[i]] = most
  }
  const decided = new Float64Array(count + 1)
  const apart = new Float64Array(count + 1)
  const pixels = new Float64Array(count + 1)
  for (let i = 0; i < label.length; i++) {
    const l = label[i]
    const perDepth = 1 / deepest[l]
    let sure = 0
    let off = 0
    for (let p = start[i]; p < end[i]; p++) {
      sure += Math.abs(2 * body[p] - 1)
      off += Math.abs(depth[p] * perDepth - distance[p])
    }
    decided[l] += sure
    apart[l] += off
    pixels[l] += end[i] - start[i]
  }
  const confidence = new Float32Array(count)
  for (let l = 1; l <= count; l++) {
    const raw = (decided[l] / pixels[l]) * (1 - apart[l] / pixels[l])
    confidence[l - 1] = Math.min(1, Math.max(0, raw))
  }
  return confidence
}
