import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { loadModel } from '@core/infer/model-folder'
import { Devices } from '@services/devices'
import type { ImagePool } from '@services/image-pool'
import { ModelRegistry } from '@services/models'
import { openSegmenter } from '@services/open-segmenter'
import type { RunSummary } from '@shared/run'
import { describe, expect, it } from 'vitest'
import { pretend } from './machine'

const root = resolve('resources/models')
const RANKED = 'nucleus-4-ranked'

function open(model?: RunSummary['model'], asked = RANKED) {
  const run = {
    model,
    choices: [],
    warnings: [],
    settings: { model: asked, quality: 'balanced', device: 'cpu' },
  } as unknown as RunSummary
  return openSegmenter(run, {
    models: new ModelRegistry([root]),
    devices: new Devices(undefined, pretend('linux', {}).machine),
    pool: {} as ImagePool,
    warn: () => {},
  })
}

describe('a run with a ranked model', () => {
  it('is tied to the network and to its manifest', async () => {
    const { manifest, manifestSha256 } = await loadModel(resolve(root, RANKED))
    const text = readFileSync(resolve(root, RANKED, 'manifest.json'))
    expect(manifestSha256).toBe(createHash('sha256').update(text).digest('hex'))
    const opened = await open()
    const { version, sha256 } = manifest
    expect(opened.model).toEqual({ name: RANKED, version, sha256, manifestSha256 })
    await expect(open(opened.model)).resolves.toMatchObject({ model: opened.model })
  })

  it('does not go on with other constants, cut or ranker under the same network', async () => {
    const { model } = await open()
    const other = { ...model, manifestSha256: 'f'.repeat(64) }
    await expect(open(other)).rejects.toMatchObject({ code: 'model-tampered' })
  })

  it('begun before manifests were noted goes on with the same network', async () => {
    const { model } = await open()
    const { manifestSha256: _, ...earlier } = model
    await expect(open(earlier)).resolves.toMatchObject({ model })
    await expect(open({ ...earlier, sha256: 'f'.repeat(64) })).rejects.toMatchObject({
      code: 'model-tampered',
    })
  })
})

describe('a run with a model of two networks', () => {
  const presets = JSON.parse(readFileSync(resolve(root, 'presets.json'), 'utf8')) as { best: string }

  it('says that the look of the image chooses one; a model of one network does not', async () => {
    const about = async (name: string) => (await open(undefined, name)).choices.map((choice) => choice.about)
    expect(await about(presets.best)).toEqual(['model', 'network', 'device'])
    expect(await about(RANKED)).toEqual(['model', 'device'])
  })
})
