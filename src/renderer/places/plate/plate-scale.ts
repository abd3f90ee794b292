import type { CentreSpread } from '@core/screen/centre-spread'
import { type ScaledPlate, scalePlate, type WellContent } from '@core/screen/scale-plate'
import type { MarkedContent } from '@shared/review'
import { NOTHING } from '../../logic/format'
import { type Metric, roundUp } from '../../logic/metrics'
import type { WellRow } from '../../logic/wells-of'

export type ScaleKey = 'value' | 'control' | 'z'

/** A well with what it holds and how it stands against its plate. */
export interface ScaledRow extends WellRow {
  content: WellContent | 'out'
  /** Per cent of the negative controls. */
  ofControl?: number
  z?: number
}

export interface PlateScale {
  rows: ScaledRow[]
  plate: ScaledPlate
}

/** The wells of one plate with their scaled values. Wells that are left out neither get one nor take part. */
export function scaleRows(
  rows: readonly WellRow[],
  marks: Readonly<Record<string, MarkedContent>>,
  robust: boolean,
): PlateScale {
  const taken = rows.filter((row) => marks[row.well] !== 'out')
  const plate = scalePlate(
    taken.map(({ well, value }) => ({
      value,
      content: (marks[well] as WellContent | undefined) ?? 'sample',
    })),
    robust,
  )
  const scaled = new Map(taken.map((row, i) => [row.well, plate.wells[i]!]))
  return {
    plate,
    rows: rows.map((row) => ({
      ...row,
      content: marks[row.well] ?? 'sample',
      ofControl: scaled.get(row.well)?.ofControl,
      z: scaled.get(row.well)?.z,
    })),
  }
}

/** What the map, the plot and their legend show: a quantity with its ends. */
export interface Shown {
  key: ScaleKey
  label: string
  from: number
  to: number
  of(row: ScaledRow): number | undefined
  format(value: number | undefined): string
}

export function percentWords(value: number | undefined): string {
  return value === undefined ? NOTHING : `${Math.round(value)} %`
}

/** "+0.2", "−10.4"; with a true minus sign. */
export function zWords(value: number | undefined): string {
  if (value === undefined) return NOTHING
  const words = Math.abs(value).toFixed(1)
  if (words === '0.0') return words
  return `${value < 0 ? '−' : '+'}${words}`
}

/**
 * The ends: those of the metric for values; 0 to a round number at or above the highest per cent, and never below
 * 100; the same distance to both sides of 0 for z.
 * @param top end of the metric's own scale
 */
export function shownScale(scale: ScaleKey, metric: Metric, rows: readonly ScaledRow[], top: number): Shown {
  const most = (of: (row: ScaledRow) => number | undefined) =>
    rows.reduce((high, row) => Math.max(high, Math.abs(of(row) ?? 0)), 0)
  if (scale === 'control') {
    const of = (row: ScaledRow) => row.ofControl
    return {
      key: scale,
      label: `${metric.label}, % of control`,
      from: 0,
      to: roundUp(Math.max(100, most(of))),
      of,
      format: percentWords,
    }
  }
  if (scale === 'z') {
    const of = (row: ScaledRow) => row.z
    const end = roundUp(Math.max(1, most(of)))
    return { key: scale, label: `${metric.label}, z-score`, from: -end, to: end, of, format: zWords }
  }
  const value = (row: ScaledRow) => (row.content === 'out' ? undefined : row.value)
  return { key: scale, label: metric.label, from: 0, to: top, of: value, format: metric.format }
}

/** Share of the scale, 0…1, for colours; values beyond an end take its colour. */
export function shareOf(shown: Shown, value: number | undefined): number | undefined {
  if (value === undefined) return undefined
  return Math.max(0, Math.min(1, (value - shown.from) / (shown.to - shown.from)))
}

/** "Z′ .58 · control CV 6.0 %": how well the controls tell themselves apart; empty without controls. */
export function assayWords({ zPrime, negative }: ScaledPlate): string {
  const words: string[] = []
  if (zPrime !== undefined)
    words.push(
      `Z′ ${zPrime
        .toFixed(2)
        .replace(/^(-?)0\./, '$1.')
        .replace('-', '−')}`,
    )
  const cv = variation(negative)
  if (cv !== undefined) words.push(`control CV ${(100 * cv).toFixed(1)} %`)
  return words.join(' · ')
}

function variation(control: CentreSpread | undefined): number | undefined {
  return control?.spread === undefined || control.centre === 0 ? undefined : control.spread / control.centre
}
