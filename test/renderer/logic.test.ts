import type { ImageRecord } from '@shared/run'
import { describe, expect, it } from 'vitest'
import { bytes, duration, int, many, measure, score, took, when } from '../../src/renderer/logic/format'
import { heatStep, inUm, metricsFor, roundUp } from '../../src/renderer/logic/metrics'
import { orderOf } from '../../src/renderer/logic/nucleus-table'
import { sortRows } from '../../src/renderer/logic/sort-rows'
import { swarm } from '../../src/renderer/logic/swarm'
import { tsv } from '../../src/renderer/logic/tsv'
import { geometryOf, parseWell, shapeOf, wellName } from '../../src/renderer/logic/wells'
import { platesOf, wellsOf } from '../../src/renderer/logic/wells-of'
import { routeFromHash, routeToHash } from '../../src/renderer/state/route'

const image = (index: number, change: Partial<ImageRecord> = {}): ImageRecord => ({
  index,
  id: String(index),
  state: 'done',
  file: `${index}.tif`,
  flags: [],
  notes: [],
  ...change,
})

describe('numbers on the screen', () => {
  it('shows thousands with a comma, scores without a leading zero, nothing as a dash', () => {
    expect(int(431870)).toBe('431,870')
    expect(int(undefined)).toBe('–')
    expect(score(0.84)).toBe('.84')
    expect(score(1)).toBe('1.00')
    expect(measure(1066.4)).toBe('1,066')
    expect(measure(21.44)).toBe('21.4')
    expect(measure(0.684)).toBe('0.68')
    expect(measure(Number.NaN)).toBe('–')
  })

  it('says times and sizes in the bench’s words', () => {
    expect(duration(130)).toBe('2 min 10 s')
    expect(duration(3660)).toBe('1 h 1 min')
    expect(took(0.0912)).toBe('91 ms')
    expect(took(14.31)).toBe('14.3 s')
    expect(bytes(7_700_000)).toBe('7.7 MB')
    expect(many(1, 'image')).toBe('1 image')
    expect(many(3456, 'image')).toBe('3,456 images')
    const now = new Date(2026, 0, 5, 15, 0)
    expect(when(new Date(2026, 0, 5, 14, 12).toISOString(), now)).toBe('14:12')
    expect(when(new Date(2026, 0, 4, 23, 59).toISOString(), now)).toBe('Yesterday')
  })
})

describe('wells', () => {
  it('reads and writes names past Z', () => {
    expect(parseWell('D04')).toEqual({ row: 3, column: 3 })
    expect(parseWell('AF48')).toEqual({ row: 31, column: 47 })
    expect(parseWell('4D')).toBeUndefined()
    for (const well of ['A01', 'P24', 'AA01', 'AF48']) expect(wellName(parseWell(well)!)).toBe(well)
  })

  it('takes the smallest standard plate that holds all wells, unless the plate’s size is known', () => {
    expect(geometryOf(['B02'])).toEqual({ rows: 2, columns: 3 })
    expect(geometryOf(['H12'])).toEqual({ rows: 8, columns: 12 })
    expect(geometryOf(['I01'])).toEqual({ rows: 16, columns: 24 })
    expect(geometryOf(['AF48'])).toEqual({ rows: 32, columns: 48 })
    expect(shapeOf([{ name: 'p', rows: 8, columns: 12 }], 'p', ['B02'])).toMatchObject({
      rows: 8,
      columns: 12,
    })
  })

  it('gives a well the median of its counted fields and leaves failed ones out', () => {
    const images = [
      image(0, { well: 'A01', count: 10, flags: ['debris'] }),
      image(1, { well: 'A01', count: 30 }),
      image(2, { well: 'A01', count: 20 }),
      image(3, { well: 'A01', state: 'failed' }),
      image(4, { well: 'B01', plate: 'other', count: 7 }),
      image(5, { count: 99 }),
    ]
    expect(platesOf(images)).toEqual(['', 'other'])
    const [row] = wellsOf(images, '', metricsFor(images, 'px')[0]!)
    expect(row).toMatchObject({ well: 'A01', value: 20, total: 60, done: 3, failed: 1, flags: ['debris'] })
  })
})

