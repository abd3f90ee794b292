import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { RelativePositionConstants } from '@core/infer/manifest'
import { decodeNuclei } from '@core/instances/decode-nuclei'
import { decodeRelativePosition } from '@core/instances/decode-relative-position'
import { positionMaps } from '@core/instances/position-maps'
import type { ProbabilityMaps } from '@core/instances/probability-maps'
import { findCandidates, type SplitLevel } from '@core/rank/find-candidates'
import { describe, expect, it } from 'vitest'
import { inRasterOrder } from '../rank/golden'
import { drawn, labelsOf, type Packed, random, unpack } from './golden'
import { STARTER } from './synthetic-maps'

/** test/golden/positions.json, written by positions.py beside it. */
interface PositionsGolden {
  levels: SplitLevel[]
  bodyThreshold: number
  seedThreshold: number
  minAreaPx: number
  cases: {
    constants: { positionSigmaPx: number; slopeThreshold: number }
    maps: Packed
    folds: Packed
    closeness: Packed
    labels: Packed
    candidates: number[][]
  }[]
}

const golden: PositionsGolden = JSON.parse(readFileSync(resolve('test/golden/positions.json'), 'utf8'))

function mapsOf({ maps }: PositionsGolden['cases'][number]): ProbabilityMaps {
  const [, height, width] = maps.shape
  const values = Float32Array.from(unpack(maps), (v) => v / 255)
  const [body, border, distance, offsetY, offsetX] = [0, 1, 2, 3, 4].map((c) =>
    values.slice(c * width * height, (c + 1) * width * height),
  )
  return { width, height, body, border, distance, offsetY, offsetX }
}

const CONSTANTS: RelativePositionConstants = {
  kind: 'relative-position',
  bodyThreshold: 0.5,
  seedThreshold: 0,
  positionSigmaPx: 0,
  slopeThreshold: -0.03,
  minAreaPx: 1,
}

describe.each(golden.cases.map((known, index) => ({ known, index })))(
  'relative positions as training/ decodes them, case $index',
  ({ known }) => {
    const maps = mapsOf(known)
    const { bodyThreshold, seedThreshold, minAreaPx, levels } = golden
    const constants = { ...CONSTANTS, bodyThreshold, seedThreshold, minAreaPx, ...known.constants }

    it('gives the same folds and closeness, to the bit', () => {
      const { border, distance } = positionMaps(maps, constants)
      expect(Array.from(border)).toEqual(Array.from(unpack(known.folds)))
      expect(Array.from(distance)).toEqual(Array.from(unpack(known.closeness)))
    })

    it('gives the same nuclei, pixel for pixel', () => {
      const { labels } = decodeNuclei(maps, constants)
      expect(inRasterOrder(labels).labels).toEqual(labelsOf(known.labels))
    })

    it('gives the same candidates when pooled with those of the distance', () => {
      const found = findCandidates([maps, positionMaps(maps, constants)], STARTER, levels)
      const rows = Array.from({ length: found.count }, (_, c) => {
        let sum = 0
        for (let i = found.from[c]; i < found.from[c + 1]; i++)
          for (let p = found.start[i]; p < found.end[i]; p++) sum += p
        return [found.level[c], found.found[c], found.area[c], found.start[found.from[c]], sum].join()
      })
      expect(rows.sort()).toEqual(known.candidates.map((row) => row.join()).sort())
    })
  },
)

/** Maps of the nuclei drawn in `rows`: positions as trained for, centre and equivalent diameter of each. */
function exactMaps(rows: string[]): ProbabilityMaps {
  const [width, height] = [rows[0].length, rows.length]
  const text = rows.join('')
  const size = width * height
  const [body, border, distance, offsetY, offsetX] = Array.from({ length: 5 }, () => new Float32Array(size))
  offsetY.fill(0.5)
  offsetX.fill(0.5)
  for (const name of new Set(text.replaceAll('.', ''))) {
    const pixels = Array.from(text, (c, p) => (c === name ? p : -1)).filter((p) => p >= 0)
    const mean = (of: (p: number) => number) => pixels.reduce((sum, p) => sum + of(p), 0) / pixels.length
    const cy = mean((p) => Math.floor(p / width))
    const cx = mean((p) => p % width)
    const diameter = 2 * Math.sqrt(pixels.length / Math.PI)
    for (const p of pixels) {
      body[p] = 1
      offsetY[p] = ((Math.floor(p / width) - cy) / diameter + 1) / 2
      offsetX[p] = (((p % width) - cx) / diameter + 1) / 2
    }
  }
  return { width, height, body, border, distance, offsetY, offsetX }
}

