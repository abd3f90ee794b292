import type { DecodedNuclei } from '../instances/decode-distance-watershed'
import type { Candidates } from './candidates'

/** Tenths of a candidate that must be free for it to be taken. */
const FREE_TENTHS = 9

/**
 * Greedy choice by predicted IoU, best first: a candidate is taken when its prediction exceeds `least` and at most
 * a tenth of it is taken already; what overlaps stays with the better one. Of equal predictions the one that
 * begins first in raster order is the better, then the one of the lower level: nothing that depends on the window.
 *
 * @returns nuclei with the first pixel of the candidate's whole mask as anchor, and the predicted IoU, clipped to
 * 0 … 1, as confidence.
 */
export function selectNuclei(candidates: Candidates, predicted: Float64Array, least: number): DecodedNuclei {
  const { width, height, from, start, end, area, level } = candidates
  const first = (c: number) => start[from[c]]
  const order = Array.from(predicted.keys()).filter((c) => predicted[c] > least)
  order.sort((a, b) => predicted[b] - predicted[a] || first(a) - first(b) || level[a] - level[b])
  const labels = new Uint32Array(width * height)
  const chosen: number[] = []
  for (const c of order) {
    let free = 0
    for (let i = from[c]; i < from[c + 1]; i++) {
      for (let p = start[i]; p < end[i]; p++) if (labels[p] === 0) free++
    }
    if (10 * free < FREE_TENTHS * area[c]) continue
    const label = chosen.push(c)
    for (let i = from[c]; i < from[c + 1]; i++) {
      for (let p = start[i]; p < end[i]; p++) if (labels[p] === 0) labels[p] = label
    }
  }
  // Numbered in raster order of the anchors; the sort is stable, so of two that begin at one pixel the better first.
  const ranks = Array.from(chosen.keys()).sort((a, b) => first(chosen[a]) - first(chosen[b]))
  const number = new Uint32Array(chosen.length + 1)
  ranks.forEach((rank, n) => {
    number[rank + 1] = n + 1
  })
  for (let p = 0; p < labels.length; p++) if (labels[p] !== 0) labels[p] = number[labels[p]]
  return {
    labels,
    count: chosen.length,
    seedAnchors: Int32Array.from(ranks, (rank) => first(chosen[rank])),
    confidence: Float32Array.from(ranks, (rank) => Math.min(1, Math.max(0, predicted[chosen[rank]]))),
  }
}
