import { addNucleus } from '@core/correct/add-nucleus'
import { components } from '@core/correct/components'
import { LabelBounds } from '@core/correct/label-bounds'
import { boxOf, present } from '@core/correct/label-box'
import { applyEdit, editedLabels, type LabelEdit, type Labels, revertEdit } from '@core/correct/label-edit'
import { mergeNuclei } from '@core/correct/merge-nuclei'
import { redrawNucleus } from '@core/correct/redraw-nucleus'
import { remeasure } from '@core/correct/remeasure'
import { removeNucleus } from '@core/correct/remove-nucleus'
import { splitAtWaist } from '@core/correct/split-at-waist'
import { splitByCut } from '@core/correct/split-by-cut'
import { superpixels } from '@core/correct/superpixels'
import { KaryonError } from '@core/errors'
import { largestLabel } from '@core/image/label-image'
import type { PixelWindow, Raster } from '@core/image/raster'
import { measureNuclei } from '@core/measure/measure-nuclei'
import { describe, expect, it } from 'vitest'
import { random } from '../instances/golden'

const SIDE = 96

/** Overlapping discs: labels 1 … n, touching each other and the edge. */
function discs(next: () => number): Labels {
  const data = new Uint32Array(SIDE * SIDE)
  for (let label = 1; label <= 14; label++) {
    const [cx, cy, r] = [next() * SIDE, next() * SIDE, 4 + next() * 9]
    for (let i = 0; i < data.length; i++)
      if (((i % SIDE) - cx) ** 2 + (Math.floor(i / SIDE) - cy) ** 2 < r * r) data[i] = label
  }
  const labels = { width: SIDE, height: SIDE, data, count: largestLabel(data) }
  return { ...labels, bounds: LabelBounds.of(labels) }
}

/** Every nucleus is found within its bounds as in the whole image, and none that is not there. */
function expectFound(labels: Labels): void {
  const whole = { ...labels, bounds: undefined }
  const most = Array.from({ length: 60 }, (_, n) => n + 1)
  const there = present(labels, most)
  expect(there).toEqual(present(whole, most))
  for (const label of there) expect(boxOf(labels, [label])).toEqual(boxOf(whole, [label]))
}

function anyEdit(labels: Labels, next: () => number): LabelEdit | undefined {
  const there = [...new Set(labels.data)].filter((label) => label > 0)
  const pick = () => there[Math.floor(next() * there.length)]!
  const fresh = Math.max(0, ...there) + 1
  const [x, y] = [next() * SIDE, next() * SIDE]
  const outline = Array.from({ length: 3 + Math.floor(next() * 9) }, () => ({
    x: x + next() * 24 - 12,
    y: y + next() * 24 - 12,
  }))
  const over = next() < 0.5
  const all = [
    () => removeNucleus(labels, pick()),
    () => addNucleus(labels, fresh, outline, { over }),
    () => redrawNucleus(labels, pick(), outline, { over }),
    () => splitAtWaist(labels, pick(), fresh),
    () => splitByCut(labels, pick(), fresh, outline.slice(0, 2), { smooth: over }),
    () => mergeNuclei(labels, [pick(), pick()]),
  ]
  try {
    return all[Math.floor(next() * all.length)]!()
  } catch (error) {
    if (error instanceof KaryonError && error.code === 'usage') return undefined
    throw error
  }
}

/** Comparing element by element with `toEqual` takes most of a minute. */
const same = (a: Uint32Array, b: Uint32Array) => Buffer.from(a.buffer).equals(Buffer.from(b.buffer))
const sum = (data: Uint32Array, label: number) => data.reduce((n, value) => n + (value === label ? 1 : 0), 0)

