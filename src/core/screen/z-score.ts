import type { CentreSpread } from './centre-spread'

/**
 * (value − centre) ÷ spread of the plate's sample wells: how many standard deviations a well lies from what is
 * usual on its own plate (Malo et al., Nature Biotechnology 24, 167, 2006). With median and MAD it is the robust
 * z-score.
 *
 * @returns undefined where fewer than two samples are there or all are alike
 */
export function zScore(value: number, samples: CentreSpread | undefined): number | undefined {
  if (samples?.spread === undefined || samples.spread === 0) return undefined
  return (value - samples.centre) / samples.spread
}
