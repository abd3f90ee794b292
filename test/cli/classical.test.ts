import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { CLASSICAL_PIPELINES } from '@core/classical/parameters'
import { segmentClassical } from '@core/classical/segment-classical'
import { scoreImage } from '@core/evaluate/image-scores'
import { runJsonSchema } from '@core/export/run-json'
import { openImage } from '@core/io/open-image'
import { mulberry32, normal } from '@core/simulate/random'
import { writeSamplePlate } from '@core/simulate/sample-plate'
import { simulateCytoplasm } from '@core/simulate/simulate-cytoplasm'
import { opticsOf, simulateField } from '@core/simulate/simulate-field'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { comparable } from '../pipeline/results'
import { fieldTiff, grayTiff, writeFiles } from './fields'
import { counted, csv, jsonLines, karyon, scratch } from './karyon'

const { path: root, remove } = scratch('classical')
afterAll(remove)

const runJson = (out: string) => runJsonSchema.parse(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')))
const choice = (out: string, about: string) => runJson(out).choices.find(({ what }) => what === about)

/** The runtime of the networks as it is where a library it needs is missing; nothing may ask for it in vain. */
const broken = join(root, 'broken runtime.cjs')
beforeAll(() => {
  writeFiles(root, {
    'broken runtime.cjs': `
      const Module = require('node:module')
      const load = Module._load
      Module._load = function (request, ...rest) {
        if (request === 'onnxruntime-node') throw new Error('libonnxruntime.so.1: cannot open shared object file')
        return load.call(this, request, ...rest)
      }`,
  })
})

describe('count --model classical', () => {
  const input = join(root, 'plate')
  const out = join(root, 'out')
  const args = [input, '--out', out, '--model', 'classical', '--labels', '--overlays']
  let stderr = ''
  beforeAll(async () => {
    const random = mulberry32(11)
    const noise = Uint16Array.from({ length: 160 * 160 }, () => 400 + 20 * normal(random))
    writeFiles(input, {
      'Plate1_A01_s1_w1.tif': fieldTiff(1),
      'Plate1_A01_s2_w1.tif': fieldTiff(2),
      'Plate1_B02_s1_w1.tif': grayTiff(new Uint16Array(160 * 160), 160, 160),
      'Plate1_B02_s2_w1.tif': grayTiff(noise, 160, 160),
      'sub/loose.tif': fieldTiff(3, { nuclei: 5 }),
      'sub/cut.tif': fieldTiff(4).slice(0, 900),
    })
    // With a runtime that cannot even be loaded: nothing of a network is asked for.
    const outcome = await karyon(['count', ...args], { preload: broken })
    expect(outcome.code).toBe(2)
    stderr = outcome.stderr
  })

  it('writes every table without a confidence, and never a made-up one', () => {
    const rows = csv(join(out, 'counts.csv'))
    const of = (name: string) => rows.find(({ file }) => file!.endsWith(name))!
    expect(rows).toHaveLength(6)
    for (const name of ['A01_s1_w1.tif', 'A01_s2_w1.tif', 'loose.tif']) {
      expect(of(name)).toMatchObject({ status: 'counted', model: 'classical 1.0.0', device: 'cpu' })
      expect(Number(of(name).count)).toBeGreaterThan(3)
    }
    for (const name of ['B02_s1_w1.tif', 'B02_s2_w1.tif'])
      expect(of(name)).toMatchObject({ count: '0', flags: 'empty' })
    expect(of('cut.tif')).toMatchObject({ status: 'failed', count: '' })
    const nuclei = csv(join(out, 'nuclei.csv'))
    expect(nuclei).toHaveLength(rows.reduce((sum, { count }) => sum + Number(count), 0))
    const wells = csv(join(out, 'wells.csv'))
    expect(wells.map(({ well, total }) => [well, Number(total) > 0])).toEqual([
      ['A01', true],
      ['B02', false],
    ])
    for (const row of [...rows, ...wells]) expect(row.mean_confidence).toBe('')
    for (const nucleus of nuclei) expect(nucleus.confidence).toBe('')
    for (const table of ['counts.csv', 'nuclei.csv', 'wells.csv', 'run.json'])
      expect(readFileSync(join(out, table), 'utf8')).not.toMatch(/NaN|null/)
  })

  it('writes the labels that segmentClassical draws', async () => {
    const raster = await pixels(join(input, 'Plate1_A01_s1_w1.tif'))
    const labels = await pixels(join(out, 'labels', 'Plate1_A01_s1_w1_labels.tif'))
    expect(Array.from(labels.data)).toEqual(Array.from(segmentClassical(raster).labels.data))
    expect(readFileSync(join(out, 'overlays', 'Plate1_A01_s1_w1.png')).length).toBeGreaterThan(1000)
  })

  it('says in run.json and on the screen what it counted with', () => {
    const { model, device, choices, warnings } = runJson(out)
    expect(model).toEqual({ name: 'classical', version: '1.0.0', pipelines: CLASSICAL_PIPELINES })
    expect(device).toMatchObject({ used: 'cpu', tried: [] })
    expect(choices.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['model', 'device', 'quality', 'pipeline']),
    )
    expect(choice(out, 'model')).toMatchObject({ value: 'classical 1.0.0', byHand: true })
    expect(choice(out, 'pipeline')?.value).toMatch(/^small fluorescent \(3\)$|fluorescent \(\d\)/)
    expect(warnings.join(' ')).not.toContain('No network')
    expect(stderr).toMatch(/model classical 1\.0\.0 \(asked for\)/)
    expect(stderr).toMatch(/quality balanced \(without effect/)
  })

  it('interrupted, goes on with --resume to the same results', async () => {
    const again = join(root, 'again')
    const slow = join(root, 'slow.cjs')
    writeFileSync(
      slow,
      `const promises = require('node:fs/promises')
       const { open } = promises
       promises.open = async (path, ...rest) => {
         if (String(path).endsWith('.tif')) await new Promise((done) => setTimeout(done, 700))
         return open(path, ...rest)
       }`,
    )
    const whole = ['--model', 'classical', '--labels', '--overlays']
    let under = false
    const stopped = await karyon(['count', input, '--out', again, ...whole], {
      preload: slow,
      onStart: (child) =>
        child.stderr!.on('data', (text: string) => {
          // Once: a second time ends the process without saving.
          if (under || !/nuclei$/m.test(text)) return
          under = true
          child.kill('SIGINT')
        }),
    })
    expect(stopped.code).toBe(130)
    const resumed = await karyon(['count', input, '--out', again, ...whole, '--resume'])
    expect([resumed.code, resumed.stderr]).toEqual([2, expect.stringContaining('Going on')])
    expect(comparable(again)).toEqual(comparable(out))
  })
})

async function pixels(path: string) {
  const source = await openImage(path)
  try {
    return await source.readPlane({})
  } finally {
    await source.close()
  }
}

describe('its settings', () => {
  const input = join(root, 'settings')
  const file = join(root, 'mine.json')
  const args = [input, '--model', 'classical', '--classical-settings', file]
  beforeAll(() => {
    writeFiles(input, { 'a.tif': fieldTiff(21, { nuclei: 12 }) })
  })

  it('change the count and stand in run.json', async () => {
    const [plain, strict] = [join(root, 'plain'), join(root, 'strict')]
    writeFileSync(file, JSON.stringify({ group: 'large fluorescent', parameters: { smallest: 3 } }))
    await counted([input, '--model', 'classical', '--out', plain])
    const { stderr } = await counted([...args, '--out', strict])
    expect(Number(csv(join(plain, 'counts.csv'))[0]!.count)).toBeGreaterThan(8)
    expect(csv(join(strict, 'counts.csv'))[0]!.count).toBe('0')
    const { model, settings } = runJson(strict)
    expect(model.pipelines!['large fluorescent']).toMatchObject({ smallest: 3, declump: 'shape' })
    expect(JSON.parse(String(settings.classical))).toEqual({
      group: 'large fluorescent',
      parameters: { smallest: 3 },
    })
    expect(choice(strict, 'pipeline')).toMatchObject({ value: 'large fluorescent (1)', byHand: true })
    expect(stderr).not.toContain('settings it was begun with')
    // Going on with the same settings is going on with what it was begun with.
    expect((await counted([...args, '--out', strict, '--resume'])).stderr).not.toContain('begun with')
    writeFileSync(file, '{}')
    expect((await counted([...args, '--out', strict, '--resume'])).stderr).toContain('"smallest":3')
  })

  it('that cannot be used are an error in one sentence, before anything is counted', async () => {
    writeFileSync(file, '{"parameters":{"treshold":"otsu"}}')
    const wrong = await karyon(['count', ...args, '--out', join(root, 'none')])
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringMatching(/Unrecognized key: "treshold"/)])
    expect(wrong.stderr).toContain('mine.json')
    rmSync(file)
    const gone = await karyon(['count', ...args, '--out', join(root, 'none')])
    expect([gone.code, gone.stderr]).toEqual([1, expect.stringContaining('mine.json')])
    const network = await karyon(['count', input, '--classical-settings', file])
    expect([network.code, network.stderr]).toEqual([
      1,
      expect.stringContaining('goes with --model classical'),
    ])
  })
})

