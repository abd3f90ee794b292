import { NOTHING } from '../../logic/format'

/** Three decimals, the leading zero dropped: .843. */
export function score3(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NOTHING
  return value.toFixed(digits).replace(/^(-?)0\./, '$1.')
}

export function rangeOf(range: [number, number] | null | undefined): string {
  return range ? `${score3(range[0]).replace('-', '−')}–${score3(range[1]).replace('-', '−')}` : ''
}
