import type { ComparisonView, EvaluatedImage, ImageScoreView } from '@shared/evaluate'
import { describe, expect, it } from 'vitest'
import {
  farApart,
  fieldPair,
  orderFields,
  signedInt,
  wellPairs,
} from '../../src/renderer/places/compare/compare-logic'
import { sortImages } from '../../src/renderer/places/evaluate/order-images'
import {
  decades,
  histogram01,
  shortInt,
  spread,
  swarm,
  wholeTicks,
  wrapWords,
} from '../../src/renderer/places/evaluate/plot-maths'

function image(
  name: string,
  targets: number,
  predictions: number,
  f1: number,
  more: object = {},
): EvaluatedImage {
  const scores: ImageScoreView = {
    predictions,
    S: f1,
    f1: new Array(10).fill(f1),
    matched: new Array(10).fill(Math.min(targets, predictions) - 1),
    split: 1,
    merged: 2,
    errors: { missed: 3, extra: 4, split: 5, merged: 6, 'poor outline': 7 },
  }
  return { name, width: 10, height: 10, targets, scores: [scores], ...more }
}

describe('images in the list', () => {
  const images = [
    image('b10', 10, 10, 0.9, { group: 'x' }),
    image('b9', 20, 10, 0.2, { group: 'y' }),
    image('a', 5, 30, 0.5, { group: 'x' }),
  ]
  const look = { segmenter: 0, threshold: 4 }
  it('come worst first, or by what was clicked, names as a person counts', () => {
    expect(sortImages({ images }, { key: 'f1', down: false }, look)).toEqual([1, 2, 0])
    expect(sortImages({ images }, { key: 'missed', down: true }, look)).toEqual([1, 0, 2])
    expect(sortImages({ images }, { key: 'extra', down: true }, look)).toEqual([2, 0, 1])
    expect(sortImages({ images }, { key: 'name', down: false }, look)).toEqual([2, 1, 0])
    expect(sortImages({ images }, { key: 'f1', down: false }, { ...look, group: 'x' })).toEqual([2, 0])
  })
})

describe('fields compared', () => {
  it('change sides and signs when swapped, and only those', () => {
    const plain = fieldPair(image('n', 10, 7, 0.8), 3, false)
    const swapped = fieldPair(image('n', 10, 7, 0.8), 3, true)
    expect(plain).toMatchObject({
      a: 10,
      b: 7,
      difference: -3,
      onlyA: 3,
      onlyB: 4,
      splitInB: 5,
      mergedInB: 6,
    })
    expect(swapped).toMatchObject({
      a: 7,
      b: 10,
      difference: 3,
      onlyA: 4,
      onlyB: 3,
      splitInB: 6,
      mergedInB: 5,
    })
    expect(swapped.f1).toBe(plain.f1)
    expect(swapped.shape).toBe(plain.shape)
  })
  it('stand where they differ most first', () => {
    const pairs = [image('a', 10, 9, 0.1), image('b', 10, 20, 0.9), image('c', 10, 11, 0.05)].map((item, i) =>
      fieldPair(item, i, false),
    )
    expect(orderFields(pairs, 'counts').map((p) => p.name)).toEqual(['b', 'c', 'a'])
    expect(orderFields(pairs, 'agreement').map((p) => p.name)).toEqual(['c', 'a', 'b'])
    expect(farApart(pairs)).toBe(1)
  })
  it('add up to wells, plate by plate', () => {
    const images = [
      image('a', 10, 9, 1, { plate: 'P', well: 'A01' }),
      image('b', 10, 20, 1, { plate: 'P', well: 'A02' }),
      image('c', 5, 5, 1, { plate: 'P', well: 'A01' }),
      image('d', 5, 5, 1),
    ]
    const pairs = images.map((item, i) => fieldPair(item, i, false))
    expect(wellPairs({ images } as ComparisonView, pairs)).toEqual([
      { well: 'A02', fields: 1, a: 10, b: 20 },
      { well: 'A01', fields: 2, a: 15, b: 14 },
    ])
  })
  it('are told in plain numbers', () => {
    expect([signedInt(-1250), signedInt(8), signedInt(0)]).toEqual(['−1,250', '+8', '0'])
  })
})

describe('plots', () => {
  it('put no label on another and keep their order', () => {
    expect(spread([50, 51, 20], 5)).toEqual([50, 55, 20])
  })
  it('spread equal values to both sides, within the lane', () => {
    const shifts = swarm(new Array(30).fill(0.5), 10)
    expect(new Set(shifts).size).toBe(30)
    expect(Math.max(...shifts.map(Math.abs))).toBeLessThanOrEqual(5.01)
    expect(swarm([0, 1], 10)).toEqual([0, 0])
  })
  it('count values into classes, ends included', () => {
    expect(histogram01([0, 0.049, 0.05, 1], 20)).toEqual([2, 1, ...new Array(17).fill(0), 1])
  })
  it('wrap names of groups into their room', () => {
    expect(wrapWords('pink & purple tissue', 9)).toEqual(['pink &', 'purple', 'tissue'])
    expect(wrapWords('pink & purple tissue', 14)).toEqual(['pink & purple', 'tissue'])
    expect(wrapWords('unbreakablename', 9)).toEqual(['unbreakablename'])
  })
  it('have round ticks that hold every value', () => {
    expect(wholeTicks(91)).toEqual([0, 50, 100])
    expect(wholeTicks(3)).toEqual([0, 1, 2, 3])
    expect(decades(126)).toEqual([1, 10, 100])
    expect(decades(3)).toEqual([1, 10])
    expect([shortInt(800), shortInt(1600), shortInt(32_000)]).toEqual(['800', '1.6k', '32k'])
  })
})
