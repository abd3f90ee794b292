import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { simulateField } from '@core/simulate/simulate-field'
import { Pictures } from '@services/evaluate/pictures'
import { KaryonServices } from '@services/index'
import { DEFAULT_RUN_SETTINGS } from '@shared/defaults'
import type { RunSummary } from '@shared/run'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fieldOf } from '../../src/main/window/field-of'
import { nucleiColumns } from '../../src/main/window/nuclei-columns'
import { builtMain } from '../cli/built'
import { writeFiles } from '../cli/fields'
import { csv } from '../cli/karyon'
import { omeTiff } from '../cli/ome-tiff'

const root = mkdtempSync(join(tmpdir(), 'karyon-counted-channel-'))
const side = 160
const nuclei = simulateField({ width: side, height: side, nuclei: 8, seed: 1, diameterPx: 24 }).image
let services: KaryonServices
let run: RunSummary

beforeAll(async () => {
  builtMain()
  const input = writeFiles(join(root, 'images'), {
    'u.ome.tif': omeTiff(side, side, [{ values: new Uint16Array(side * side).fill(7) }, { values: nuclei }]),
  })
  services = new KaryonServices({
    dataDir: join(root, 'home'),
    resourcesDir: resolve('resources'),
    version: '0',
    startedFrom: 'window',
  })
  const settings = { ...DEFAULT_RUN_SETTINGS, device: 'cpu' as const, model: 'classical' }
  const ended = new Promise<void>((end) => {
    services.on((event) => event.type === 'run' && event.run.state === 'done' && end())
  })
  run = await services.createRun([input], settings, join(root, 'results'))
  await ended
}, 120_000)
afterAll(async () => {
  await services.close()
  rmSync(root, { recursive: true, force: true })
})

describe('a counted channel without a name', () => {
  it('is told by its position in counts.csv', () => {
    expect(csv(join(run.folder, 'counts.csv'))[0]!.channel).toBe('channel 2')
  })

  it('is the one whose intensities and pixels the window shows', async () => {
    const images = services.images(run.id)
    const { meta, buffers } = await nucleiColumns(images, (index) => services.packedNuclei(run.id, index))
    const means = csv(join(run.folder, 'nuclei.csv')).map((row) => Number(row['mean_channel 2']))
    expect(means.length).toBeGreaterThan(5)
    const column = new Float32Array(buffers[meta.columns.indexOf('intensity')]!)
    for (const [i, mean] of means.entries()) expect(column[i]).toBeCloseTo(mean, 1)
    const field = await fieldOf(services, run.id, 0)
    expect(field.channels).toEqual([
      { name: 'channel 1', nuclear: false },
      { name: 'channel 2', nuclear: true },
    ])
    expect(field.countedIntensities).toEqual([1])
    await field.close()
  })

  it('is the one that exported overlays and error maps are drawn over', async () => {
    await services.exportRun(run.id, { overlays: true })
    const overlay = await sharp(readFileSync(join(run.folder, 'overlays', 'u.png')))
      .greyscale()
      .raw()
      .toBuffer()
    const { labelsPath, set, record } = services.imagePlace(run.id, 0)
    const { channelIndex } = record
    const pictures = new Pictures(undefined, [{ labelsPath: labelsPath!, set, channelIndex }])
    const picture = await pictures.raster({
      target: { sources: [labelsPath] },
      predictions: [],
      width: side,
      height: side,
    } as never)
    for (const { centroidX, centroidY } of services.nuclei(run.id, 0)) {
      const at = Math.round(centroidY) * side + Math.round(centroidX)
      expect(overlay[at]).toBeGreaterThan(60)
      expect(picture?.data[at]).toBe(nuclei[at])
    }
  })
})
