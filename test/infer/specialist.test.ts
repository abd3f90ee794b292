import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { manifestSchema, neededHeads } from '@core/infer/manifest'
import { loadModel } from '@core/infer/model-folder'
import { specialistManifest } from '@core/infer/specialist'
import { rankerOf } from '@core/rank/ranker-of'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { manifest } from '../assemble/fake-network'
import { golden } from '../rank/golden'

const hash = (bytes: string) => createHash('sha256').update(bytes).digest('hex')
const plain = manifest({ size: 1024, halo: 16 })
const TREES = JSON.stringify(golden.trees)
const ranking = {
  file: 'fluorescent-ranker.json',
  sha256: hash(TREES),
  levels: golden.levels,
  leastPredictedIoU: 0.4,
}
const SPECIALIST = {
  look: 'fluorescent',
  file: 'fluorescent.onnx',
  sha256: hash('special'),
  decoder: { ...plain.decoder, seedThreshold: 0.25 },
  scale: { ...plain.scale, targetDiameterPx: 24 },
  ranking,
}
const problems = (change: object) =>
  (manifestSchema.safeParse({ ...plain, specialist: { ...SPECIALIST, ...change } }).error?.issues ?? []).map(
    (issue) => `${issue.path.join('.')}: ${issue.message}`,
  )

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'karyon-specialist-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function load(files: Record<string, string>) {
  const facts = { ...plain, sha256: hash('general'), specialist: SPECIALIST }
  const all = { 'model.onnx': 'general', 'manifest.json': JSON.stringify(facts), ...files }
  for (const [name, text] of Object.entries(all)) await writeFile(join(folder, name), text)
  return loadModel(folder)
}

describe('a network for one look', () => {
  it('is described in the manifest; a file elsewhere, the other network itself or another look is refused', () => {
    expect(problems({})).toEqual([])
    for (const file of ['../fluorescent.onnx', 'model.onnx', 'a/b.onnx', 'fluorescent.json'])
      expect(problems({ file })).toEqual([expect.stringMatching(/^specialist\.file: /)])
    expect(problems({ look: 'tissue' })).toEqual([expect.stringMatching(/^specialist\.look: /)])
    expect(problems({ sha256: 'x' })).toEqual([expect.stringMatching(/^specialist\.sha256: /)])
    expect(problems({ decoder: { kind: 'relative-position' } }).length).toBeGreaterThan(0)
  })

  it('asks for the heads that its own ranking reads', () => {
    const positions = { positionSigmaPx: 1.5, slopeThreshold: -0.03 }
    expect(problems({ ranking: { ...ranking, positions } })).toEqual([
      expect.stringMatching(/^outputs\.0\.channels: .*offsetY is missing/),
    ])
    expect(neededHeads(manifestSchema.parse({ ...plain, specialist: SPECIALIST }))).toHaveLength(3)
  })

  it('is loaded with its bytes and trees, and run by its own constants and the rest of the model', async () => {
    const model = await load({ 'fluorescent.onnx': 'special', 'fluorescent-ranker.json': TREES })
    expect(new TextDecoder().decode(model.specialistOnnx)).toBe('special')
    expect(rankerOf(model.manifest)).toBeUndefined()
    const own = specialistManifest(model.manifest)!
    expect(rankerOf(own)!.leastPredictedIoU).toBe(0.4)
    expect([own.name, own.tile, own.sha256]).toEqual([plain.name, plain.tile, hash('special')])
    expect([own.decoder, own.scale]).toEqual([SPECIALIST.decoder, SPECIALIST.scale])
    expect(own.specialist).toBeUndefined()
  })

  it('is not loaded when its network or ranker is missing or another one, and the sentence says which', async () => {
    await expect(load({ 'fluorescent-ranker.json': TREES })).rejects.toMatchObject({
      code: 'model-missing',
      message:
        'The network of model fake for fluorescent images is not there: the folder has no fluorescent.onnx.',
    })
    await expect(
      load({ 'fluorescent.onnx': 'other', 'fluorescent-ranker.json': TREES }),
    ).rejects.toMatchObject({
      code: 'model-tampered',
      file: join(folder, 'fluorescent.onnx'),
    })
    await expect(
      load({ 'fluorescent.onnx': 'special', 'fluorescent-ranker.json': '{}' }),
    ).rejects.toMatchObject({
      code: 'model-tampered',
      message: expect.stringContaining('The ranker of model fake is not the one'),
    })
  })
})
