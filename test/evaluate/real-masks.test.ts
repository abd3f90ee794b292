import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { scoreImage } from '@core/evaluate/image-scores'
import { labelsFromRaster } from '@core/evaluate/readers/label-raster'
import { readRaster } from '@core/evaluate/readers/read-raster'
import type { LabelImage } from '@core/image/label-image'
import { describe, expect, it } from 'vitest'

const folder = resolve('../shared/data/dsb2018/labels')
const shared = existsSync(folder)
if (!shared)
  console.log('real masks: ../shared/data/dsb2018 is not here, scores are checked on generated cases only')

/** Straight from the definitions, one pair of objects at a time, with whole numbers that cannot round. */
function byDefinition(target: LabelImage, prediction: LabelImage) {
  const pixelsOf = (image: LabelImage) => {
    const sets = new Map<number, Set<number>>()
    image.data.forEach((label, i) => {
      if (label > 0) sets.set(label, (sets.get(label) ?? new Set()).add(i))
    })
    return [...sets.values()]
  }
  const targets = pixelsOf(target)
  const predictions = pixelsOf(prediction)
  const pairs = targets.map((t) =>
    predictions.map((p) => {
      let both = 0
      for (const i of p) if (t.has(i)) both++
      return { both: BigInt(both), either: BigInt(t.size + p.size - both) }
    }),
  )
  const scores: number[] = []
  for (let percent = 50n; percent < 100n; percent += 5n) {
    const found = pairs.filter((row) => row.some(({ both, either }) => both * 100n > percent * either)).length
    const missed = targets.length - found
    const extra = predictions.length - found
    scores.push(found + missed + extra === 0 ? 1 : found / (found + missed + extra))
  }
  const touches = ({ both, either }: { both: bigint; either: bigint }) => both * 10n > either
  return {
    S: scores.reduce((a, b) => a + b, 0) / 10,
    split: pairs.filter((row) => row.filter(touches).length > 1).length,
    merged: predictions.filter((_, j) => pairs.filter((row) => touches(row[j])).length > 1).length,
  }
}

function shifted({ width, height, data, count }: LabelImage, dx: number, dy: number): LabelImage {
  const out = new Uint32Array(data.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y - dy) * width + x - dx
      if (x >= dx && y >= dy) out[y * width + x] = data[from]
    }
  }
  return { width, height, data: out, count }
}

/** Every third object joined with the one before it, every fifth lost. */
function joined(labels: LabelImage): LabelImage {
  return { ...labels, data: labels.data.map((v) => (v % 5 === 4 ? 0 : v % 3 === 2 ? v - 1 : v)) }
}

describe.runIf(shared)('real masks with perturbations', () => {
  it('scores them as the definitions say', async () => {
    const names = readdirSync(folder).filter((_, i) => i % 47 === 0)
    for (const name of names) {
      const { labels } = labelsFromRaster(await readRaster(resolve(folder, name)), name)
      if (labels.width * labels.height > 200_000) continue
      for (const changed of [
        labels,
        shifted(labels, 1, 1),
        shifted(labels, 3, 0),
        joined(shifted(labels, 1, 0)),
      ]) {
        const ours = scoreImage(labels, changed)
        const expected = byDefinition(labels, changed)
        expect(Math.abs(ours.S - expected.S), name).toBeLessThan(1e-9)
        expect([ours.split, ours.merged], name).toEqual([expected.split, expected.merged])
      }
    }
  })
})
