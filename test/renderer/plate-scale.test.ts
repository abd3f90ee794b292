import type { MarkedContent } from '@shared/review'
import { describe, expect, it } from 'vitest'
import { type Metric, metricsFor } from '../../src/renderer/logic/metrics'
import type { WellRow } from '../../src/renderer/logic/wells-of'
import {
  assayWords,
  scaleRows,
  shareOf,
  shownScale,
  zWords,
} from '../../src/renderer/places/plate/plate-scale'
import { selectionWords, selectWells } from '../../src/renderer/places/plate/select-wells'

const row = (well: string, value: number | undefined): WellRow => ({
  plate: 'P',
  well,
  images: [],
  done: 1,
  failed: 0,
  running: 0,
  value,
  flags: [],
})
const rows = [
  ...[98, 100, 102].map((v, i) => row(`A0${i + 1}`, v)),
  ...[9, 10, 11].map((v, i) => row(`B0${i + 1}`, v)),
  ...[80, 90, 100, 110, 120].map((v, i) => row(`C0${i + 1}`, v)),
  row('D01', 5000),
]
const marks: Record<string, MarkedContent> = {
  A01: 'negative',
  A02: 'negative',
  A03: 'negative',
  B01: 'positive',
  B02: 'positive',
  B03: 'positive',
  D01: 'out',
}
const metric = metricsFor([], 'px')[0] as Metric

describe('scales of the plate map', () => {
  const scaled = scaleRows(rows, marks, false)
  const at = (well: string) => scaled.rows.find((r) => r.well === well)!

  it('takes a well that is left out into nothing', () => {
    expect(at('D01')).toMatchObject({ content: 'out', ofControl: undefined, z: undefined })
    expect(at('C01').ofControl).toBe(80)
    expect(shownScale('value', metric, scaled.rows, 200).of(at('D01'))).toBeUndefined()
  })

  it('shows its ends: a round per cent from 0, a round z to both sides', () => {
    const control = shownScale('control', metric, scaled.rows, 200)
    expect([control.from, control.to]).toEqual([0, 200])
    const few = scaled.rows.filter((r) => r.content === 'positive')
    expect(shownScale('control', metric, few, 20).to).toBe(100)
    const z = shownScale('z', metric, scaled.rows, 200)
    expect(z.from).toBe(-z.to)
    expect(shareOf(z, 0)).toBe(0.5)
    expect(shareOf(z, 1e9)).toBe(1)
    expect(shareOf(z, undefined)).toBeUndefined()
  })

  it('says how well the controls tell themselves apart, and signs with true minus', () => {
    expect(assayWords(scaled.plate)).toBe('Z′ .90 · control CV 2.0 %')
    expect(assayWords(scaleRows(rows, {}, true).plate)).toBe('')
    expect([zWords(-10.44), zWords(0.21), zWords(-0.01), zWords(undefined)]).toEqual([
      '−10.4',
      '+0.2',
      '0.0',
      '–',
    ])
  })
})

describe('selecting wells', () => {
  const known = new Set(['A01', 'A02', 'A03', 'B01', 'B02', 'B03'])

  it('takes one, one more or less, or the rectangle from where it began', () => {
    expect(selectWells(['A01', 'A02'], 'B02', 'only', known)).toEqual(['B02'])
    expect(selectWells(['A01'], 'B02', 'toggle', known)).toEqual(['A01', 'B02'])
    expect(selectWells(['A01', 'B02'], 'A01', 'toggle', known)).toEqual(['B02'])
    expect(selectWells(['A01'], 'A01', 'toggle', known)).toEqual(['A01'])
    expect(selectWells(['B03'], 'A02', 'range', known)).toEqual(['B03', 'A03', 'B02', 'A02'])
    expect(selectWells(['A01'], 'A01', 'range', known)).toEqual(['A01'])
    expect(selectWells([], 'A02', 'range', known)).toEqual(['A02'])
  })

  it('leaves out wells that are not there', () => {
    expect(selectWells(['A01'], 'C02', 'range', new Set(['A01', 'B01', 'C02']))).toEqual([
      'A01',
      'B01',
      'C02',
    ])
    expect(selectionWords(['A01', 'B01', 'C02'])).toBe('3 wells, A01 to C02')
  })
})