describe('scales', () => {
  it('ends at a round number and maps it to sixteen steps', () => {
    expect([0.3, 1, 7, 131, 200, 201].map(roundUp)).toEqual([0.5, 1, 10, 200, 200, 500])
    expect([0, 99, 100, 199.9, 200, 250].map((v) => heatStep(v, 200))).toEqual([0, 7, 8, 15, 15, 15])
  })

  it('offers no confidence where the segmenter has none', () => {
    const keys = (images: ImageRecord[]) => metricsFor(images, 'px').map(({ key }) => key)
    expect(keys([image(0, { count: 5, meanConfidence: 0.8 })])).toContain('confidence')
    expect(keys([image(0, { count: 0, meanConfidence: undefined })])).toContain('confidence')
    expect(keys([image(0, { count: 5, meanConfidence: undefined })])).not.toContain('confidence')
    expect(tsv(['a', 'b'], [[Number.NaN, 0]])).toBe('a\tb\n\t0\n')
  })

  it('uses µm only when every counted image says its pixel size', () => {
    const known = image(0, { pixelSizeUm: 0.65, meanAreaPx: 100 })
    expect(inUm([known], 'um')).toBe(true)
    expect(inUm([known, image(1)], 'um')).toBe(false)
    expect(inUm([known, image(1, { state: 'failed' })], 'um')).toBe(true)
    const area = metricsFor([known], 'um').find((m) => m.key === 'area')!
    expect(area.of(known)).toBeCloseTo(42.25)
    expect(area.label).toContain('µm²')
  })
})

describe('tables', () => {
  it('sorts with missing values last either way and names in natural order', () => {
    const rows = [{ v: 2 }, { v: undefined }, { v: 1 }]
    expect(sortRows(rows, (r) => r.v, false).map((r) => r.v)).toEqual([1, 2, undefined])
    expect(sortRows(rows, (r) => r.v, true).map((r) => r.v)).toEqual([2, 1, undefined])
    expect(sortRows(['field 10', 'field 2'], (r) => r, false)).toEqual(['field 2', 'field 10'])
  })

  it('orders nuclei by a column, NaN last, keeping the images asked for', () => {
    const key = Float32Array.from([3, Number.NaN, 1, 2])
    const of = Float32Array.from([0, 0, 1, 1])
    expect([...orderOf({ key, down: false, image: of })]).toEqual([2, 3, 0, 1])
    expect([...orderOf({ key, down: true, image: of })]).toEqual([0, 3, 2, 1])
    expect([...orderOf({ key, down: false, image: of, keep: Uint8Array.from([0, 1]) })]).toEqual([2, 3])
  })

  it('writes TSV that a spreadsheet pastes into the right cells', () => {
    expect(
      tsv(
        ['a', 'b'],
        [
          [1, 'x\ty'],
          [undefined, 'z\n'],
        ],
      ),
    ).toBe('a\tb\n1\tx y\n\tz \n')
  })

  it('spreads equal values sideways without leaving the plot', () => {
    const dots = swarm([5, 5, 5, 9], (v) => v * 10, 30, 7)
    expect(new Set(dots.map((d) => `${d.x} ${d.y}`)).size).toBe(4)
    expect(Math.max(...dots.map((d) => Math.abs(d.x)))).toBeLessThanOrEqual(30)
  })
})

describe('addresses', () => {
  it('come back as the place they were made of', () => {
    for (const route of [
      { place: 'count', tab: 'new' },
      { place: 'count', tab: 'queue', runId: 'a b/c' },
      { place: 'review', tab: 'plate', runId: 'r' },
      { place: 'review', tab: 'image', runId: 'r', index: 12 },
      { place: 'devices' },
      { place: 'help' },
    ] as const) {
      expect(routeFromHash(routeToHash(route))).toEqual(route)
    }
    expect(routeFromHash('#/nowhere')).toEqual({ place: 'count', tab: 'new' })
  })
})
