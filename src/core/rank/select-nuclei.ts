import type { DecodedNuclei } from '../instances/decode-distance-watershed'
import type { Candidates } from './candidates'

/**
 * Greedy choice, best first: a candidate is taken when its predicted IoU exceeds its own `least` and at most a tenth of it
 * is taken already; what overlaps stays with the better one. Of equals the one that begins first in raster order is
 * the better, then the one of the lower level: nothing that depends on the window.
 *
 * @param goodness how early each candidate is taken: its predicted IoU, or more than that.
 * @returns nuclei with the first pixel of the candidate's whole mask as anchor, and the predicted IoU, clipped to
 * 0 … 1, as confidence.
 */
export function selectNuclei(
  candidates: Candidates,
  predicted: Float64Array,
  least: Float64Array,
  goodness = predicted,
): DecodedNuclei {
  const { width, height, from, start, end, level } = candidates
  const first = (c: number) => start[from[c]]
  const order = Array.from(predicted.keys()).filter((c) => predicted[c] > least[c])
  order.sort((a, b) => goodness[b] - goodness[a] || first(a) - first(b) || level[a] - level[b])
  // The choice, from 1, that each pixel belongs to.
  const owner = new Uint32Array(width * height)
  const chosen: number[] = []
  for (const c of order) {
    if (!isFree(candidates, c, owner)) continue
    const choice = chosen.push(c)
    for (let i = from[c]; i < from[c + 1]; i++) {
      for (let p = start[i]; p < end[i]; p++) if (owner[p] === 0) owner[p] = choice
    }
  }
  // Numbered in raster order of the anchors; the sort is stable, so of two that begin at one pixel the better first.
  const ranks = Array.from(chosen.keys()).sort((a, b) => first(chosen[a]) - first(chosen[b]))
  const labels = new Uint32Array(width * height)
  ranks.forEach((rank, n) => {
    const c = chosen[rank]
    for (let i = from[c]; i < from[c + 1]; i++) {
      for (let p = start[i]; p < end[i]; p++) if (owner[p] === rank + 1) labels[p] = n + 1
    }
  })
  return {
    labels,
    count: chosen.length,
    seedAnchors: Int32Array.from(ranks, (rank) => first(chosen[rank])),
    confidence: Float32Array.from(ranks, (rank) => Math.min(1, Math.max(0, predicted[chosen[rank]]))),
  }
}

/** Whether no more than a tenth of a candidate has an owner. */
function isFree({ from, start, end, area }: Candidates, c: number, owner: Uint32Array): boolean {
  let taken = 0
  for (let i = from[c]; i < from[c + 1]; i++) {
    for (let p = start[i]; p < end[i]; p++) if (owner[p] !== 0) taken++
    if (10 * taken > area[c]) return false
  }
  return true
}
