import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { KaryonServices } from '@services/index'
import type { RunEvent } from '@shared/run'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtMain } from '../cli/built'
import { fieldTiff, writeFiles } from '../cli/fields'
import { counted } from '../cli/karyon'
import { startsServices } from './start-services'

const root = mkdtempSync(join(tmpdir(), 'karyon-again-'))
const start = startsServices(root)
let input = ''
let next = 0

beforeAll(() => {
  builtMain()
  input = writeFiles(join(root, 'images'), {
    'a.tif': fieldTiff(31, { side: 96, nuclei: 2 }),
    'b.tif': fieldTiff(32, { side: 96, nuclei: 2 }),
  })
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const count = (folder: string) => counted([input, '--out', folder, '--model', 'classical', '--labels'])

/** A folder that was counted, opened in a window that is closed since, and counted again. */
async function countedAgain() {
  const folder = join(root, `counted-${next++}`)
  const dataDir = join(root, `list-${next++}`)
  await count(folder)
  const before = start(dataDir)
  const old = await before.openRun(folder)
  await before.close()
  await count(folder)
  return { folder, dataDir, old }
}

const folders = (services: KaryonServices) => services.listRuns().map(({ folder }) => folder)

describe('a results folder that was counted again', () => {
  it('is said once of the run that was there; the new one takes its place and can be read', async () => {
    const { folder, dataDir, old } = await countedAgain()

    const services = start(dataDir)
    const events: RunEvent[] = []
    services.on((event) => events.push(event))
    expect(() => services.images(old.id)).toThrow(/was counted again/)
    const runs = services.listRuns()
    expect(runs).toMatchObject([{ folder, state: 'done', done: 2 }])
    expect(runs[0]!.id).not.toBe(old.id)
    expect(events.at(-1)).toEqual({ type: 'runs', runs })
    // Nothing is locked: the new one is read as often as one likes, the old one stays away.
    for (let time = 0; time < 2; time++) expect(services.images(runs[0]!.id)).toHaveLength(2)
    expect(() => services.images(old.id)).toThrow(/not known here/)
    expect((await services.openRun(folder)).id).toBe(runs[0]!.id)
  })

  it('is the new run when it is opened by its folder', async () => {
    const { folder, dataDir, old } = await countedAgain()
    const services = start(dataDir)
    const now = await services.openRun(folder)
    expect(now.id).not.toBe(old.id)
    expect(services.listRuns()).toMatchObject([{ id: now.id, folder }])
    expect(services.images(now.id)).toHaveLength(2)
  })

  it('ends the wait of a run that was to go on there', async () => {
    const folder = join(root, `counted-${next++}`)
    const dataDir = join(root, `list-${next++}`)
    await count(folder)
    const before = start(dataDir)
    const old = await before.openRun(folder)
    await before.close()
    const list = readFileSync(join(dataDir, 'runs.json'), 'utf8')
    writeFiles(dataDir, { 'runs.json': list.replace('"state":"done"', '"state":"running"') })
    await count(folder)
    const services = start(dataDir)
    services.takeUp()
    const runs = services.listRuns()
    expect(runs).toMatchObject([{ folder, state: 'done' }])
    expect(runs[0]!.id).not.toBe(old.id)
    expect(services.busy).toBe(false)
  })
})

describe('a copy of a results folder', () => {
  it('is a run of its own beside the one it was made from', async () => {
    const folder = join(root, `counted-${next++}`)
    const copy = `${folder}-copy`
    const dataDir = join(root, `list-${next++}`)
    await count(folder)
    const services = start(dataDir)
    const first = await services.openRun(folder)
    expect(services.images(first.id)).toHaveLength(2)
    // Copied while it is open: its lock is copied too.
    cpSync(folder, copy, { recursive: true })
    const second = await services.openRun(copy)
    expect(second.id).not.toBe(first.id)
    expect(folders(services)).toEqual([folder, copy])
    const label = services.nuclei(second.id, 0)[0]!.label
    const change = { op: { kind: 'remove', label }, preview: false } as const
    const n = services.images(first.id)[0]!.count!
    await services.corrections.edit(second.id, 0, change, () => undefined)
    expect(services.images(second.id)[0]!.count).toBe(n - 1)
    expect(services.images(first.id)[0]!.count).toBe(n)
    expect((await services.openRun(folder)).id).toBe(first.id)
    await services.close()
    // It keeps its name for good.
    const later = start(dataDir)
    expect(later.images(second.id)[0]!.count).toBe(n - 1)
    expect(later.images(first.id)[0]!.count).toBe(n)
    expect((await later.openRun(copy)).id).toBe(second.id)
    expect(folders(later)).toEqual([folder, copy])
  })

  it('is the run itself where the other folder is gone: it was moved', async () => {
    const folder = join(root, `counted-${next++}`)
    const dataDir = join(root, `list-${next++}`)
    await count(folder)
    const before = start(dataDir)
    const { id } = await before.openRun(folder)
    await before.close()
    const moved = `${folder}-moved`
    cpSync(folder, moved, { recursive: true })
    const services = start(dataDir)
    rmSync(folder, { recursive: true })
    expect((await services.openRun(moved)).id).toBe(id)
    expect(folders(services)).toEqual([moved])
  })
})
