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
const RANKED = 'nucleus-2-ranked'

function open(model?: RunSummary['model']) {
  const run = {
    model,
    choices: [],
    warnings: [],
    settings: { model: RANKED, quality: 'balanced', device: 'cpu' },
  } as unknown as RunSummary
  return openSegmenter(run, {
    models: new ModelRegistry([root]),
    devices: new Devices(undefined, pretend('linux', {}).machine),
    pool: {} as ImagePool,
    warn: () => {},
  })
}

describe('a run with a ranked model', () => {
  it('is tied to the network and to the ranker', async () => {
    const { manifest } = await loadModel(resolve(root, RANKED))
    const opened = await open()
    expect(opened.model).toEqual({
      name: RANKED,
      version: manifest.version,
      sha256: manifest.sha256,
      rankerSha256: manifest.ranking!.sha256,
    })
    await expect(open(opened.model)).resolves.toMatchObject({ model: opened.model })
  })

  it('does not go on with another ranker under the same network', async () => {
    const { model } = await open()
    const other = { ...model, rankerSha256: 'f'.repeat(64) }
    await expect(open(other)).rejects.toMatchObject({ code: 'model-tampered' })
    const { rankerSha256: _, ...none } = model
    await expect(open(none)).rejects.toMatchObject({ code: 'model-tampered' })
  })
})
