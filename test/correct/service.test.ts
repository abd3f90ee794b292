import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { KaryonError } from '@core/errors'
import { encodeLabelTiff } from '@core/export/label-tiff'
import { parseRunJson } from '@core/export/run-json'
import { openImage } from '@core/io/open-image'
import { readJournal } from '@services/correct-journal'
import { KaryonServices } from '@services/index'
import { RunStore } from '@services/run-store'
import type { CorrectOp } from '@shared/correct'
import { DEFAULT_RUN_SETTINGS } from '@shared/defaults'
import type { RunEvent, RunSummary } from '@shared/run'
import { build } from 'rolldown'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtMain } from '../cli/built'
import { fieldTiff, writeFiles } from '../cli/fields'
import { csv, karyon } from '../cli/karyon'

const root = mkdtempSync(join(tmpdir(), 'karyon-correct-'))
const dataDir = join(root, 'home')
const TABLES = ['counts.csv', 'wells.csv', 'nuclei.csv']
let services: KaryonServices
let run: RunSummary
const tables = () => TABLES.map((name) => readFileSync(join(run.folder, name), 'utf8'))
const start = () =>
  new KaryonServices({ dataDir, resourcesDir: resolve('resources'), version: '0', startedFrom: 'window' })
const edit = (op: CorrectOp, index = 0) =>
  services.corrections.edit(run.id, index, { op, preview: false }, ({ changed, nuclei }) => ({
    changed,
    nuclei,
  }))
const step = (which: 'undo' | 'redo' | 'revert', index = 0) =>
  services.corrections.step(run.id, index, which, ({ changed, nuclei }) => ({ changed, nuclei }))
const count = (index = 0) => services.images(run.id)[index]!.count!
const done = () => services.corrections.done(run.id, 0)

beforeAll(async () => {
  builtMain()
  const input = writeFiles(join(root, 'images'), {
    'P_B02_s1_w1.tif': fieldTiff(31, { side: 192, nuclei: 12 }),
    'P_B03_s1_w1.tif': fieldTiff(32, { side: 160, nuclei: 6 }),
  })
  services = start()
  const settings = { ...DEFAULT_RUN_SETTINGS, device: 'cpu' as const, model: 'classical' }
  mkdirSync(join(root, 'results'))
  const ended = new Promise<void>((end) => {
    services.on((event) => event.type === 'run' && event.run.state === 'done' && end())
  })
  run = await services.createRun([input], settings, join(root, 'results', 'run'))
  await ended
}, 120_000)
afterAll(async () => {
  await services.close()
  rmSync(root, { recursive: true, force: true })
})

