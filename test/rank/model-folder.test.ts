import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadModel } from '@core/infer/model-folder'
import { rankerOf } from '@core/rank/ranker-of'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { manifest } from '../assemble/fake-network'
import { golden } from './golden'

const hash = (bytes: string) => createHash('sha256').update(bytes).digest('hex')
const TREES = golden.trees as {
  featureNames: string[]
  features: number[][]
  thresholds: (number | null)[][]
  leaves: number[][]
}
let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'karyon-ranker-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** Writes a model folder whose ranker says `text`, then loads it. */
async function load(text: string | undefined, ranking: Record<string, unknown> = {}) {
  const facts = {
    ...manifest({ size: 1024, halo: 16 }),
    sha256: hash('network'),
    ranking: {
      file: 'ranker.json',
      sha256: hash(text ?? ''),
      levels: golden.levels,
      leastPredictedIoU: 0.4,
      ...ranking,
    },
  }
  await writeFile(join(folder, 'model.onnx'), 'network')
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(facts))
  if (text !== undefined) await writeFile(join(folder, 'ranker.json'), text)
  return loadModel(folder)
}

const trees = (change: Partial<typeof TREES> & { precise?: unknown } = {}) =>
  JSON.stringify({ ...TREES, ...change })

describe('a model folder with a ranker', () => {
  it('is loaded with its trees; zooms are 1 when not said', async () => {
    const { manifest: loaded } = await load(trees())
    expect(loaded.ranking?.zooms).toEqual([1])
    const ranker = rankerOf(loaded)!
    expect(ranker.forest.trees).toBe(TREES.features.length)
    expect(Array.from(ranker.forest.leaves)).toEqual(TREES.leaves.flat())
    expect(ranker.levels).toEqual(golden.levels)
  })

  it('takes null where a node was not split', async () => {
    const thresholds = TREES.thresholds.map((tree, i) => (i === 0 ? [null, ...tree.slice(1)] : tree))
    const { manifest: loaded } = await load(trees({ thresholds }))
    expect(rankerOf(loaded)!.forest.thresholds[0]).toBe(Number.POSITIVE_INFINITY)
  })

  it('is refused when the ranker is not there or was changed', async () => {
    await expect(load(undefined)).rejects.toMatchObject({
      code: 'model-missing',
      message: 'The ranker of model fake is not there: the folder has no ranker.json.',
      file: join(folder, 'ranker.json'),
    })
    await expect(load(trees(), { sha256: hash('another') })).rejects.toMatchObject({
      code: 'model-tampered',
      message: expect.stringContaining('The ranker of model fake is not the one its manifest was made for'),
    })
  })

  it('is refused when the ranker cannot be used, with the reason', async () => {
    const names = TREES.featureNames
    const cases: [string, RegExp][] = [
      ['no JSON', /ranker of model fake cannot be used/],
      [
        trees({ featureNames: [...names.slice(0, 17), 'logCount', ...names.slice(17)] }),
        /number 18 is logCount, not neighbours2/,
      ],
      [trees({ featureNames: names.slice(0, 22) }), /number 23 is missing, not seedMargin/],
      [trees({ featureNames: [...names, 'more'] }), /24 features instead of 23/],
      [trees({ leaves: TREES.leaves.slice(1) }), /leaves”: 19 trees, but 20 of features/],
      [
        trees({ thresholds: TREES.thresholds.map((tree) => tree.slice(1)) }),
        /tree 1 has 6 numbers instead of 7/,
      ],
      [trees({ features: TREES.features.map((tree) => tree.map(() => 23)) }), /there is no feature 23/],
      [
        trees({ precise: { ...TREES, weight: 0.5, leaves: TREES.leaves.slice(2) } }),
        /precise\.leaves”: 18 trees, but 20 of features/,
      ],
      [trees({ precise: TREES }), /precise\.weight/],
    ]
    for (const [text, reason] of cases)
      await expect(load(text)).rejects.toMatchObject({
        code: 'model-invalid',
        message: expect.stringMatching(reason),
      })
  })

  it('is refused when its manifest asks for what cannot be', async () => {
    const cases: [Record<string, unknown>, RegExp][] = [
      [{ file: '../ranker.json' }, /ranking\.file”: must be the name of a JSON file in the folder/],
      [{ levels: [] }, /ranking\.levels/],
      [{ levels: [[0.5, 1.5]] }, /ranking\.levels/],
      [{ zooms: [0.8, 1] }, /ranking\.zooms”: must begin with 1/],
      [{ leastPredictedIoU: 2 }, /ranking\.leastPredictedIoU/],
      [{ fragments: { belowAreaRatio: 0, leastPredictedIoU: 0.2 } }, /ranking\.fragments\.belowAreaRatio/],
      [{ fragments: { belowAreaRatio: 0.1 } }, /ranking\.fragments\.leastPredictedIoU/],
    ]
    for (const [change, reason] of cases)
      await expect(load(trees(), change)).rejects.toMatchObject({
        code: 'model-invalid',
        message: expect.stringMatching(reason),
      })
  })
})
