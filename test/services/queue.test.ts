import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lateImages } from '@services/late-images'
import { DEFAULT_RUN_SETTINGS } from '@shared/defaults'
import type { RunEvent, RunSettings, RunSummary } from '@shared/run'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtMain } from '../cli/built'
import { fieldTiff, writeFiles } from '../cli/fields'
import { csv } from '../cli/karyon'
import { startsServices } from './start-services'

const root = mkdtempSync(join(tmpdir(), 'karyon-queue-'))
const settings: RunSettings = { ...DEFAULT_RUN_SETTINGS, device: 'cpu' }
let input = ''
let next = 0
const starts = startsServices(root)

beforeAll(() => {
  builtMain()
  const files: Record<string, Uint8Array> = {}
  for (let i = 0; i < 10; i++) files[`field ${i}.tif`] = fieldTiff(800 + i, { side: 128, nuclei: 4 })
  input = writeFiles(join(root, 'images'), files)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Services with a data folder, and everything they say. */
function start(dataDir = join(root, `list-${next++}`)) {
  const services = starts(dataDir)
  const events: RunEvent[] = []
  services.on((event) => events.push(event))
  const until = (is: (event: RunEvent) => boolean) =>
    new Promise<void>((done) => {
      if (events.some(is)) return done()
      const off = services.on((event) => {
        if (!is(event)) return
        off()
        done()
      })
    })
  const reaches = (id: string, ...states: RunSummary['state'][]) =>
    until((event) => event.type === 'run' && event.run.id === id && states.includes(event.run.state))
  const forget = () => events.splice(0)
  const firstImage = () => until((event) => event.type === 'image' && event.image.state === 'done')
  const create = (name: string, from = input) =>
    services.createRun([from], settings, join(root, `${name}-${next++}`))
  const run = (id: string) => services.listRuns().find((one) => one.id === id)!
  /** A run has its last state a moment before its threads are gone. */
  const idle = async () => {
    while (services.busy) await new Promise((done) => setTimeout(done, 10))
  }
  return { services, idle, events, reaches, forget, firstImage, create, run, dataDir }
}

describe('a queue of runs', () => {
  it('says which images came while a run waited or counted, and what is there then when it goes on', async () => {
    const { services, reaches, forget, create, run, idle } = start()
    const field = () => fieldTiff(900, { side: 128, nuclei: 4 })
    const own = writeFiles(join(root, `growing-${next++}`), {
      'a.tif': field(),
      'broken.tif': field().slice(0, 900),
    })
    const { id } = await create('growing', own)
    writeFiles(own, { 'c.tif': field(), 'notes.txt': Buffer.from('no image') })
    await reaches(id, 'done')
    await idle()
    const late = (words: string) => [expect.stringContaining(words)]
    expect(run(id).warnings).toEqual(
      late('1 image file came after this run was set up and is in no result: c.tif.'),
    )
    expect(readFileSync(join(run(id).folder, 'run.json'), 'utf8')).toContain('is in no result: c.tif')
    expect(run(id)).toMatchObject({ total: 2, done: 1, failed: 1 })

    writeFiles(own, { 'd.tif': field(), 'e.tif': field(), 'f.tif': field() })
    forget()
    services.retry(id)
    await reaches(id, 'done')
    await idle()
    const four = late(
      '4 image files came after this run was set up and are in no result: c.tif, d.tif, e.tif and 1 more.',
    )
    expect(run(id).warnings).toEqual(four)
  })

  it('takes its own results among the images for no late ones, and does without the inputs when they are gone', async () => {
    const { services, reaches, run, idle } = start()
    const field = () => fieldTiff(901, { side: 128, nuclei: 4 })
    const own = writeFiles(join(root, `among-${next++}`), { 'a.tif': field() })
    const { id } = await services.createRun([own], { ...settings, labels: true, overlays: true }, own)
    await reaches(id, 'done')
    await idle()
    expect(existsSync(join(own, 'labels', 'a_labels.tif'))).toBe(true)
    expect(run(id)).toMatchObject({ warnings: [], done: 1 })

    const none = { sources: () => [][Symbol.iterator]() as never }
    const asked = { inputs: [own], folder: join(root, 'elsewhere'), settings } as RunSummary
    const left = new AbortController()
    left.abort()
    expect(await lateImages(asked, none, left.signal)).toBeUndefined()
    const still = new AbortController().signal
    expect(await lateImages({ ...asked, inputs: [join(root, 'gone')] }, none, still)).toBeUndefined()
    const broken = {
      sources: () => {
        throw new Error('the state cannot be read')
      },
    } as never
    await expect(lateImages(asked, broken, still)).rejects.toThrow(/cannot be read/)
  })

  it('counts them one after another in their order, which can be changed', async () => {
    const { services, idle, events, reaches, create, run } = start()
    const runs = [await create('a'), await create('b'), await create('c')]
    const [a, b, c] = runs.map(({ id }) => id) as [string, string, string]
    services.reorder([a, c, b])
    await Promise.all(runs.map(({ id }) => reaches(id, 'done')))
    const begun = events.flatMap((event) =>
      event.type === 'run' && event.run.state === 'running' ? [event.run.id] : [],
    )
    expect([...new Set(begun)]).toEqual([a, c, b])
    for (const id of [a, b, c]) {
      expect(run(id)).toMatchObject({ state: 'done', total: 10, done: 10, failed: 0 })
      const counts = csv(join(run(id).folder, 'counts.csv'))
      expect(counts.reduce((sum, row) => sum + Number(row.count), 0)).toBe(run(id).nuclei)
      const image = services.images(id)[3]!
      expect(services.nuclei(id, image.index)).toHaveLength(image.count!)
      expect(existsSync(services.imagePlace(id, image.index).labelsPath!)).toBe(true)
    }
    await idle()
  })

  it('pauses, resumes and cancels the run in work and those waiting', async () => {
    const { services, idle, reaches, forget, firstImage, create, run } = start()
    const first = await create('first')
    const second = await create('second')
    services.pause(second.id)
    expect(run(second.id).state).toBe('paused')
    await firstImage()
    forget()
    services.pause(first.id)
    await reaches(first.id, 'paused')
    const { done } = run(first.id)
    expect(done).toBeLessThan(10)
    await idle()
    forget()
    services.resume(first.id)
    await firstImage()
    services.cancel(first.id)
    await reaches(first.id, 'cancelled')
    forget()
    services.resume(first.id)
    services.resume(second.id)
    await Promise.all([reaches(first.id, 'done'), reaches(second.id, 'done')])
    const table = (id: string) => csv(join(run(id).folder, 'counts.csv')).map(({ seconds: _, ...row }) => row)
    expect(table(first.id)).toEqual(table(second.id))
  })

  it('goes on when asked to while it is still stopping', async () => {
    const { services, reaches, firstImage, create, run } = start()
    const { id } = await create('hasty')
    await firstImage()
    services.pause(id)
    services.resume(id)
    await reaches(id, 'done')
    expect(run(id)).toMatchObject({ done: 10 })
  })

  it('leaves a finished run alone when told to pause, cancel or resume it', async () => {
    const { services, idle, reaches, create, run } = start()
    const { id } = await create('finished')
    await reaches(id, 'done')
    await idle()
    services.pause(id)
    services.cancel(id)
    services.resume(id)
    expect(run(id).state).toBe('done')
    expect(services.busy).toBe(false)
  })

  it('reads failed images again, all or those named', async () => {
    const folder = writeFiles(join(root, 'broken'), { 'a.tif': fieldTiff(820), 'b.tif': 'no', 'c.tif': 'no' })
    const { services, reaches, forget, create, run } = start()
    const { id } = await create('broken', folder)
    await reaches(id, 'done')
    expect(run(id)).toMatchObject({ done: 1, failed: 2 })
    writeFileSync(join(folder, 'b.tif'), fieldTiff(821))
    writeFileSync(join(folder, 'c.tif'), fieldTiff(822))
    forget()
    services.retry(id, [services.images(id).find(({ file }) => file === 'b.tif')!.index])
    await reaches(id, 'done')
    expect(run(id)).toMatchObject({ total: 3, done: 2, failed: 1 })
    forget()
    services.retry(id)
    await reaches(id, 'done')
    expect(run(id)).toMatchObject({ total: 3, done: 3, failed: 0 })
    expect(csv(join(run(id).folder, 'counts.csv')).map(({ status }) => status)).toEqual(
      Array(3).fill('counted'),
    )
  })

  it('forgets a removed run, also one in work, and keeps its folder', async () => {
    const { services, firstImage, create, reaches } = start()
    const gone = await create('gone')
    const after = await create('after')
    await firstImage()
    await services.remove(gone.id)
    expect(services.listRuns().map(({ id }) => id)).toEqual([after.id])
    expect(existsSync(join(gone.folder, '.karyon', 'run.sqlite'))).toBe(true)
    expect(existsSync(join(gone.folder, '.karyon', 'lock'))).toBe(false)
    await reaches(after.id, 'done')
    expect(await services.openRun(gone.folder)).toMatchObject({ id: gone.id, state: 'cancelled' })
  })

  it('takes up at the next start what closing cut short', async () => {
    const first = start()
    const { id } = await first.create('closed')
    const waiting = await first.create('waiting')
    await first.firstImage()
    await first.services.close()
    expect(first.run(id)).toMatchObject({ state: 'waiting' })
    const second = start(first.dataDir)
    expect(second.services.takeUp().map((run) => run.id)).toEqual([id, waiting.id])
    await Promise.all([second.reaches(id, 'done'), second.reaches(waiting.id, 'done')])
    expect(second.run(id)).toMatchObject({ state: 'done', done: 10 })
  })

  it('says why a run cannot go on, and does the next', async () => {
    const { services, reaches, create, run } = start()
    const lost = await create('lost')
    services.pause(lost.id)
    await reaches(lost.id, 'paused')
    const others = [await create('x'), await create('y'), await create('z'), await create('w')]
    await Promise.all(others.map(({ id }) => reaches(id, 'done')))
    rmSync(lost.folder, { recursive: true, force: true })
    expect(() => services.resume(lost.id)).toThrow(/no run to go on with/)
    expect(run(lost.id).state).toBe('paused')
  })

  it('counts with the classical segmenter when the window asks for it', async () => {
    const { services, reaches, run } = start()
    const folder = join(root, 'by-classical')
    const { id } = await services.createRun([input], { ...settings, model: 'classical' }, folder)
    await reaches(id, 'done')
    expect(run(id)).toMatchObject({ model: { name: 'classical', version: '1.0.0' }, done: 10, failed: 0 })
    expect(run(id).model).not.toHaveProperty('sha256')
    const images = services.images(id)
    expect(images.some(({ count }) => count! > 0)).toBe(true)
    for (const { index, count, meanConfidence } of images) {
      expect(meanConfidence).toBeUndefined()
      const nuclei = services.nuclei(id, index)
      expect(nuclei).toHaveLength(count!)
      for (const nucleus of nuclei) expect(nucleus).not.toHaveProperty('confidence')
    }
    expect((await services.models()).map(({ name }) => name)).toContain('classical')
  })

  it('keeps a damaged list of runs aside', () => {
    const dataDir = writeFiles(join(root, 'damaged'), { 'runs.json': '{"half' })
    const { services } = start(dataDir)
    expect(services.listRuns()).toEqual([])
    expect(readFileSync(services.damagedList!, 'utf8')).toBe('{"half')
  })
})