describe('corrections of a counted image', () => {
  it('reach every table, survive a restart, and revert to the very same bytes', async () => {
    const before = tables()
    const packed = services.packedNuclei(run.id, 0)
    const original = services.nuclei(run.id, 0)
    const n = original.length
    expect(n).toBeGreaterThan(5)
    const labelsBefore = readFileSync(services.imagePlace(run.id, 0).labelsPath!)
    const seen: RunEvent[] = []
    const off = services.on((event) => seen.push(event))

    const gone = original[0]!
    await edit({ kind: 'remove', label: gone.label })
    expect(count()).toBe(n - 1)
    const largest = original.toSorted((a, b) => b.areaPx - a.areaPx)[0]!
    const { shown: split } = await edit({ kind: 'waist', label: largest.label })
    expect(split.changed).toEqual([largest.label, n + 1])
    expect(split.nuclei.reduce((sum, { areaPx }) => sum + areaPx, 0)).toBe(largest.areaPx)
    expect(split.nuclei.every(({ confidence, byHand }) => confidence === 1 && byHand)).toBe(true)
    const { bboxX: x, bboxY: y } = gone
    const box = [x, y, x + 6, y, x + 6, y + 6, x, y + 6]
    const { state } = await edit({ kind: 'add', outline: box, over: false })
    expect(state).toMatchObject({ count: n + 1, modelCount: n })
    expect(state.entries.map(({ words }) => words)).toEqual([
      `Removed ${gone.label}`,
      `Split ${largest.label}`,
      `Added ${n + 2}`,
    ])
    off()
    expect(seen.some((event) => event.type === 'image' && event.image.count === n + 1)).toBe(true)
    expect(services.listRuns()[0]!.nuclei).toBe(n + 1 + count(1))

    await done()
    const [counts] = csv(join(run.folder, 'counts.csv'))
    expect(counts).toMatchObject({ count: String(n + 1), status: 'counted' })
    expect(counts!.flags).toContain('corrected')
    expect(counts!.notes).toContain('Corrected by hand: 1 removed, 1 added, 1 split')
    const nuclei = csv(join(run.folder, 'nuclei.csv'))
    const byHand = nuclei.filter((row) => row.corrected === 'TRUE')
    expect(byHand.map((row) => Number(row.label))).toEqual(
      [largest.label, n + 1, n + 2].sort((a, b) => a - b),
    )
    expect(byHand.every((row) => Number(row.confidence) === 1)).toBe(true)
    const json = parseRunJson(readFileSync(join(run.folder, 'run.json'), 'utf8'))
    expect(json.corrections).toMatchObject([
      { count: n + 1, modelCount: n, edits: { removed: 1, split: 1, added: 1 } },
    ])
    expect(json.totals.nuclei).toBe(n + 1 + count(1))

    // The model's label image is as it was; the derived one holds exactly the nuclei of the table.
    expect(readFileSync(services.imagePlace(run.id, 0).labelsPath!).equals(labelsBefore)).toBe(true)
    const derived = await services.shownLabels(run.id, 0)
    expect(derived).toContain('labels-corrected')
    const source = await openImage(derived!)
    const { width, height } = source.metadata
    const { data } = await source.readPlane({}, { x: 0, y: 0, width, height })
    await source.close()
    const present = [...new Set(data)].filter(Boolean).sort((a, b) => a - b)
    expect(present).toEqual(services.nuclei(run.id, 0).map(({ label }) => label))

    await services.close()
    services = start()
    expect(count()).toBe(n + 1)
    expect((await services.corrections.open(run.id, 0)).entries).toHaveLength(3)
    await step('undo')
    await step('undo')
    expect(count()).toBe(n - 1)
    // The halves are whole again, with what the model thought of them.
    expect(services.nuclei(run.id, 0).find(({ label }) => label === largest.label)).toEqual(largest)
    await step('redo')
    expect(services.nuclei(run.id, 0).filter(({ byHand }) => byHand)).toEqual(split.nuclei)

    await step('revert')
    expect(Buffer.from(services.packedNuclei(run.id, 0)!).equals(Buffer.from(packed!))).toBe(true)
    await done()
    expect(tables()).toEqual(before)
    expect(existsSync(derived!)).toBe(false)
    expect(readFileSync(join(run.folder, 'run.json'), 'utf8')).not.toContain('corrections')
    // What was taken back may still be brought again.
    expect((await services.corrections.open(run.id, 0)).entries.map(({ undone }) => undone)).toEqual([
      true,
      true,
      true,
    ])
    await step('redo')
    expect(count()).toBe(n - 1)
    // A new change lets go of those undone.
    await edit({ kind: 'keep', label: original[1]!.label })
    const { state: last } = await step('revert')
    expect(last.entries.map(({ kind }) => kind)).toEqual(['removed', 'kept'])
    await done()
  })

  it('previews change nothing; what cannot be done says so and changes nothing', async () => {
    const before = services.images(run.id)[0]
    const [first] = services.nuclei(run.id, 0)
    const { shown, state } = await services.corrections.edit(
      run.id,
      0,
      { op: { kind: 'waist', label: first!.label }, preview: true },
      ({ nuclei }) => nuclei,
    )
    expect(shown).toHaveLength(2)
    expect(state.count).toBe(before!.count)
    await expect(edit({ kind: 'remove', label: 9999 })).rejects.toMatchObject({ code: 'usage' })
    await expect(edit({ kind: 'keep', label: 9999 })).rejects.toMatchObject({ code: 'usage' })
    expect(services.images(run.id)[0]).toEqual(before)
  })

  it('paints superpixels of the window that was shown', async () => {
    const n = count(1)
    await expect(
      edit({ kind: 'paint', window: { x: 0, y: 0, width: 9, height: 9 }, painted: [[1]], over: true }, 1),
    ).rejects.toMatchObject({ code: 'usage' })
    const { window, data } = await services.corrections.look(run.id, 1, (s) => s.superpixels(3, 3))
    expect(data).toHaveLength(window.width * window.height)
    const { state } = await edit({ kind: 'paint', window, painted: [[data[0]!]], over: true }, 1)
    expect(state.entries.at(-1)!.words).toBe('Painted 1')
    expect(count(1)).toBeGreaterThanOrEqual(n)
    await step('revert', 1)
    expect(count(1)).toBe(n)
  })

  it('a full disk leaves everything as it was', async () => {
    const before = services.images(run.id)[0]
    const exec = RunStore.prototype.transact
    RunStore.prototype.transact = function (work) {
      return exec.call(this, (execute) => {
        work(execute)
        throw Object.assign(new Error('database or disk is full'), { code: 'ENOSPC' })
      })
    }
    try {
      await expect(edit({ kind: 'remove', label: 2 })).rejects.toMatchObject({ code: 'disk-full' })
    } finally {
      RunStore.prototype.transact = exec
    }
    expect(services.images(run.id)[0]).toEqual(before)
    // Memory agrees with the disk: the same change goes through once there is room.
    await edit({ kind: 'remove', label: 2 })
    expect(count()).toBe(before!.count! - 1)
    await step('revert')
    expect(services.images(run.id)[0]).toEqual(before)
  })

  it('refuses a label image that is no longer the one that was written', async () => {
    await services.corrections.done(run.id, 1)
    const path = services.imagePlace(run.id, 1).labelsPath!
    const written = readFileSync(path)
    const drawn = (side: number, label: number) => {
      const data = new Uint32Array(side * side)
      data[0] = label
      return encodeLabelTiff({ width: side, height: side, data, count: label })
    }
    const bad: [Uint8Array, RegExp][] = [
      [drawn(64, 1), /is 64 × 64 px, and the image was counted with 160 × 160/],
      [drawn(160, 70_000), /nucleus 70\D000, more than it has pixels/],
      [drawn(160, 1), /holds 1 nucleus, and \d+ were counted/],
      [written.subarray(0, written.length / 2), /./],
    ]
    for (const [bytes, said] of bad) {
      writeFileSync(path, bytes)
      const opened = services.corrections.open(run.id, 1)
      await expect(opened).rejects.toThrow(KaryonError)
      await expect(opened).rejects.toThrow(said)
    }
    writeFileSync(path, written)
    expect((await services.corrections.open(run.id, 1)).count).toBe(count(1))
  })

  it('is kept by the command line when it goes on with the run', async () => {
    const input = join(root, 'images')
    const out = join(root, 'results', 'resumed')
    const whole = ['count', input, '--out', out, '--model', 'classical', '--device', 'cpu', '--labels']
    expect((await karyon(whole)).code).toBe(0)
    const opened = await services.openRun(out)
    const n = services.images(opened.id)[0]!.count!
    const gone = services.nuclei(opened.id, 0)[0]!.label
    const change = { op: { kind: 'remove', label: gone }, preview: false } as const
    await services.corrections.edit(opened.id, 0, change, () => undefined)
    await services.corrections.done(opened.id, 0)
    await services.close()
    const counts = () => csv(join(out, 'counts.csv')).map((row) => [row.count, row.flags])
    const before = counts()
    expect(before[0]).toEqual([String(n - 1), expect.stringContaining('corrected')])

    const resumed = await karyon([...whole, '--resume'])
    services = start()
    expect(resumed.code).toBe(0)
    expect(counts()).toEqual(before)
    expect(csv(join(out, 'nuclei.csv')).filter((row) => row.label === String(gone))).toHaveLength(
      services.nuclei(opened.id, 1).filter(({ label }) => label === gone).length,
    )
    const json = parseRunJson(readFileSync(join(out, 'run.json'), 'utf8'))
    expect(json.corrections).toMatchObject([{ count: n - 1, modelCount: n }])
  })

  it('killed while writing, loses at most the change in progress', { timeout: 120_000 }, async () => {
    await services.close()
    await build({
      input: resolve('test/correct/journal-child.ts'),
      platform: 'node',
      external: [/^node:/, 'node-sqlite3-wasm'],
      resolve: {
        alias: {
          '@core': resolve('src/core'),
          '@shared': resolve('src/shared'),
          '@services': resolve('src/main/services'),
        },
      },
      output: { file: resolve('test/artefacts/correct-journal-child.cjs'), format: 'cjs' },
    })
    const file = join(run.folder, '.karyon', 'run.sqlite')
    const clean = RunStore.open(file)
    clean.transact((execute) => execute('DELETE FROM edits', []))
    clean.close()
    let told = 0
    for (let kill = 0; kill < 8; kill++) {
      const writer = spawn(process.execPath, [resolve('test/artefacts/correct-journal-child.cjs'), file])
      let said = ''
      let wrong = ''
      writer.stderr.on('data', (text) => (wrong += text))
      const ended = new Promise((end) => writer.on('close', end))
      await new Promise<void>((enough) => {
        writer.stdout.on('data', (text) => {
          said += text
          if (said.split('\n').length > 3 + kill * 2) enough()
        })
        void ended.then(() => enough())
      })
      await new Promise((wait) => setTimeout(wait, kill * 3))
      writer.kill('SIGKILL')
      await ended
      expect(wrong).toBe('')
      told = Number(said.trim().split('\n').at(-1))
      const store = RunStore.open(file)
      const journal = readJournal(store, 1)
      expect([told, told + 1]).toContain(journal.length)
      journal.forEach(({ edit: made }, n) => {
        expect(made!.after[77]).toBe(77 * (n + 1))
      })
      // Record, nuclei and journal are of one moment.
      expect(store.image(1)!.record.count).toBe(journal.length)
      expect(store.packedNuclei(1)).toEqual(new Uint8Array([(journal.length - 1) & 255]))
      store.close()
    }
    expect(told).toBeGreaterThan(8)
    services = start()
  })
})
