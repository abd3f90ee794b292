import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { ProbabilityMaps } from '@core/instances/probability-maps'
import type { SplitLevel } from '@core/rank/find-candidates'
import { layOut } from '@core/rank/forest'
import type { Ranker } from '@core/rank/rank-nuclei'
import { parseRanker } from '@core/rank/ranker-file'
import { type Packed, sizeOf, unpack } from '../instances/golden'

/** test/golden/rank.json, written by rank.py beside it. */
interface RankGolden {
  levels: SplitLevel[]
  least: number
  trees: Record<string, unknown>
  cases: {
    zooms: Packed[]
    /** level, levels that found it, area, first flat pixel, sum of all flat pixels */
    candidates: [number, number, number, number, number][]
    features: Packed
    predicted: number[]
    /** Numbered in raster order of their first pixel. */
    labels: Packed
    confidence: number[]
  }[]
}

export const golden: RankGolden = JSON.parse(readFileSync(resolve('test/golden/rank.json'), 'utf8'))

const trees = parseRanker(JSON.stringify(golden.trees))

/** The small ranker the golden file was made with. */
export const smallRanker: Ranker = {
  levels: golden.levels,
  leastPredictedIoU: golden.least,
  forest: layOut(trees),
  precise: trees.precise && { weight: trees.precise.weight, forest: layOut(trees.precise) },
}

/** Body, border and distance of a packed 3 × H × W array of k / 255. */
export function mapsOf(packed: Packed): ProbabilityMaps {
  const { height, width } = sizeOf({ ...packed, shape: packed.shape.slice(1) })
  const values = Float32Array.from(unpack(packed), (v) => v / 255)
  const [body, border, distance] = [0, 1, 2].map((c) =>
    values.slice(c * width * height, (c + 1) * width * height),
  )
  return { width, height, body, border, distance }
}

/** Labels numbered in raster order of their first pixel, and for each new number − 1 the old one − 1. */
export function inRasterOrder(labels: Uint32Array): { labels: Uint32Array; order: number[] } {
  const number = new Map<number, number>()
  const order: number[] = []
  const out = labels.map((label) => {
    if (label === 0) return 0
    if (!number.has(label)) number.set(label, order.push(label - 1))
    return number.get(label) as number
  })
  return { labels: out, order }
}
