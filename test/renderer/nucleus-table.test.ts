import type { Nucleus } from '@core/measure/nucleus'
import { mulberry32 } from '@core/simulate/random'
import { describe, expect, it } from 'vitest'
import { packNuclei } from '../../src/main/hosts/pack-nuclei'
import { nucleiColumns } from '../../src/main/window/nuclei-columns'
import { countedMeans } from '../../src/renderer/logic/counted-means'
import { howManyBelow, leastSureFirst } from '../../src/renderer/logic/least-sure'
import { orderOf } from '../../src/renderer/logic/nucleus-table'
import { radixOrder } from '../../src/renderer/logic/radix-order'
import { holds, readFilter } from '../../src/renderer/logic/row-filter'

describe('radixOrder', () => {
  /** The same by comparing, as a reference. */
  const compared = (rows: Uint32Array, values: Float32Array, down: boolean) =>
    [...rows].sort((a, b) => {
      const x = values[a]!
      const y = values[b]!
      if (Number.isNaN(x) || Number.isNaN(y))
        return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b
      return (down ? y - x : x - y) || a - b
    })

  it('orders as comparing does: signs, ties, both zeros, infinities, NaN last either way', () => {
    const values = Float32Array.from([
      3,
      Number.NaN,
      -1,
      0,
      -0,
      3,
      Infinity,
      -Infinity,
      1e-40,
      -2e30,
      Number.NaN,
    ])
    const rows = Uint32Array.from(values, (_, i) => i)
    for (const down of [false, true]) {
      expect([...radixOrder(rows, values, down)]).toEqual(
        [...rows].sort((a, b) => {
          const x = values[a]!
          const y = values[b]!
          if (Number.isNaN(x) || Number.isNaN(y))
            return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b
          return x === y ? a - b : (x < y ? -1 : 1) * (down ? -1 : 1)
        }),
      )
    }
  })

  it('orders 100,000 random values, and any part of the rows', () => {
    const random = mulberry32(1)
    const values = Float32Array.from({ length: 100_000 }, () => Math.round((random() - 0.5) * 5000) / 7)
    const all = Uint32Array.from(values, (_, i) => i)
    const third = all.filter((i) => i % 3 === 1)
    expect([...radixOrder(all, values, false)]).toEqual(compared(all, values, false))
    expect([...radixOrder(third, values, true)]).toEqual(compared(third, values, true))
    expect(radixOrder(new Uint32Array(0), values, true)).toHaveLength(0)
  })
})

describe('the filter', () => {
  const columns = [
    { key: 'areaPx', label: 'Area µm²' },
    { key: 'confidence', label: 'Confidence' },
    { key: 'count', label: 'Nuclei' },
  ]

  it('reads conditions on columns by the beginning of their names, and leaves words', () => {
    expect(readFilter('Area > 300  conf<=.7 B02', columns)).toEqual({
      words: 'b02',
      conditions: [
        { column: 'areaPx', how: '>', than: 300 },
        { column: 'confidence', how: '<=', than: 0.7 },
      ],
    })
    expect(readFilter('nuclei=12', columns).conditions).toEqual([{ column: 'count', how: '=', than: 12 }])
    expect(readFilter('speed>3', columns)).toEqual({ words: 'speed>3', conditions: [] })
    expect(readFilter('plate-2 s1', columns)).toEqual({ words: 'plate-2 s1', conditions: [] })
  })

  it('holds for no value that is not known', () => {
    expect([holds(2, '<', 3), holds(3, '>=', 3), holds(0.701, '=', 0.7)]).toEqual([true, true, true])
    expect([holds(undefined, '<', 3), holds(Number.NaN, '>', 3), holds(3, '>', 3)]).toEqual([
      false,
      false,
      false,
    ])
  })

  it('keeps nuclei whose values meet it in the unit that is shown', () => {
    const key = Float32Array.from([10, 20, 30, 40])
    const image = Float32Array.from([0, 0, 1, 1])
    const area = { values: key, how: '>' as const, than: 15, power: 0 }
    expect([...orderOf({ key, down: true, image, conditions: [area] })]).toEqual([3, 2, 1])
    // Half a micrometre a pixel in image 1: 30 and 40 px are 7.5 and 10 µm².
    const pixelSize = Float32Array.from([1, 0.5])
    const inUm = { ...area, power: 2 }
    expect([...orderOf({ key, down: false, image, conditions: [inUm], pixelSize })]).toEqual([1])
  })
})

