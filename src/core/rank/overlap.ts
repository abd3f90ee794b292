import type { Candidates } from './candidates'

/** Intersection over union of two candidates, by their runs. */
export function candidateIou(candidates: Candidates, a: number, b: number): number {
  const shared = sharedPixels(candidates, a, b)
  return shared / (candidates.area[a] + candidates.area[b] - shared)
}

function sharedPixels({ from, start, end }: Candidates, a: number, b: number): number {
  let shared = 0
  let i = from[a]
  let j = from[b]
  const iStop = from[a + 1]
  const jStop = from[b + 1]
  while (i < iStop && j < jStop) {
    const low = Math.max(start[i], start[j])
    const high = Math.min(end[i], end[j])
    if (high > low) shared += high - low
    if (end[i] < end[j]) i++
    else j++
  }
  return shared
}
