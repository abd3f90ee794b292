import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { adaptiveThreshold } from '@core/classical/adaptive-threshold'
import { distanceTransform } from '@core/classical/distance-transform'
import { LOOK_GROUPS } from '@core/classical/look/look-group'
import { maxFilter } from '@core/classical/max-filter'
import { nuclearSignal } from '@core/classical/nuclear-signal'
import { typicalDiameter } from '@core/classical/nucleus-size'
import { CLASSICAL_PIPELINES } from '@core/classical/parameters'
import { segmentClassical } from '@core/classical/segment-classical'
import { subtractBackground } from '@core/classical/subtract-background'
import { BINS, thresholdOf } from '@core/classical/thresholds'
import { scoreImage } from '@core/evaluate/image-scores'
import { labelsFromRaster } from '@core/evaluate/readers/label-raster'
import { readRaster } from '@core/evaluate/readers/read-raster'
import type { Raster } from '@core/image/raster'
import { describe, expect, it } from 'vitest'

const golden = JSON.parse(readFileSync('test/golden/classical.json', 'utf8')) as {
  masks: { h: number; w: number; mask: string; distance: number[] }[]
  thresholds: { bins: number[]; otsu: number; li: number }[]
}
const dsb = resolve('../shared/data/dsb2018')
const shared = existsSync(dsb)
if (!shared) console.log('classical: ../shared/data/dsb2018 is not here, checked on generated images only')

/** Discs on a grid, some touching, on an uneven background, with a fixed pattern of noise. */
function field(kind: 'fluorescent' | 'tissue', type: typeof Uint8Array | typeof Uint16Array, unit: number) {
  const size = 240
  const samples = kind === 'tissue' ? 3 : 1
  const data = new type(size * size * samples)
  const truth = new Uint32Array(size * size)
  const centres: [number, number, number][] = []
  for (let j = 0; j < 5; j++)
    for (let i = 0; i < 5; i++) centres.push([24 + i * 48, 24 + j * 48, 9 + ((i + j) % 3)])
  centres.push([24 + 18, 24, 9])
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const p = y * size + x
      let best = Number.POSITIVE_INFINITY
      centres.forEach(([cx, cy, r], n) => {
        const d = Math.hypot(x - cx, y - cy)
        if (d <= r && d < best) {
          best = d
          truth[p] = n + 1
        }
      })
      const noise = ((p * 7919) % 13) / 13
      if (kind === 'fluorescent')
        data[p] = (14 + x / 20 + 8 * noise + (truth[p] ? 90 + (truth[p] % 4) * 25 : 0)) * unit
      else {
        const colour = truth[p] ? [105, 60, 150] : [214, 186, 222]
        for (let s = 0; s < 3; s++) data[p * 3 + s] = (colour[s] + 12 * noise) * unit
      }
    }
  }
  const raster: Raster = { width: size, height: size, samples, data }
  return { raster, truth: { width: size, height: size, data: truth, count: centres.length } }
}

