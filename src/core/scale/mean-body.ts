import { labelAreas } from '../instances/relabel'

/** Mean body probability 0 … 1 of each nucleus, entry label − 1. `labels` and `body` are of one image, labels 1 … count. */
export function meanBody(labels: Uint32Array, count: number, body: Float32Array): number[] {
  const sums = new Float64Array(count + 1)
  for (let p = 0; p < labels.length; p++) sums[labels[p]] += body[p]
  const areas = labelAreas(labels, count)
  return Array.from({ length: count }, (_, n) => sums[n + 1] / areas[n + 1])
}
