import { FEATURE_NAMES } from '@core/rank/feature-names'
import { candidateFeatures } from '@core/rank/features'
import { findCandidates } from '@core/rank/find-candidates'
import { predictForest } from '@core/rank/forest'
import { meanMaps } from '@core/rank/mean-maps'
import { rankNuclei } from '@core/rank/rank-nuclei'
import { describe, expect, it } from 'vitest'
import { labelsOf, unpack } from '../instances/golden'
import { STARTER } from '../instances/synthetic-maps'
import { golden, inRasterOrder, mapsOf, smallRanker } from './golden'

const COLUMNS = FEATURE_NAMES.length

describe.each(golden.cases.map((known, index) => ({ known, index })))(
  'the ranker of training/, case $index',
  ({ known }) => {
    const zooms = known.zooms.map(mapsOf)
    const { width, height } = zooms[0]
    const place = { x: 0, y: 0, imageWidth: width, imageHeight: height }
    const candidates = findCandidates(zooms, STARTER, golden.levels)
    const features = candidateFeatures(candidates, meanMaps(zooms), place)

    // Both sides list a level's nuclei in raster order of their seeds, except for parts of the mask without one.
    const key = (facts: number[]) => [facts[0], ...facts.slice(2)].join()
    const facts = Array.from({ length: candidates.count }, (_, c) => {
      const { level, found, area, from, start, end } = candidates
      let sum = 0
      for (let i = from[c]; i < from[c + 1]; i++) for (let p = start[i]; p < end[i]; p++) sum += p
      return [level[c], found[c], area[c], start[from[c]], sum]
    })
    const ours = new Map(facts.map((row, c) => [key(row), c]))
    const same = known.candidates.map((row) => ours.get(key(row)) ?? -1)

    it('finds the same candidates, as often', () => {
      const sorted = (rows: number[][]) => rows.map((row) => row.join()).sort()
      expect(sorted(facts)).toEqual(sorted(known.candidates))
    })

    it('gives them the same features', () => {
      const expected = unpack(known.features)
      expect(expected.length).toBe(features.length)
      same.forEach((c, row) => {
        FEATURE_NAMES.forEach((name, k) => {
          const value = features[c * COLUMNS + k]
          const wanted = expected[row * COLUMNS + k]
          expect(Math.abs(value - wanted), `${name} of candidate ${row}`).toBeLessThanOrEqual(
            1e-6 * Math.abs(wanted) + 1e-7,
          )
        })
      })
    })

    it('predicts the same IoU', () => {
      const predicted = predictForest(smallRanker.forest, features, COLUMNS)
      expect(same.map((c) => predicted[c])).toEqual(known.predicted)
    })

    it('chooses the same nuclei, pixel for pixel, with the same confidence', () => {
      const ranked = rankNuclei(zooms, STARTER, smallRanker, place)
      const { labels, order } = inRasterOrder(ranked.labels)
      expect(labels).toEqual(labelsOf(known.labels))
      expect(order.map((n) => ranked.confidence[n])).toEqual(known.confidence.map(Math.fround))
    })
  },
)
