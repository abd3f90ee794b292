import { contours } from '@core/instances/contours'
import { fillHoles } from '@core/instances/fill-holes'
import { gaussianBlur } from '@core/instances/gaussian-blur'
import { labelComponents } from '@core/instances/label-components'
import { labelDepth } from '@core/instances/label-depth'
import { labelRuns } from '@core/instances/label-runs'
import { relabelSequential } from '@core/instances/relabel'
import { watershed } from '@core/instances/watershed'
import { describe, expect, it } from 'vitest'
import { drawn, picture, random } from './golden'

describe('fillHoles', () => {
  it('fills what one label encloses; not what two share, nor what the border opens', () => {
    const { data, width, height } = picture(
      '1111.222',
      '1..1.2.2',
      '1.11.222',
      '1111....',
      '..333444',
      '..3....4',
      '..333444',
      '5.5.....',
      '555.....',
    )
    fillHoles(data, width, height, 5)
    expect(drawn(data, width)).toEqual([
      '1111.222',
      '1111.222',
      '1111.222',
      '1111....',
      '..333444',
      '..3....4',
      '..333444',
      '5.5.....',
      '555.....',
    ])
  })
})

describe('relabelling', () => {
  const { data, width, height } = picture('22.4', '2..4', '..7.')
  const image = { width, height, data, count: 9 }

  it('numbers without gaps, in order', () => {
    const all = relabelSequential(image)
    expect(all.count).toBe(3)
    expect(drawn(all.data, width)).toEqual(['11.2', '1..2', '..3.'])
  })
})

describe('watershed', () => {
  it('meets on the ridge, keeps to the mask, leaves unmarked parts empty', () => {
    const elevation = Float32Array.from([0, 1, 2, 9, 2, 1, 0, 5, 0])
    const markers = Uint32Array.from([1, 0, 0, 0, 0, 0, 2, 0, 0])
    const mask = Uint8Array.from([1, 1, 1, 1, 1, 1, 1, 0, 1])
    const labels = watershed(elevation, markers, mask, 9, 1)
    expect(Array.from(labels)).toEqual([1, 1, 1, 1, 2, 2, 2, 0, 0])
  })

  it('is not changed by what lies in other parts of the mask', () => {
    const next = random(11)
    const width = 90
    const height = 40
    const elevation = Float32Array.from({ length: width * height }, () => Math.round(next() * 8))
    const markers = Uint32Array.from({ length: width * height }, (_, p) => (next() < 0.02 ? p + 1 : 0))
    const mask = Uint8Array.from({ length: width * height }, (_, p) => (p % width === 45 ? 0 : 1))
    const all = watershed(elevation, markers, mask, width, height)
    const leftOnly = mask.map((m, p) => (p % width < 45 ? m : 0))
    const left = watershed(elevation, markers, leftOnly, width, height)
    for (let p = 0; p < all.length; p++) if (leftOnly[p]) expect(all[p]).toBe(left[p])
  })

  it('large components and extreme elevations reach every pixel', () => {
    const size = 300
    const next = random(2)
    const elevation = Float32Array.from({ length: size * size }, () => (next() < 0.01 ? -1e30 : next()))
    elevation[7] = Number.POSITIVE_INFINITY
    const markers = new Uint32Array(size * size)
    markers[0] = 3
    markers[size * size - 1] = 70_000
    const labels = watershed(elevation, markers, new Uint8Array(size * size).fill(1), size, size)
    expect(new Set(labels)).toEqual(new Set([3, 70_000]))
  })
})

describe('contours', () => {
  it('a square, an L and a diagonal pair', () => {
    const { data, width, height } = picture('11..', '11.2', '...2', '..22', '3...', '.3..')
    const { labels, offsets, points } = contours(data, width, height)
    const ring = (r: number): number[] => Array.from(points.subarray(2 * offsets[r], 2 * offsets[r + 1]))
    expect(Array.from(labels)).toEqual([1, 2, 3, 3])
    expect(ring(0)).toEqual([0, 0, 2, 0, 2, 2, 0, 2])
    expect(ring(1)).toEqual([3, 1, 4, 1, 4, 4, 2, 4, 2, 3, 3, 3])
    expect(ring(2)).toEqual([0, 4, 1, 4, 1, 5, 0, 5])
    expect(ring(3)).toEqual([1, 5, 2, 5, 2, 6, 1, 6])
  })

  it('areas are those of the pieces with their holes filled, whatever the shape', () => {
    const next = random(31)
    const width = 40
    const height = 35
    for (let round = 0; round < 20; round++) {
      const mask = Uint8Array.from({ length: width * height }, () => (next() < 0.6 ? 1 : 0))
      const image = labelComponents(mask, width, height, 4)
      const { labels, offsets, points } = contours(image.data, width, height)
      expect(Array.from(labels)).toEqual(Array.from({ length: image.count }, (_, i) => i + 1))
      for (let r = 0; r < labels.length; r++) {
        const area = enclosedArea(image.data, width, height, labels[r])
        expect(shoelace(points.subarray(2 * offsets[r], 2 * offsets[r + 1]))).toBe(area)
      }
    }
  })
})

describe('maps', () => {
  it('a blur keeps the sum and leaves a constant alone', () => {
    const next = random(4)
    const map = Float32Array.from({ length: 50 * 30 }, next)
    const total = (m: Float32Array): number => m.reduce((a, b) => a + b, 0)
    expect(total(gaussianBlur(map, 50, 30, 1.7))).toBeCloseTo(total(map), 2)
    expect(gaussianBlur(new Float32Array(20).fill(3), 5, 4, 2).every((v) => Math.abs(v - 3) < 1e-6)).toBe(
      true,
    )
    expect(gaussianBlur(map, 50, 30, 0)).toEqual(map)
  })

  it('depth inside labels: 3 at the rim, more inside, the image border no rim', () => {
    const { data, width, height } = picture('111.', '111.', '1112', '....')
    expect(Array.from(labelDepth(data, labelRuns(data, width, height), width, height))).toEqual([
      9, 6, 3, 0, 6, 6, 3, 0, 3, 3, 3, 3, 0, 0, 0, 0,
    ])
  })
})

/** Area of a polygon given as x, y pairs, clockwise on screen. */
function shoelace(points: Int32Array): number {
  let twice = 0
  for (let k = 0; k < points.length; k += 2) {
    const n = (k + 2) % points.length
    twice += points[k] * points[n + 1] - points[n] * points[k + 1]
  }
  return twice / 2
}

/** Pixels of one label and of everything that cannot reach outside without crossing it, corners included. */
function enclosedArea(labels: Uint32Array, width: number, height: number, label: number): number {
  const wide = width + 2
  const outside = new Uint8Array(wide * (height + 2)).fill(1)
  labels.forEach((v, p) => {
    if (v === label) outside[(Math.floor(p / width) + 1) * wide + (p % width) + 1] = 0
  })
  const regions = labelComponents(outside, wide, height + 2, 8)
  return regions.data.filter((region) => region !== 1).length
}
