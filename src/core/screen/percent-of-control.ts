import type { CentreSpread } from './centre-spread'

/**
 * 100 × value ÷ centre of the plate's negative controls (Malo et al., Nature Biotechnology 24, 167, 2006).
 *
 * @returns per cent; undefined without controls or when their centre is 0
 */
export function percentOfControl(value: number, control: CentreSpread | undefined): number | undefined {
  return control === undefined || control.centre === 0 ? undefined : (100 * value) / control.centre
}