describe('the nuclear channel', () => {
  it('is found by what the classical segmenter finds where names do not tell', async () => {
    const side = 192
    const field = simulateField({ width: side, height: side, nuclei: 14, seed: 8, diameterPx: 22 })
    const options = { width: side, height: side, ...opticsOf({ seed: 8 }), spread: 2.5 }
    const actin = grayTiff(simulateCytoplasm(field.shapes, options), side, side)
    const nuclei = grayTiff(field.image, side, side)
    const input = writeFiles(join(root, 'channels'), {
      'Plate1_A01_s1_w1.tif': actin,
      'Plate1_A01_s1_w2.tif': nuclei,
      'Plate1_A02_s1_w1.tif': actin,
      'Plate1_A02_s1_w2.tif': nuclei,
    })
    const out = join(root, 'channels-out')
    const { stderr } = await counted([input, '--model', 'classical', '--out', out], { preload: broken })
    const chosen = choice(out, 'channel')!
    expect(chosen.value).toBe('2')
    expect(chosen.why).toMatch(/names do not tell; the most convincing nuclei are found in channel 2/)
    expect(stderr).toContain('channel 2 (the names do not tell')
    for (const row of csv(join(out, 'counts.csv'))) expect(Math.abs(Number(row.count) - 14)).toBeLessThan(4)
  })
})

