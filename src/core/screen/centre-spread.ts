import { median } from '../measure/summarise'

/** Where values lie and how far they scatter. */
export interface CentreSpread {
  readonly n: number
  readonly centre: number
  /** Undefined below two values: one value does not scatter. */
  readonly spread: number | undefined
}

/** 1 / Φ⁻¹(.75): with it the median absolute deviation of normal values is their standard deviation. */
const MAD_TO_SD = 1.4826022185056018

/**
 * Mean and sample standard deviation (n − 1), or, robust, the median and 1.4826 × the median absolute deviation
 * from it, which a few hits or failed wells do not move.
 *
 * @param values any unit, in any order; not changed
 * @returns undefined without values
 */
export function centreSpread(values: readonly number[], robust: boolean): CentreSpread | undefined {
  const n = values.length
  if (n === 0) return undefined
  const centre = robust ? median(values)! : meanOf(values)
  if (n < 2) return { n, centre, spread: undefined }
  const spread = robust
    ? MAD_TO_SD * median(values.map((value) => Math.abs(value - centre)))!
    : Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (n - 1))
  return { n, centre, spread }
}

/** Of values that are all alike it is that value: a sum that rounds would give them a scatter of its own. */
function meanOf(values: readonly number[]): number {
  if (values.every((value) => value === values[0])) return values[0]!
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
