import { layoutNuclei } from '@core/simulate/layout'
import { shapeDistance } from '@core/simulate/nucleus-shape'
import { hash2, mulberry32, normalTable, valueNoise } from '@core/simulate/random'
import { simulateField } from '@core/simulate/simulate-field'
import { describe, expect, it } from 'vitest'
import { countComponents, sha } from './components'

describe('random', () => {
  it('is the published Mulberry32', () => {
    const random = mulberry32(1)
    expect([random(), random(), random()].map((v) => Math.floor(v * 4294967296))).toEqual([
      2693262067, 11749833, 2265367787,
    ])
  })

  it('has a normal table of mean 0 and variance 1', () => {
    const { table, shift } = normalTable()
    let sum = 0
    let squares = 0
    for (const value of table) {
      sum += value
      squares += value * value
    }
    expect(Math.abs(sum / table.length)).toBeLessThan(1e-4)
    expect(squares / table.length).toBeCloseTo(1, 2)
    expect(table[0xffffffff >>> shift]!).toBeGreaterThan(3.8)
  })

  it('makes hashes and smooth noise that are even', () => {
    let mean = 0
    let jump = 0
    for (let i = 0; i < 10_000; i++) {
      mean += hash2(i, -i, 5) / 4294967296 / 10_000
      jump = Math.max(jump, Math.abs(valueNoise(i / 100, 0.3, 1) - valueNoise((i + 1) / 100, 0.3, 1)))
    }
    expect(mean).toBeCloseTo(0.5, 1)
    expect(jump).toBeLessThan(0.02)
  })
})

describe('simulateField', () => {
  it('is the same for the same seed, another for another', () => {
    const make = (seed: number) => simulateField({ width: 200, height: 150, nuclei: 20, seed })
    expect(sha(make(7).image)).toBe(sha(make(7).image))
    expect(sha(make(7).labels)).toBe(sha(make(7).labels))
    expect(sha(make(8).image)).not.toBe(sha(make(7).image))
  })

  it('labels each nucleus once, in one piece, at its centre', () => {
    const field = simulateField({ width: 500, height: 400, nuclei: 90, seed: 11, clumping: 0.3 })
    expect(field.count).toBe(90)
    expect(new Set(field.labels).size).toBe(91)
    expect(countComponents(field.labels, 500, 400)).toBe(90)
    for (let n = 1; n <= field.count; n++) {
      const x = Math.min(499, Math.round(field.centroids[2 * n - 2]!))
      const y = Math.min(399, Math.round(field.centroids[2 * n - 1]!))
      expect(field.labels[y * 500 + x]).toBe(n)
    }
  })

  it('has the asked size, and nuclei brighter than the background by the signal', () => {
    const field = simulateField({
      width: 400,
      height: 400,
      nuclei: 30,
      seed: 2,
      diameterPx: 40,
      diameterSpread: 0,
      brightnessSpread: 0,
      gradient: 0,
      clumping: 0,
      background: 300,
      signal: 1000,
    })
    let inside = 0
    let pixels = 0
    let outside = 0
    field.labels.forEach((label, i) => {
      if (label) {
        inside += field.image[i]!
        pixels++
      } else outside += field.image[i]!
    })
    // Some are cut by the edge, none is larger than a disc of 40 px bent a little.
    expect(pixels / field.count).toBeGreaterThan(0.8 * Math.PI * 400)
    expect(pixels / field.count).toBeLessThan(1.1 * Math.PI * 400)
    const background = outside / (400 * 400 - pixels)
    expect(background).toBeGreaterThan(300)
    expect(background).toBeLessThan(400)
    expect(inside / pixels - background).toBeGreaterThan(650)
  })

  it('keeps to its bit depth and clips there', () => {
    const eight = simulateField({
      width: 64,
      height: 64,
      nuclei: 4,
      seed: 1,
      bitDepth: 8,
      background: 20,
      signal: 600,
    })
    expect(eight.image).toBeInstanceOf(Uint8Array)
    expect(Math.max(...eight.image)).toBe(255)
    const twelve = simulateField({ width: 64, height: 64, nuclei: 4, seed: 1, bitDepth: 12, signal: 9000 })
    expect(twelve.image).toBeInstanceOf(Uint16Array)
    expect(Math.max(...twelve.image)).toBe(4095)
  })

  it('has the noise it is asked for on an empty field', () => {
    const { image, count } = simulateField({
      width: 200,
      height: 200,
      nuclei: 0,
      seed: 9,
      background: 500,
      noise: 6,
    })
    const levels = Array.from(image)
    const mean = levels.reduce((sum, v) => sum + v, 0) / levels.length
    const variance = levels.reduce((sum, v) => sum + (v - mean) ** 2, 0) / levels.length
    expect(count).toBe(0)
    expect(mean).toBeCloseTo(500, 0)
    // Rounding to whole levels adds 1/12.
    expect(Math.abs(variance - 36 - 1 / 12)).toBeLessThan(1)
  })

  it('stops when the field is full and says how many there are', () => {
    const field = simulateField({ width: 100, height: 100, nuclei: 500, seed: 1 })
    expect(field.count).toBeLessThan(60)
    expect(field.count).toBeGreaterThan(8)
    expect(new Set(field.labels).size).toBe(field.count + 1)
  })
})

describe('layoutNuclei', () => {
  const base = { width: 600, height: 600, nuclei: 150, seed: 21, diameterPx: 24, diameterSpread: 0.15 }
  const look = { brightnessSpread: 0.2, irregularity: 1 }

  it('keeps the gap between nuclei that do not touch', () => {
    const shapes = layoutNuclei({ ...base, ...look, clumping: 0, gapPx: 6 })
    let nearest = Number.POSITIVE_INFINITY
    for (const a of shapes) {
      for (const b of shapes) {
        if (a === b) continue
        const length = Math.hypot(b.x - a.x, b.y - a.y)
        if (length > 80) continue
        let gap = 0
        for (let t = 0; t < length; t += 0.25) {
          const x = a.x + ((b.x - a.x) * t) / length
          const y = a.y + ((b.y - a.y) * t) / length
          if (shapeDistance(a, x, y) > 1 && shapeDistance(b, x, y) > 1) gap += 0.25
        }
        nearest = Math.min(nearest, gap)
      }
    }
    expect(shapes).toHaveLength(150)
    expect(nearest).toBeGreaterThanOrEqual(4)
  })

  it('makes clumps when asked', () => {
    const spread = simulateField({ width: 600, height: 600, nuclei: 150, seed: 21, clumping: 0, gapPx: 3 })
    const clumped = simulateField({ width: 600, height: 600, nuclei: 150, seed: 21, clumping: 0.6, gapPx: 3 })
    const blobs = (labels: Uint32Array) =>
      countComponents(
        Uint32Array.from(labels, (v) => (v ? 1 : 0)),
        600,
        600,
      )
    expect(blobs(spread.labels)).toBe(150)
    expect(blobs(clumped.labels)).toBeLessThan(115)
  })
})
