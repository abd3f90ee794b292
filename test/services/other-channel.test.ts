import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunSummary } from '@shared/run'
import type { ServicesPort } from '@shared/services-port'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openServices } from '../../src/main/window/adapter'
import { builtMain } from '../cli/built'
import { fieldTiff, writeFiles } from '../cli/fields'

const root = mkdtempSync(join(tmpdir(), 'karyon-channel-'))
let services: ServicesPort

beforeAll(async () => {
  builtMain()
  services = await openServices({
    shell: { kind: 'browser', choose: async () => [], show: async () => undefined },
    dataDir: join(root, 'home'),
    resourcesDir: 'resources',
    version: '0',
  })
})
afterAll(async () => {
  await services.close()
  rmSync(root, { recursive: true, force: true })
})

/** The run once it is counted, and what its one image says. */
async function counted({ id }: RunSummary) {
  for (;;) {
    const run = (await services.request('runs.list', {})).find((one) => one.id === id)!
    if (run.state === 'done') {
      const [{ channel, file, count }] = (await services.request('runs.images', { runId: id })) as [never]
      return { channel, file, count: count as number }
    }
    expect(run.state).not.toBe('failed')
    await new Promise((later) => setTimeout(later, 50))
  }
}

describe('a counted run of a plate', () => {
  it('names the channels of its plate, and is counted again by another of them', async () => {
    const input = writeFiles(join(root, 'images'), {
      'P1_A01_s1_w1.tif': fieldTiff(41, { nuclei: 9 }),
      'P1_A01_s1_w2.tif': fieldTiff(42, { nuclei: 3 }),
    })
    const handles = (await services.open([input])).map(({ id }) => id)
    const settings = { model: 'classical', channel: '1' }
    const run = await services.request('runs.create', { handles, settings })
    expect(await counted(run)).toEqual({ channel: '1', file: 'P1_A01_s1_w1.tif', count: 9 })
    const plates = await services.request('runs.plates', { runId: run.id })
    expect(plates).toMatchObject([{ name: 'P1', channels: ['1', '2'] }])

    const other = { runId: run.id, settings: { channel: plates[0]!.channels[1]! } }
    const again = await services.request('runs.again', other)
    expect(await counted(again)).toEqual({ channel: '2', file: 'P1_A01_s1_w2.tif', count: 3 })
    expect(again.folder).not.toBe(run.folder)
    expect(await counted(run)).toMatchObject({ count: 9 })
  })
})
