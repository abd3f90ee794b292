import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createRun } from '@services/create-run'
import { KaryonServices } from '@services/index'
import { lostInput } from '@services/lost-input'
import { openRunDatabase } from '@services/run-database'
import { RunRegistry } from '@services/run-registry'
import { RunStore } from '@services/run-store'
import { DEFAULT_RUN_SETTINGS } from '@shared/defaults'
import type { RunSummary } from '@shared/run'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtMain } from '../cli/built'
import { fieldTiff, writeFiles } from '../cli/fields'

const root = mkdtempSync(join(tmpdir(), 'karyon-lost-'))
beforeAll(() => {
  builtMain()
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

let next = 0
const fresh = (name: string) => {
  const folder = join(root, `${name}-${next++}`)
  mkdirSync(folder, { recursive: true })
  return folder
}

const start = (dataDir: string) =>
  new KaryonServices({ dataDir, resourcesDir: resolve('resources'), version: '0', startedFrom: 'window' })

const settings = { ...DEFAULT_RUN_SETTINGS, device: 'cpu' as const }

const reaches = (services: KaryonServices, id: string, state: RunSummary['state']) =>
  new Promise<RunSummary>((done) => {
    const off = services.on((event) => {
      if (event.type !== 'run' || event.run.id !== id || event.run.state !== state) return
      off()
      done(event.run)
    })
  })

/** A run of two images, counted, in a data folder of its own. */
async function counted() {
  const dataDir = fresh('home')
  const input = writeFiles(fresh('images'), {
    'a.tif': fieldTiff(31, { side: 96, nuclei: 2 }),
    'b.tif': fieldTiff(32, { side: 96, nuclei: 2 }),
  })
  const services = start(dataDir)
  const run = await services.createRun([input], settings, join(fresh('results'), 'run'))
  await reaches(services, run.id, 'done')
  await services.close()
  return { dataDir, input, run, database: join(run.folder, '.karyon', 'run.sqlite') }
}

describe('the state of a run that cannot be used', () => {
  it('is refused when a later version wrote it, and not a byte of it is touched', async () => {
    const { dataDir, run, database } = await counted()
    const bytes = readFileSync(database)
    // user_version, as the SQLite file format places it; and write-ahead logging, which a later version may use.
    bytes.writeUInt32BE(99, 60)
    bytes[18] = 2
    bytes[19] = 2
    writeFileSync(database, bytes)
    writeFileSync(`${database}-journal`, 'theirs')
    const before = statSync(database).mtimeMs
    const services = start(dataDir)
    for (let time = 0; time < 2; time++)
      expect(() => services.images(run.id)).toThrow(/made by a later version of Karyon/)
    expect(services.listRuns()[0]).toMatchObject({ state: 'failed', failure: { code: 'run-newer' } })
    await services.close()
    expect(readFileSync(database)).toEqual(bytes)
    expect(statSync(database).mtimeMs).toBe(before)
    expect(readFileSync(`${database}-journal`, 'utf8')).toBe('theirs')
    // With the later version gone from it, the run is as it was.
    bytes.writeUInt32BE(2, 60)
    bytes[18] = 1
    bytes[19] = 1
    writeFileSync(database, bytes)
    rmSync(`${database}-journal`)
    const again = start(dataDir)
    expect(again.images(run.id)).toHaveLength(2)
    expect(again.listRuns()[0]).toMatchObject({ state: 'done', done: 2 })
    expect(again.listRuns()[0]!.failure).toBeUndefined()
    await again.close()
  })

  it('is kept aside when it is damaged; a counted run says so, now and later', async () => {
    const { dataDir, run, database } = await counted()
    writeFileSync(database, 'not a database at all'.repeat(300))
    const services = start(dataDir)
    for (let time = 0; time < 2; time++)
      expect(() => services.images(run.id)).toThrow(/cannot be read. The file is kept as .*damaged-/)
    expect(services.listRuns()[0]).toMatchObject({ state: 'failed', failure: { code: 'run-damaged' } })
    await services.close()
    const kept = readdirSync(join(run.folder, '.karyon')).filter((name) => name.includes('damaged'))
    expect(kept).toHaveLength(1)
    expect(existsSync(join(run.folder, 'counts.csv'))).toBe(true)
  })

  it('is begun anew when the run was to go on: kept aside, a fresh one made, the person told', async () => {
    const { dataDir, run, database } = await counted()
    writeFileSync(database, readFileSync(database).subarray(0, 5000))
    const list = JSON.parse(readFileSync(join(dataDir, 'runs.json'), 'utf8')) as RunSummary[]
    writeFileSync(
      join(dataDir, 'runs.json'),
      JSON.stringify(list.map((one) => ({ ...one, state: 'running' }))),
    )
    const services = start(dataDir)
    const done = reaches(services, run.id, 'done')
    services.takeUp()
    expect(await done).toMatchObject({ total: 2, done: 2, failed: 0 })
    const [now] = services.listRuns()
    expect(now!.warnings[0]).toMatch(/cannot be read.*kept as .*damaged-.*counted again from the first/)
    expect(services.images(run.id).map(({ state }) => state)).toEqual(['done', 'done'])
    await services.close()
  })

  it('keeps a run in the list whose drive is away, and forgets one whose folder was deleted', () => {
    const dataDir = fresh('list')
    const drive = fresh('drive')
    const folders = [join(drive, 'kept'), join(fresh('disk'), 'deleted')]
    const file = join(dataDir, 'runs.json')
    writeFileSync(file, JSON.stringify(folders.map((folder, i) => ({ id: String(i), folder }))))
    renameSync(drive, `${drive}-away`)
    expect(new RunRegistry(file).list().map(({ id }) => id)).toEqual(['0'])
  })
})

describe('a run being set up', () => {
  it('is there whole or not at all, though others have their turn meanwhile', async () => {
    const folder = fresh('store')
    const file = join(folder, 'run.sqlite')
    const store = RunStore.open(file)
    store.set('summary', { id: 'x' })
    const record = { id: 'i', state: 'waiting' as const, file: 'f', flags: [], notes: [] }
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    const source = { set: { id: 'i', channels: [], files: [{ path: '/f', channel: 0 }] } }
    function* rows() {
      for (let i = 0; i < 20_000; i++) {
        // What a kill at this moment would leave on the disk.
        if (i === 15_000) cpSync(folder, `${folder}-killed`, { recursive: true })
        yield { source: source as never, record }
      }
    }
    await store.addImages(rows())
    clearInterval(timer)
    expect(turns).toBeGreaterThan(5)
    expect(store.tally().total).toBe(20_000)
    store.close()
    const killed = openRunDatabase(join(`${folder}-killed`, 'run.sqlite'))
    expect(killed.get('SELECT COUNT(*) AS n FROM images')).toEqual({ n: 0 })
    expect(killed.get('SELECT COUNT(*) AS n FROM run')).toEqual({ n: 0 })
    killed.close()
  })

  it('leaves nothing behind when it is killed before it is there: the next run begins in the same folder', async () => {
    const input = writeFiles(fresh('images'), { 'a.tif': fieldTiff(33, { side: 96, nuclei: 2 }) })
    const alive = fresh('alive')
    const store = RunStore.open(join(alive, 'run.sqlite'))
    const moments: Record<string, (state: string) => void> = {
      'file made': (state) => writeFileSync(join(state, 'run.sqlite'), ''),
      'tables made': (state) => openRunDatabase(join(state, 'run.sqlite')).close(),
      'images written, not committed': (state) => cpSync(`${alive}-killed`, state, { recursive: true }),
    }
    store.set('summary', { id: 'x' })
    const source = { set: { id: 'i', channels: [], files: [{ path: '/f', channel: 0 }] } }
    await store.addImages(
      (function* () {
        for (let i = 0; i < 60_000; i++) {
          if (i === 59_999) cpSync(alive, `${alive}-killed`, { recursive: true })
          yield {
            source: source as never,
            record: { id: 'i'.repeat(500), state: 'waiting' as const, file: 'f', flags: [], notes: [] },
          }
        }
      })(),
    )
    store.close()
    // So many rows that pages were in the file already: without its journal it would pass for a run.
    expect(readdirSync(`${alive}-killed`)).toContain('run.sqlite-journal')
    expect(statSync(join(`${alive}-killed`, 'run.sqlite')).size).toBeGreaterThan(1e6)
    for (const [moment, make] of Object.entries(moments)) {
      const folder = fresh('killed')
      mkdirSync(join(folder, '.karyon'))
      mkdirSync(join(folder, 'labels'))
      make(join(folder, '.karyon'))
      const open = await createRun({ inputs: [input], settings, folder, startedFrom: 'test' })
      open.store.close()
      open.lock.release()
      expect([moment, readdirSync(folder).sort()]).toEqual([moment, ['.karyon', 'labels']])
    }
  })

  it('says that a file stands where its folder was to be, and leaves it alone', async () => {
    const input = writeFiles(fresh('images'), { 'a.tif': fieldTiff(36, { side: 96, nuclei: 2 }) })
    const folder = join(writeFiles(fresh('taken'), { 'f.txt': 'mine' }), 'f.txt')
    await expect(createRun({ inputs: [input], settings, folder, startedFrom: 'test' })).rejects.toMatchObject(
      {
        code: 'output-unwritable',
        message: `The folder ${folder} cannot be made: a file of that name stands there.`,
        remedy: 'Rename or move that file, or choose another output folder.',
        file: folder,
      },
    )
    expect(readFileSync(folder, 'utf8')).toBe('mine')
  })

  it('keeps aside what it cannot read, and what a later version wrote, with the label images that belong to it', async () => {
    const input = writeFiles(fresh('images'), { 'a.tif': fieldTiff(34, { side: 96, nuclei: 2 }) })
    for (const kind of ['damaged', 'newer']) {
      const folder = fresh(kind)
      const database = join(folder, '.karyon', 'run.sqlite')
      mkdirSync(join(folder, '.karyon'))
      mkdirSync(join(folder, 'labels'))
      mkdirSync(join(folder, 'labels-corrected'))
      openRunDatabase(database).close()
      const bytes = readFileSync(database)
      if (kind === 'newer') bytes.writeUInt32BE(99, 60)
      else bytes.fill('no database', 0)
      writeFileSync(database, bytes)
      const open = await createRun({ inputs: [input], settings, folder, startedFrom: 'test' })
      open.store.close()
      open.lock.release()
      const [aside] = readdirSync(folder).filter((name) => name.startsWith('earlier-results-'))
      expect(readdirSync(join(folder, aside!)).sort()).toEqual(['.karyon', 'labels', 'labels-corrected'])
      expect(readFileSync(join(folder, aside!, '.karyon', 'run.sqlite'))).toEqual(bytes)
    }
  })
})

describe('an image that could not be read', () => {
  const failure = { code: 'file-missing' as const, message: 'The file is not there.', remedy: 'r' }

  it('is not to blame when the folder of the run is gone', async () => {
    const folder = fresh('share')
    const file = join(folder, 'a', 'b.tif')
    expect(await lostInput([folder], failure, file)).toBeUndefined()
    renameSync(folder, `${folder}-away`)
    expect(await lostInput([folder], failure, file)).toMatchObject({
      code: 'folder-unreadable',
      message: expect.stringContaining(`${folder}, cannot be reached any more`),
    })
    expect(await lostInput([folder], { ...failure, code: 'format-unknown' }, file)).toBeUndefined()
  })
})