describe('parts', () => {
  it('measures distances as scipy does', () => {
    for (const { h, w, mask, distance } of golden.masks) {
      const ours = distanceTransform(Uint8Array.from(mask, Number), w, h)
      distance.forEach((value, i) => {
        expect(Math.abs(ours[i] - value)).toBeLessThan(1e-4)
      })
    }
    expect(distanceTransform(new Uint8Array(12).fill(1), 4, 3)[5]).toBeCloseTo(5, 5)
  })

  it('takes the thresholds of Otsu and of minimum cross-entropy', () => {
    for (const { bins, otsu, li } of golden.thresholds) {
      const counts = Float64Array.from(bins)
      // Between the classes any threshold is the same one: what counts is which values lie below it.
      const below = (t: number) => bins.reduce((sum, n, i) => ((i + 0.5) / BINS <= t ? sum + n : sum), 0)
      expect(below(thresholdOf(counts, 'otsu'))).toBe(below(otsu))
      expect(Math.abs(thresholdOf(counts, 'minimum cross-entropy') - li)).toBeLessThan(1.01 / BINS)
    }
    const flat = new Float64Array(BINS)
    flat[7] = 100
    expect(thresholdOf(flat, 'otsu')).toBe(1)
    expect(thresholdOf(flat, 'minimum cross-entropy')).toBe(1)
  })

  it('finds the largest value around every pixel', () => {
    const [width, height] = [13, 9]
    const values = Float32Array.from({ length: width * height }, (_, i) => (i * 7919) % 101)
    for (const radius of [0, 1, 3, 20]) {
      const ours = maxFilter(values, width, height, radius)
      for (let i = 0; i < values.length; i++) {
        let most = 0
        for (let j = 0; j < values.length; j++) {
          const near =
            Math.abs((i % width) - (j % width)) <= radius &&
            Math.abs(Math.floor(i / width) - Math.floor(j / width)) <= radius
          if (near) most = Math.max(most, values[j])
        }
        expect(ours[i]).toBe(most)
      }
    }
  })

  it('takes a slope out of the background and keeps empty blocks empty', () => {
    const [width, height] = [200, 100]
    const slope = Float32Array.from(
      { length: width * height },
      (_, i) => (i % width) / 400 + ((i * 31) % 7) / 500,
    )
    for (let y = 40; y < 52; y++) for (let x = 20; x < 32; x++) slope[y * width + x] += 0.4
    const even = subtractBackground(slope, width, height, 25)
    expect(even[10 * width + 190]).toBeLessThan(0.2)
    expect(even[45 * width + 25]).toBeGreaterThan(0.8)
    const { mask } = adaptiveThreshold(even, width, height, {
      method: 'otsu',
      windowPx: 50,
      factor: 1,
      lowest: 0,
    })
    expect(mask.reduce((sum, value) => sum + value, 0)).toBe(144)
  })

  it('measures the thickness of nuclei, not of clumps', () => {
    const { truth } = field('fluorescent', Uint8Array, 1)
    const diameter = typicalDiameter(truth.data.map((v) => (v ? 1 : 0)) as unknown as Uint8Array, 240, 240)
    expect(diameter).toBeGreaterThan(18)
    expect(diameter).toBeLessThan(25)
    expect(typicalDiameter(new Uint8Array(9), 3, 3)).toBe(0)
  })

  it('stretches every signal to 0…1 with nuclei bright', () => {
    const { raster, truth } = field('tissue', Uint8Array, 1)
    for (const signal of ['red absorbance', 'hematoxylin', 'inverted'] as const) {
      const values = nuclearSignal(raster, signal)
      const nucleus = truth.data.findIndex((v) => v > 0)
      expect(values[nucleus]).toBeGreaterThan(values[0])
      expect(Math.min(...values)).toBe(0)
      expect(Math.max(...values)).toBe(1)
    }
  })
})

describe('segmentClassical', () => {
  it('finds nuclei in fluorescence of 8 and 16 bits alike and separates touching ones', () => {
    const small = field('fluorescent', Uint8Array, 1)
    const result = segmentClassical(small.raster)
    expect(result.group).toMatch(/fluorescent/)
    const scores = scoreImage(small.truth, result.labels)
    expect([scores.missed, scores.extra, scores.merged]).toEqual([0, 0, 0])
    expect(result.diameterPx).toBeGreaterThan(12)
    const wide = segmentClassical(field('fluorescent', Uint16Array, 16).raster)
    expect(wide.labels.count).toBe(result.labels.count)
  })

  it('finds dark nuclei in stained tissue', () => {
    const { raster, truth } = field('tissue', Uint8Array, 1)
    const result = segmentClassical(raster)
    expect(result.group).toMatch(/purple/)
    expect(scoreImage(truth, result.labels).f1[0]).toBeGreaterThan(0.9)
  })

  it('lets an expert choose the pipeline and change its settings', () => {
    const { raster } = field('fluorescent', Uint8Array, 1)
    const plain = segmentClassical(raster, { group: 'small fluorescent', parameters: { declump: 'none' } })
    const split = segmentClassical(raster, { group: 'small fluorescent' })
    expect(plain.parameters).toEqual({ ...CLASSICAL_PIPELINES['small fluorescent'], declump: 'none' })
    expect(plain.groupProbability).toBe(1)
    expect(plain.labels.count).toBe(split.labels.count - 1)
  })

  it('finds nothing in a blank image and survives the smallest ones, by every pipeline', () => {
    for (const group of LOOK_GROUPS) {
      for (const [width, height] of [
        [64, 48],
        [1, 1],
        [3, 2],
      ]) {
        for (const samples of [1, 3] as const) {
          const data = new Uint16Array(width * height * samples).fill(700)
          expect(segmentClassical({ width, height, samples, data }, { group }).labels.count).toBe(0)
        }
      }
    }
  })

  it.runIf(shared)('scores on real images as the note says', async () => {
    const rows = readFileSync(resolve(dsb, 'index.csv'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(','))
    const chosen = rows
      .filter((row) => row[7] === '0' && row[1] === 'small fluorescent' && Number(row[2]) <= 360)
      .slice(0, 16)
    let total = 0
    for (const [id] of chosen) {
      const labels = labelsFromRaster(await readRaster(resolve(dsb, 'labels', `${id}.png`)), id).labels
      total += scoreImage(
        labels,
        segmentClassical(await readRaster(resolve(dsb, 'images', `${id}.png`))).labels,
      ).S
    }
    console.log(
      `classical on ${chosen.length} small fluorescent images: S ${(total / chosen.length).toFixed(3)}`,
    )
    expect(total / chosen.length).toBeGreaterThan(0.45)
  })
})
