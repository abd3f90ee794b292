import { readFileSync } from 'node:fs'
import { countErrors, findErrors } from '@core/evaluate/error-list'
import { ERROR_COLOURS, errorMap } from '@core/evaluate/error-map'
import { matchObjects } from '@core/evaluate/matching'
import { overlapTable } from '@core/evaluate/overlap'
import { describe, expect, it } from 'vitest'
import { fromRuns } from './fixtures'
import { paint, type Shape } from './paint'

const golden = JSON.parse(readFileSync('test/golden/evaluate-error-map.json', 'utf8')) as {
  w: number
  h: number
  t: Shape[]
  p: Shape[]
  map: number[]
}[]

describe('error map', () => {
  it('equals the authors’ figure pixel by pixel, in both palettes', () => {
    for (const { w, h, t, p, map } of golden) {
      const classes = fromRuns(map, w, h)
      for (const palette of ['published', 'safe'] as const) {
        const { background, agreed, missed, extra } = ERROR_COLOURS[palette]
        const colours = [background, agreed, missed, extra]
        const { data } = errorMap(paint(w, h, t), paint(w, h, p), { palette })
        const expected = Array.from(classes, (c) => [...colours[c], 255]).flat()
        expect([...data]).toEqual(expected)
      }
    }
  })

  it('draws over the dimmed image and keeps the lines', () => {
    const target = paint(20, 20, [['r', 5, 5, 8, 8]])
    const under = { width: 20, height: 20, data: new Uint8ClampedArray(1600).fill(100) }
    const { data } = errorMap(target, target, { under })
    expect([...data.slice(0, 4)]).toEqual([86, 86, 86, 255])
    expect([...data.slice((5 * 20 + 5) * 4, (5 * 20 + 5) * 4 + 4)]).toEqual([252, 252, 252, 255])
    expect(() => errorMap(target, paint(21, 20, []))).toThrow(/20 × 20 .* 21 × 20/)
  })

  it('draws lines on a clear ground that dims as much as an image under them is dimmed', () => {
    const target = paint(20, 20, [['r', 5, 5, 8, 8]])
    const { data } = errorMap(target, paint(20, 20, []), { clear: true, palette: 'safe' })
    expect([...data.slice(0, 4)]).toEqual([0, 0, 0, 36])
    expect(Math.round(100 * (1 - 36 / 255))).toBe(86)
    expect([...data.slice((5 * 20 + 5) * 4, (5 * 20 + 5) * 4 + 4)]).toEqual([86, 180, 233, 255])
  })

  it('draws 2048² quickly', () => {
    const size = 2048
    const data = new Uint32Array(size * size)
    for (let i = 0; i < data.length; i++) {
      const x = i % size
      const y = (i - x) / size
      if (x % 40 < 32 && y % 40 < 32) data[i] = ((y / 40) | 0) * 52 + ((x / 40) | 0) + 1
    }
    const labels = { width: size, height: size, data, count: 52 * 52 }
    errorMap(labels, labels)
    const start = performance.now()
    errorMap(labels, labels)
    const ms = performance.now() - start
    console.log(`error map of 2048²: ${ms.toFixed(0)} ms`)
    // The bar is 100 ms on a quiet machine; the limit here leaves room for a loaded one.
    expect(ms).toBeLessThan(600)
  })
})

describe('error list', () => {
  const list = (t: Shape[], p: Shape[]) => {
    const [target, prediction] = [paint(100, 60, t), paint(100, 60, p)]
    const table = overlapTable(target, prediction)
    return findErrors(target, prediction, table, matchObjects(table))
  }

  it('names each kind with its objects and box, worst first', () => {
    const errors = list(
      [
        ['r', 2, 2, 10, 10],
        ['r', 20, 2, 12, 10],
        ['r', 40, 2, 10, 10],
        ['r', 52, 2, 10, 10],
        ['r', 2, 30, 10, 10],
        ['r', 30, 30, 10, 10],
      ],
      [
        ['r', 20, 2, 6, 10],
        ['r', 26, 2, 6, 10],
        ['r', 40, 2, 22, 10],
        ['r', 2, 33, 10, 10],
        ['r', 30, 30, 10, 10],
        ['r', 70, 30, 20, 20],
      ],
    )
    const short = errors.map(({ kind, targets, predictions, wrongPixels, box }) => [
      kind,
      targets,
      predictions,
      wrongPixels,
      box.x,
      box.y,
      box.width,
      box.height,
    ])
    expect(short).toEqual([
      ['extra', [], [6], 400, 70, 30, 20, 20],
      ['merged', [3, 4], [3], 120, 40, 2, 22, 10],
      ['missed', [1], [], 100, 2, 2, 10, 10],
      ['split', [2], [1, 2], 60, 20, 2, 12, 10],
      ['poor outline', [5], [4], 60, 2, 30, 10, 13],
    ])
    expect(countErrors(errors)).toEqual({ missed: 1, extra: 1, split: 1, merged: 1, 'poor outline': 1 })
    expect(errors[0].severity).toBe(4)
  })

  it('mentions every object that is not found at .7, on both sides', () => {
    let seed = 7
    const next = (n: number) => (seed = (seed * 16807) % 2147483647) % n
    for (let trial = 0; trial < 60; trial++) {
      const shapes = (count: number): Shape[] =>
        Array.from({ length: count }, () => ['e', next(100), next(60), 2 + next(12), 2 + next(12)])
      const t = shapes(12)
      const p = t.map(([k, a, b, c, d]): Shape => [k, a + next(5), b + next(5), c, d]).concat(shapes(4))
      const [target, prediction] = [paint(100, 60, t), paint(100, 60, p)]
      const table = overlapTable(target, prediction)
      const matching = matchObjects(table)
      const errors = findErrors(target, prediction, table, matching)
      const mentioned = (side: 'targets' | 'predictions') => new Set(errors.flatMap((error) => error[side]))
      for (let n = 1; n <= t.length; n++) {
        if (table.targetArea[n] > 0 && matching.targetLevel[n] <= 4) expect(mentioned('targets')).toContain(n)
      }
      for (let n = 1; n <= p.length; n++) {
        if (table.predictionArea[n] > 0 && matching.predictionLevel[n] <= 4)
          expect(mentioned('predictions')).toContain(n)
      }
    }
  })
})