describe('chains of corrections', () => {
  it('are taken back and made again exactly, step by step', () => {
    let made = 0
    for (let seed = 1; seed <= 30; seed++) {
      const next = random(seed)
      const labels = discs(next)
      const states = [labels.data.slice()]
      const edits: LabelEdit[] = []
      for (let n = 0; n < 25; n++) {
        const edit = anyEdit(labels, next)
        if (!edit) continue
        applyEdit(labels, edit)
        edits.push(edit)
        states.push(labels.data.slice())
      }
      made += edits.length
      for (let n = edits.length; n-- > 0; ) {
        revertEdit(labels, edits[n]!)
        expect(same(labels.data, states[n]!)).toBe(true)
        expectFound(labels)
      }
      edits.forEach((edit, n) => {
        applyEdit(labels, edit)
        expect(same(labels.data, states[n + 1]!)).toBe(true)
        expectFound(labels)
      })
    }
    expect(made).toBeGreaterThan(200)
  })

  it('measure what changed as the whole image would be measured', async () => {
    for (let seed = 1; seed <= 12; seed++) {
      const next = random(seed * 77)
      const labels = discs(next)
      const channels: Raster[] = [
        { width: SIDE, height: SIDE, samples: 1, data: Uint16Array.from(labels.data, () => next() * 65535) },
        {
          width: SIDE,
          height: SIDE,
          samples: 3,
          data: Float32Array.from({ length: SIDE * SIDE * 3 }, () => next() * 3 - 1),
        },
      ]
      const read = async (window: PixelWindow) => channels.map((channel) => crop(channel, window))
      for (let n = 0; n < 12; n++) {
        const edit = anyEdit(labels, next)
        if (!edit) continue
        applyEdit(labels, edit)
        const changed = editedLabels(edit)
        const most = Math.max(...labels.data)
        const whole = measureNuclei(labels.data, SIDE, SIDE, most, channels)
        const wanted = whole
          .filter(({ label }) => changed.includes(label))
          .map((nucleus) => ({ ...nucleus, confidence: 1, byHand: true }))
        expect(await remeasure(labels, changed, read)).toEqual(wanted)
        // What was not changed measures the same as before, so it need not be measured.
        revertEdit(labels, edit)
        const before = measureNuclei(labels.data, SIDE, SIDE, most, channels)
        applyEdit(labels, edit)
        const others = (all: typeof whole) => all.filter(({ label }) => !changed.includes(label))
        expect(others(before)).toEqual(others(whole))
      }
    }
  })

  it('a split gives every pixel of the nucleus to one of its parts', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const labels = discs(random(seed * 5))
      const label = labels.data.find((value) => value > 0)!
      const area = sum(labels.data, label)
      if (area < 8) continue
      applyEdit(labels, splitAtWaist(labels, label, 50))
      expect(sum(labels.data, label) + sum(labels.data, 50)).toBe(area)
      expect(sum(labels.data, 50)).toBeGreaterThan(0)
      expect(sum(labels.data, label)).toBeGreaterThanOrEqual(sum(labels.data, 50))
    }
  })

  it('superpixels cover the window, are connected and follow an edge', () => {
    const width = 60
    const height = 40
    const next = random(9)
    const data = Float32Array.from({ length: width * height }, (_, i) => (i % width < 27 ? 10 : 90) + next())
    const { data: pieces, count } = superpixels({ width, height, samples: 1, data }, { side: 8 })
    expect(Math.min(...pieces)).toBe(1)
    expect(Math.max(...pieces)).toBe(count)
    expect(count).toBeGreaterThan(20)
    expect(count).toBeLessThan(60)
    for (let piece = 1; piece <= count; piece++) {
      const mask = Uint8Array.from(pieces, (value) => (value === piece ? 1 : 0))
      expect(components(mask, width, height).sizes).toHaveLength(2)
      const sides = new Set(Array.from(mask, (value, i) => (value === 1 ? i % width < 27 : undefined)))
      sides.delete(undefined)
      expect(sides.size).toBe(1)
    }
    const flat = superpixels({ width: 5, height: 3, samples: 1, data: new Uint8Array(15) })
    expect(flat.count).toBe(1)
    const gone = superpixels({ width: 5, height: 3, samples: 1, data: new Float32Array(15).fill(Number.NaN) })
    expect(gone.count).toBe(1)
  })
})

function crop({ width, samples, data }: Raster, window: PixelWindow): Raster {
  const out = data.slice(0, window.width * window.height * samples)
  for (let y = 0; y < window.height; y++)
    for (let x = 0; x < window.width * samples; x++)
      out[y * window.width * samples + x] = data[((window.y + y) * width + window.x) * samples + x]!
  return { width: window.width, height: window.height, samples, data: out }
}
