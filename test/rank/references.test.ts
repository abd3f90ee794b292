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

    it('asks less of fragments alone', () => {
      const fragments = { belowAreaRatio: 1, leastPredictedIoU: golden.least }
      const strict = { ...smallRanker, leastPredictedIoU: 1 }
      expect(rankNuclei(zooms, STARTER, strict, place).count).toBe(0)
      const chosen = rankNuclei(zooms, STARTER, { ...strict, fragments }, place)
      const predicted = predictForest(smallRanker.forest, features, COLUMNS)
      const areaRatio = FEATURE_NAMES.indexOf('areaRelative')
      const small = same.filter((c) => features[c * COLUMNS + areaRatio] < 1 && predicted[c] > golden.least)
      expect(chosen.count > 0).toBe(small.length > 0)
      expect(chosen.count).toBeLessThanOrEqual(small.length)
      const confidences = new Set(small.map((c) => Math.fround(Math.min(1, predicted[c]))))
      for (const confidence of chosen.confidence) expect(confidences).toContain(confidence)
    })

    it('chooses the same nuclei, pixel for pixel, with the same confidence', () => {
      const ranked = rankNuclei(zooms, STARTER, smallRanker, place)
      const { labels, order } = inRasterOrder(ranked.labels)
      expect(labels).toEqual(labelsOf(known.labels))
      expect(order.map((n) => ranked.confidence[n])).toEqual(known.confidence.map(Math.fround))
    })
  },
)
