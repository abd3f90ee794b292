import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseRunJson } from '@core/export/run-json'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtMain } from '../cli/built'
import { fieldTiff, writeFiles } from '../cli/fields'
import { counted, csv } from '../cli/karyon'
import { startsServices } from '../services/start-services'

const root = mkdtempSync(join(tmpdir(), 'karyon-leaving-'))
const start = startsServices(root)
let next = 0

beforeAll(async () => {
  builtMain()
  const input = writeFiles(join(root, 'images'), {
    'a.tif': fieldTiff(31, { side: 128, nuclei: 5 }),
    'b.tif': fieldTiff(32, { side: 96, nuclei: 2 }),
  })
  await counted([input, '--out', join(root, 'counted'), '--model', 'classical', '--labels'])
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const fresh = () => {
  const folder = join(root, `run-${next++}`)
  cpSync(join(root, 'counted'), folder, { recursive: true })
  return folder
}

/** Opens the run, takes one nucleus of its first image away and does not say that this was all. */
async function corrected(folder: string, services = start()) {
  const { id } = await services.openRun(folder)
  const n = services.images(id)[0]!.count!
  const op = { kind: 'remove', label: services.nuclei(id, 0)[0]!.label } as const
  await services.corrections.edit(id, 0, { op, preview: false }, () => undefined)
  expect(said(folder)).toEqual([String(n)])
  return { services, id, n }
}

/** The count of the first image in counts.csv, and in run.json where it was corrected. */
const said = (folder: string) => {
  const { corrections } = parseRunJson(readFileSync(join(folder, 'run.json'), 'utf8'))
  return [csv(join(folder, 'counts.csv'))[0]!.count, ...(corrections ?? []).map(({ count }) => count)]
}

describe('corrections that were left without Done', () => {
  it('reach the tables when Karyon is closed', async () => {
    const folder = fresh()
    const { services, n } = await corrected(folder)
    await services.close()
    expect(said(folder)).toEqual([String(n - 1), n - 1])
  })

  it('reach them when the run is taken from the list', async () => {
    const folder = fresh()
    const { services, id, n } = await corrected(folder)
    await services.remove(id)
    expect(said(folder)).toEqual([String(n - 1), n - 1])
    expect((await services.openRun(folder)).nuclei).toBe(services.images(id)[0]!.count! + 2)
  })

  it('reach them also when the corrected outlines were looked at meanwhile', async () => {
    const folder = fresh()
    const { services, id, n } = await corrected(folder)
    expect(await services.shownLabels(id, 0)).toContain('labels-corrected')
    await services.close()
    expect(said(folder)).toEqual([String(n - 1), n - 1])
  })

  it('reach them at the next opening when Karyon was killed', async () => {
    const folder = fresh()
    const { n } = await corrected(folder)
    const killed = `${folder}-killed`
    cpSync(folder, killed, { recursive: true })
    rmSync(join(killed, '.karyon', 'lock'))
    expect(said(killed)).toEqual([String(n)])
    const services = start()
    await services.openRun(killed)
    await expect.poll(() => said(killed), { timeout: 10_000 }).toEqual([String(n - 1), n - 1])
  })

  it('hold up no closing when they cannot be written, and are written the next time', async () => {
    const folder = fresh()
    const dataDir = join(root, `list-${next++}`)
    const { services, id, n } = await corrected(folder, start(dataDir))
    renameSync(join(folder, 'counts.csv'), join(folder, 'kept.csv'))
    writeFiles(join(folder, 'counts.csv'), { 'in the way': '' })
    await services.close()
    rmSync(join(folder, 'counts.csv'), { recursive: true })
    renameSync(join(folder, 'kept.csv'), join(folder, 'counts.csv'))
    expect(said(folder)).toEqual([String(n)])
    const again = start(dataDir)
    expect(again.images(id)[0]!.count).toBe(n - 1)
    await again.close()
    expect(said(folder)).toEqual([String(n - 1), n - 1])
  })

  it('writes nothing where nothing was corrected since', async () => {
    const folder = fresh()
    const { services, id } = await corrected(folder)
    await services.corrections.done(id, 0)
    await services.close()
    rmSync(join(folder, 'wells.csv'))
    const later = start()
    await later.openRun(folder)
    await later.close()
    expect(() => readFileSync(join(folder, 'wells.csv'))).toThrow()
  })
})