describe('pages of nuclei', () => {
  const nucleus = (label: number, confidence: number | undefined) => ({
    label,
    areaPx: 100 + label,
    perimeterPx: 30,
    equivalentDiameterPx: 11,
    centroidX: 5 + label,
    centroidY: 6,
    bboxX: 0,
    bboxY: 0,
    bboxWidth: 11,
    bboxHeight: 11,
    eccentricity: 0.5,
    solidity: 0.9,
    touchesEdge: false,
    confidence,
    intensities: [
      { mean: 1, integrated: 1, min: 1, max: 1 },
      { mean: 70 + label, integrated: 1, min: 1, max: 1 },
    ],
  })
  const stored = new Map([
    [7, packNuclei([nucleus(1, 0.5), nucleus(2, undefined)])],
    [9, packNuclei([nucleus(1, 0.25)])],
    [4, packNuclei([nucleus(3, 1), nucleus(4, 1), nucleus(5, 1)])],
  ])
  const images = [
    { index: 7, count: 2, channel: 'DNA', intensityChannels: ['Actin', 'DNA'] },
    { index: 8 },
    { index: 9, count: 1, channel: 'gone', intensityChannels: ['Actin', 'DNA'] },
    { index: 4, count: 3, countedIntensities: [1] },
  ]

  it('come least sure first where they are looked at, without a confidence last', () => {
    const all = [nucleus(1, 0.9), nucleus(2, undefined), nucleus(3, 0.2), nucleus(4, 0.9)]
    expect(leastSureFirst(all).map(({ label }) => label)).toEqual([3, 1, 4, 2])
  })

  it('come so in any number, as a sort by comparison would put them, and are counted below any confidence', () => {
    const random = mulberry32(7)
    const all = Array.from({ length: 5000 }, (_, i) =>
      nucleus(i, i % 9 === 0 ? undefined : Math.round(random() * 200) / 200),
    )
    const sorted = leastSureFirst(all)
    const sure = ({ confidence }: Nucleus) => confidence ?? 1
    expect(sorted).toEqual([...all].sort((a, b) => sure(a) - sure(b)))
    for (const limit of [0, 0.005, 0.3, 0.5, 0.995, 1, 2])
      expect(howManyBelow(sorted, limit)).toBe(all.filter((one) => sure(one) < limit).length)
    expect(leastSureFirst([])).toEqual([])
    expect(howManyBelow([], 0.5)).toBe(0)
  })

  it('hold whole images, say where the next begins and how many nuclei there are in all', async () => {
    const first = await nucleiColumns(images, (index) => stored.get(index), 0, 3)
    expect(first.meta).toMatchObject({ rows: 3, total: 6, next: 3 })
    const column = (name: (typeof first.meta.columns)[number]) => [
      ...new Float32Array(first.buffers[first.meta.columns.indexOf(name)]!),
    ]
    expect(column('image')).toEqual([7, 7, 9])
    expect(column('label')).toEqual([1, 2, 1])
    expect(column('areaPx')).toEqual([101, 102, 101])
    expect(column('x')).toEqual([6, 7, 6])
    // The counted channel's mean; the first one's where the channel is not among them.
    expect(column('intensity')).toEqual([71, 72, 1])
    expect(column('confidence')).toEqual([0.5, Number.NaN, 0.25])
    const second = await nucleiColumns(images, (index) => stored.get(index), 3, 3)
    expect(second.meta).toMatchObject({ rows: 3, total: 6 })
    expect(second.meta.next).toBeUndefined()
    // The place that the count kept, whatever the channel is called.
    expect([...new Float32Array(second.buffers[second.meta.columns.indexOf('intensity')]!)]).toEqual([
      73, 74, 75,
    ])
    const all = await nucleiColumns(images, (index) => stored.get(index))
    expect(all.meta).toMatchObject({ rows: 6, total: 6, next: undefined })
  })

  it('of a colour picture have the mean of the three, as the image has', async () => {
    const three = [5, 6, 13].map((mean) => ({ mean, integrated: 0, min: 0, max: 0 }))
    const packed = packNuclei([{ ...nucleus(1, 0.5), intensities: three }])
    const images = [{ index: 0, count: 1, countedIntensities: [0, 1, 2] }]
    const { meta, buffers } = await nucleiColumns(images, () => packed)
    expect(new Float32Array(buffers[meta.columns.indexOf('intensity')]!)[0]).toBe(8)
    const one = { ...nucleus(1, 0.5), intensities: three }
    expect(countedMeans(one, { countedIntensities: [0, 1, 2] })).toEqual([5, 6, 13])
    // A gray channel behind a colour one is not the second number.
    expect(countedMeans(one, { countedIntensities: [2] })).toEqual([13])
    expect(countedMeans(one, { countedIntensities: [3] })).toEqual([])
  })

  it('go on where an image has more nuclei than a page, or fewer than it said', async () => {
    const one = await nucleiColumns(images, (index) => stored.get(index), 3, 1)
    expect(one.meta).toMatchObject({ rows: 3, next: undefined })
    const short = await nucleiColumns([{ index: 9, count: 5 }], (index) => stored.get(index))
    expect(short.meta.rows).toBe(1)
    expect(short.buffers.every((buffer) => buffer.byteLength === 4)).toBe(true)
  })
})