describe('where no network can run', () => {
  const input = join(root, 'images')
  beforeAll(() => {
    writeFiles(input, { 'a.tif': fieldTiff(31), 'b.tif': fieldTiff(32) })
  })
  /** An installation with the given models folder. */
  const install = (name: string): { env: Record<string, string>; models: string } => {
    const at = join(root, name)
    const models = join(at, 'resources', 'models')
    mkdirSync(models, { recursive: true })
    cpSync('package.json', join(at, 'package.json'))
    return { env: { KARYON_ROOT: at, KARYON_HOME: join(at, 'home') }, models }
  }

  it('counts with the classical segmenter when the runtime cannot be loaded, and says so everywhere', async () => {
    const out = join(root, 'no-runtime')
    const { stderr } = await counted([input, '--out', out], { preload: broken })
    const { model, warnings, device } = runJson(out)
    expect(model.name).toBe('classical')
    expect(device.used).toBe('cpu')
    expect(warnings).toEqual([
      expect.stringMatching(/^No network could be used: .*cannot open shared object/),
    ])
    expect(stderr).toContain('note: No network could be used')
    expect(choice(out, 'model')).toMatchObject({ byHand: false, value: 'classical 1.0.0' })
    for (const row of csv(join(out, 'counts.csv')))
      expect(row).toMatchObject({ model: 'classical 1.0.0', mean_confidence: '', status: 'counted' })
  })

  it('goes on with what a run was begun with, also once a network could run', async () => {
    const mixed = writeFiles(join(root, 'mixed'), { 'a.tif': fieldTiff(33), 'b.tif': 'not yet copied' })
    const out = join(root, 'mixed-out')
    expect((await karyon(['count', mixed, '--out', out], { preload: broken })).code).toBe(2)
    writeFiles(mixed, { 'b.tif': fieldTiff(34) })
    const { stderr } = await counted([mixed, '--out', out, '--resume'])
    for (const row of csv(join(out, 'counts.csv'))) expect(row.model).toBe('classical 1.0.0')
    expect(runJson(out).warnings.filter((warning) => warning.includes('No network'))).toHaveLength(1)
    expect(stderr).toContain('note: No network could be used')
  })

  it('does not take the place of a model or a device that was asked for by name', async () => {
    for (const asked of [
      ['--model', 'starter'],
      ['--device', 'gpu'],
    ]) {
      const { code, stderr } = await karyon(['count', input, '--out', join(root, 'asked'), ...asked], {
        preload: broken,
      })
      expect([code, stderr]).toEqual([1, expect.stringMatching(/No network can run .*--model classical/s)])
    }
  })

  it('counts with the classical segmenter when no model is installed', async () => {
    const { env } = install('bare')
    const out = join(root, 'bare-out')
    const { stderr } = await counted([input, '--out', out], { env })
    expect(stderr).toMatch(/No network could be used: no model is installed/)
    expect(runJson(out).model.name).toBe('classical')
    const models = await karyon(['models', '--json'], { env })
    expect([models.code, jsonLines(models.stdout)]).toEqual([
      0,
      [expect.objectContaining({ name: 'classical', kind: 'classical' })],
    ])
    const named = await karyon(['count', input, '--out', join(root, 'x'), '--model', 'starter'], { env })
    expect([named.code, named.stderr]).toEqual([1, expect.stringContaining('Choose one of: classical')])
  })

  it('never replaces a model that is there but was changed', async () => {
    const { env, models } = install('tampered')
    cpSync(resolve('resources/models'), models, { recursive: true })
    for (const { name } of readdirSync(models, { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    )) {
      const file = join(models, name, 'model.onnx')
      const bytes = readFileSync(file)
      bytes[bytes.length >> 1]! ^= 1
      writeFileSync(file, bytes)
    }
    for (const asked of [[], ['--model', 'starter']]) {
      const { code, stderr } = await karyon(['count', input, '--out', join(root, 'y'), ...asked], { env })
      expect([code, stderr]).toEqual([1, expect.stringContaining('is not the one its manifest was made for')])
    }
    // Asked for by name it counts all the same: it needs none of them.
    await counted([input, '--out', join(root, 'z'), '--model', 'classical'], { env })
  })
})

describe('an empty well with a speck of debris', () => {
  const input = join(root, 'sample')
  beforeAll(async () => {
    // The last well of the highest dose is empty.
    await writeSamplePlate(input, { wells: ['B05', 'D05'] })
  })

  it.each(['auto', 'classical'])('is empty, or asks for a look: %s', async (model) => {
    const out = join(root, `sample-${model}`)
    const { stderr } = await counted([input, '--out', out, '--model', model, '--device', 'cpu'])
    expect(stderr).toContain('channel Hoechst')
    const truth = csv(join(input, 'truth.csv'))
    const rows = csv(join(out, 'counts.csv'))
    expect(rows).toHaveLength(4)
    for (const row of rows) {
      const count = Number(row.count)
      const there = Number(truth.find(({ well, site }) => well === row.well && site === row.site)!.count)
      if (row.well === 'B05') expect(Math.abs(count - there)).toBeLessThanOrEqual(2)
      else {
        expect(count).toBeLessThanOrEqual(1)
        expect(row.flags).toMatch(count === 0 ? /^empty$/ : /few-unsure/)
      }
    }
  })
})

describe('the line about the model', () => {
  it('names the model that runs, and the qualities that share it', async () => {
    const input = writeFiles(join(root, 'line'), { 'a.tif': fieldTiff(41) })
    const out = join(root, 'line-out')
    const { stderr } = await counted([input, '--out', out, '--quality', 'best', '--device', 'cpu'])
    const presets = JSON.parse(readFileSync('resources/models/presets.json', 'utf8')) as Record<
      string,
      string
    >
    const { model } = runJson(out)
    expect(model.name).toBe(presets.best)
    const same = ['fast', 'balanced'].filter((quality) => presets[quality] === presets.best)
    const why = `quality best: ${presets.best}${same.length > 0 ? `, as for ${same.join(' and ')}` : ''}`
    expect(choice(out, 'model')).toMatchObject({ value: `${model.name} ${model.version}`, why })
    expect(stderr).toContain(`model ${model.name} ${model.version} (${why})`)
  })

  it('lists the classical segmenter among the models', async () => {
    const { stdout } = await karyon(['models', '--json'])
    const models = jsonLines<{ name: string; kind: string; sha256?: string; measured?: { S: number }[] }>(
      stdout,
    )
    expect(models.at(-1)).toMatchObject({ name: 'classical', kind: 'classical', version: '1.0.0' })
    expect(models.at(-1)!.measured!.map(({ S }) => S)).toEqual([0.58, 0.753])
    expect(models.at(-1)).not.toHaveProperty('sha256')
    for (const model of models.slice(0, -1)) expect(model).toMatchObject({ kind: 'network' })
    expect((await karyon(['models'])).stdout).toMatch(/^classical 1\.0\.0 without a network/m)
  })
})

const dsb = resolve('../shared/data/dsb2018')
const shared = existsSync(join(dsb, 'index.csv'))
if (!shared) console.log('classical: ../shared/data/dsb2018 is not here, scored on generated images only')

describe.runIf(shared)('scored by evaluate', () => {
  it('a run has the S of segmentClassical on the same real images', async () => {
    const [head, ...lines] = readFileSync(join(dsb, 'index.csv'), 'utf8').trim().split('\n')
    const inFold = head!.split(',').indexOf('fold')
    const fold = lines.map((line) => line.split(',')).filter((cells) => cells[inFold] === '0')
    const chosen = fold.map(([id]) => id!).filter((_, i) => i % 6 === 0)
    const targets = new Map(readdirSync(join(dsb, 'labels')).map((name) => [name.slice(0, 64), name]))
    const [images, labels, out] = ['fold', 'fold-labels', 'fold-out'].map((name) => join(root, name))
    let total = 0
    for (const id of chosen) {
      const target = targets.get(id)!
      cpSync(join(dsb, 'images', `${id}.png`), join(images!, `${id}.png`))
      cpSync(join(dsb, 'labels', target), join(labels!, target))
      const raster = await pixels(join(images!, `${id}.png`))
      const truth = Uint32Array.from((await pixels(join(labels!, target))).data)
      const { width, height } = raster
      const count = truth.reduce((most, label) => Math.max(most, label), 0)
      total += scoreImage({ width, height, data: truth, count }, segmentClassical(raster).labels).S
    }
    await counted([images!, '--out', out!, '--model', 'classical', '--labels'])
    const scored = await karyon(['evaluate', '--targets', labels!, '--predictions', out!, '--json'])
    const { all } = JSON.parse(scored.stdout) as { all: { images: number; S: number } }
    expect(all.images).toBe(chosen.length)
    expect(all.S).toBeCloseTo(total / chosen.length, 9)
    expect(all.S).toBeGreaterThan(0.5)
    console.log(`classical by count on ${chosen.length} images of fold 0: S ${all.S.toFixed(3)}`)
  })
})