describe('relative positions', () => {
  it('tell two touching nuclei apart where the position falls back, though body and border say nothing', () => {
    const rows = [
      '............',
      '..111222....',
      '.11112222...',
      '.11112222...',
      '.11112222...',
      '..111222....',
      '............',
    ]
    const { labels, count } = decodeRelativePosition(exactMaps(rows), CONSTANTS)
    expect(count).toBe(2)
    expect(drawn(labels, 12)).toEqual(rows)
  })

  it('fold where they fall, in each of the four directions', () => {
    const across = positionMaps(exactMaps(['111222', '111222', '111222']), CONSTANTS).border
    expect(drawn(across, 6)).toEqual(['..11..', '..11..', '..11..'])
    const upAndDown = positionMaps(exactMaps(['111', '111', '111', '222', '222', '222']), CONSTANTS).border
    expect(drawn(upAndDown, 3)).toEqual(['...', '...', '111', '111', '...', '...'])
    // Only the corners are told, so that no row and no column falls through the middle.
    for (const [after, before, sign] of [
      [8, 0, 1],
      [6, 2, -1],
    ]) {
      const half = () => new Float32Array(9).fill(0.5)
      const [offsetY, offsetX] = [half(), half()]
      offsetY[before] = 0.7
      offsetX[before] = 0.5 + sign * 0.2
      offsetY[after] = 0.3
      offsetX[after] = 0.5 - sign * 0.2
      const maps = { width: 3, height: 3, body: half(), border: half(), distance: half(), offsetY, offsetX }
      const middle = (slopeThreshold: number) =>
        positionMaps(maps, { positionSigmaPx: 0, slopeThreshold }).border[4]
      expect([middle(-0.39), middle(-0.41)]).toEqual([1, 0])
    }
  })

  it('are 1 close to the centre and 0 half a diameter away', () => {
    const flat = (value: number) => new Float32Array(4).fill(value)
    const maps = { width: 2, height: 2, body: flat(1), border: flat(0), distance: flat(0) }
    const close = (y: number, x: number) =>
      positionMaps({ ...maps, offsetY: flat(y), offsetX: flat(x) }, CONSTANTS).distance[0]
    expect(close(0.5, 0.5)).toBe(1)
    expect(close(0.75, 0.5)).toBe(0)
    expect(close(0.5, 0.25)).toBe(0)
    expect(close(1, 0.5)).toBe(-1)
    expect(close(0.65, 0.7)).toBeCloseTo(0, 6)
  })

  it('are needed', () => {
    const { offsetX, ...without } = exactMaps(['11', '11'])
    expect(offsetX).toBeDefined()
    expect(() => decodeRelativePosition(without, CONSTANTS)).toThrow(/no relative positions/)
  })

  it.each([1, 2, 3, 4])(
    'of random discs: mirrored maps give mirrored nuclei, one piece each (%i)',
    (seed) => {
      const SIDE = 60
      const next = random(seed)
      const grid = Array.from({ length: SIDE }, () => new Array<string>(SIDE).fill('.'))
      for (const name of 'abcdefghij') {
        const [cy, cx, r] = [next() * SIDE, next() * SIDE, 5 + next() * 6]
        for (let y = 0; y < SIDE; y++)
          for (let x = 0; x < SIDE; x++) if (Math.hypot(y - cy, x - cx) < r) grid[y][x] = name
      }
      const constants = { ...CONSTANTS, positionSigmaPx: 1.5 }
      const maps = exactMaps(grid.map((row) => row.join('')))
      const { labels, count, seedAnchors } = decodeRelativePosition(maps, constants)
      expect(count).toBeGreaterThan(3)
      expect(Array.from(seedAnchors, (anchor) => labels[anchor])).toEqual(
        Array.from(seedAnchors, (_, i) => i + 1),
      )
      labels.forEach((label, p) => {
        // All of the mask, and holes in it.
        if (maps.body[p] > 0.5) expect(label).toBeGreaterThan(0)
      })
      // Upside down: positions change sign down the image, and nothing else.
      const turned = (map: Float32Array, sign = 1) =>
        map.map((_, p) => {
          const value = map[(SIDE - 1 - Math.floor(p / SIDE)) * SIDE + (p % SIDE)]
          return sign === 1 ? value : 1 - value
        })
      const flipped = decodeRelativePosition(
        {
          ...maps,
          body: turned(maps.body),
          offsetY: turned(maps.offsetY!, -1),
          offsetX: turned(maps.offsetX!),
        },
        constants,
      )
      expect(flipped.count).toBe(count)
      const sizes = (data: Uint32Array) => {
        const areas = new Map<number, number>()
        for (const label of data) if (label > 0) areas.set(label, (areas.get(label) ?? 0) + 1)
        return [...areas.values()].sort((a, b) => a - b)
      }
      // Ties in the flood may fall to the other side of a boundary.
      sizes(flipped.labels).forEach((area, i) => {
        expect(Math.abs(area - sizes(labels)[i])).toBeLessThanOrEqual(6)
      })
    },
  )
})
