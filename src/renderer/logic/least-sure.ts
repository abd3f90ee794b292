import type { Nucleus } from '@core/measure/nucleus'

/** Places of nuclei that fit a number beside the 31 bits of a confidence: together they stay below 2^53. */
const PLACES = 2 ** 22

/**
 * Nuclei by confidence (0…1), the least first, ties as they came; those without one count as sure. Up to four million,
 * more than a page holds. A confidence's bits order as it does, so one number holds it and the nucleus's place, and
 * the browser's own sort of numbers does it: the first time in a page 58,000 take 26 to 47 ms, by `radixOrder`, whose
 * code is still slow then, 66 to 88.
 */
export function leastSureFirst(nuclei: readonly Nucleus[]): Nucleus[] {
  const n = nuclei.length
  const confidences = new Float32Array(n)
  for (let i = 0; i < n; i++) confidences[i] = nuclei[i]!.confidence ?? 1
  const bits = new Uint32Array(confidences.buffer)
  const keys = new Float64Array(n)
  for (let i = 0; i < n; i++) keys[i] = bits[i]! * PLACES + i
  keys.sort()
  const sorted: Nucleus[] = []
  for (let i = 0; i < n; i++) sorted.push(nuclei[keys[i]! % PLACES]!)
  return sorted
}

/** How many of `leastSure`, the least sure first, are below a confidence. Looks at a few of them only. */
export function howManyBelow(leastSure: readonly Nucleus[], confidence: number): number {
  let from = 0
  let to = leastSure.length
  while (from < to) {
    const middle = (from + to) >> 1
    if ((leastSure[middle]!.confidence ?? 1) < confidence) from = middle + 1
    else to = middle
  }
  return from
}
