import type { ProbabilityMaps } from '../instances/probability-maps'

/** The mean of maps of one size, map by map; the maps themselves when there is only one set. */
export function meanMaps(several: readonly ProbabilityMaps[]): ProbabilityMaps {
  if (several.length === 1) return several[0]
  const { width, height } = several[0]
  return {
    width,
    height,
    body: meanOf(several.map((maps) => maps.body)),
    border: meanOf(several.map((maps) => maps.border)),
    distance: meanOf(several.map((maps) => maps.distance)),
  }
}

function meanOf(maps: readonly Float32Array[]): Float32Array {
  const out = maps[0].slice()
  for (let k = 1; k < maps.length; k++) {
    const map = maps[k]
    for (let p = 0; p < out.length; p++) out[p] += map[p]
  }
  for (let p = 0; p < out.length; p++) out[p] /= maps.length
  return out
}
