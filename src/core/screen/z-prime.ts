import type { CentreSpread } from './centre-spread'

/**
 * Z′ = 1 − 3 (s₊ + s₋) ÷ |c₊ − c₋| of the two kinds of control, after Zhang, Chung and Oldenburg, J Biomol
 * Screen 4, 67 (1999): 1 is perfect separation, above .5 an excellent assay, below 0 the controls overlap.
 *
 * @returns at most 1; undefined where a kind has fewer than two wells or both have one centre
 */
export function zPrime(
  negative: CentreSpread | undefined,
  positive: CentreSpread | undefined,
): number | undefined {
  if (negative?.spread === undefined || positive?.spread === undefined) return undefined
  const apart = Math.abs(positive.centre - negative.centre)
  return apart === 0 ? undefined : 1 - (3 * (negative.spread + positive.spread)) / apart
}
