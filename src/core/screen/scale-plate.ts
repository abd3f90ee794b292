import { type CentreSpread, centreSpread } from './centre-spread'
import { percentOfControl } from './percent-of-control'
import { zPrime } from './z-prime'
import { zScore } from './z-score'

/** What a well holds: nothing that acts (negative), the strongest effect (positive), or what is tested. */
export type WellContent = 'negative' | 'positive' | 'sample'

export interface WellValue {
  /** Undefined where nothing was counted. */
  readonly value: number | undefined
  readonly content: WellContent
}

export interface ScaledPlate {
  /** In the order of the wells. */
  readonly wells: readonly { ofControl: number | undefined; z: number | undefined }[]
  readonly negative: CentreSpread | undefined
  readonly positive: CentreSpread | undefined
  readonly samples: CentreSpread | undefined
  readonly zPrime: number | undefined
}

/**
 * The wells of one plate against its own controls and its own samples; plates are never mixed. Where every
 * well is a control, z-scores are against all wells.
 *
 * @param robust median and MAD instead of mean and standard deviation, everywhere
 */
export function scalePlate(wells: readonly WellValue[], robust: boolean): ScaledPlate {
  const of = (content: WellContent) =>
    centreSpread(
      wells.flatMap((well) => (well.content === content && well.value !== undefined ? [well.value] : [])),
      robust,
    )
  const negative = of('negative')
  const positive = of('positive')
  const samples =
    of('sample') ??
    centreSpread(
      wells.flatMap(({ value }) => (value === undefined ? [] : [value])),
      robust,
    )
  return {
    wells: wells.map(({ value }) => ({
      ofControl: value === undefined ? undefined : percentOfControl(value, negative),
      z: value === undefined ? undefined : zScore(value, samples),
    })),
    negative,
    positive,
    samples,
    zPrime: zPrime(negative, positive),
  }
}
