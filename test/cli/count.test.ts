import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runJsonSchema } from '@core/export/run-json'
import { openImage } from '@core/io/open-image'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fieldTiff, writeFiles } from './fields'
import { counted, csv, jsonLines, karyon, scratch } from './karyon'
import { readWorkbook } from './workbook'

const { path: root, remove } = scratch('count')
afterAll(remove)

const COLUMNS =
  'plate well row column site channel z t file width_px height_px pixel_size_um count mean_area_px median_diameter_px mean_confidence flags status error model device seconds'.split(
    ' ',
  )

describe('count', () => {
  const input = join(root, 'plate')
  const out = join(root, 'out')
  let stdout = ''
  beforeAll(async () => {
    writeFiles(input, {
      'Plate1_A01_s1_w1.tif': fieldTiff(1),
      'Plate1_A01_s2_w1.tif': fieldTiff(2),
      'Plate1_B02_s1_w1.tif': fieldTiff(3, { nuclei: 5 }),
      'Plate1_B02_s2_w1.tif': fieldTiff(4, { nuclei: 0 }),
      'sub/=cmd|calc!A0.tif': fieldTiff(5),
    })
    ;({ stdout } = await counted([input, '--out', out, '--labels', '--overlays', '--json']))
  })

  it('prints one event a line', () => {
    const events = jsonLines<{ event: string }>(stdout)
    const kinds = events.map(({ event }) => event)
    expect(kinds.filter((kind) => kind === 'start')).toHaveLength(1)
    expect(kinds.filter((kind) => kind === 'image')).toHaveLength(5)
    expect(kinds.at(-1)).toBe('end')
    expect(kinds).toContain('progress')
    expect(events.at(-1)).toMatchObject({ state: 'done', total: 5, done: 5, failed: 0 })
  })

  it('has the columns scripts depend on, in their order', () => {
    const header = readFileSync(join(out, 'counts.csv'), 'utf8')
      .replace(/^\uFEFF/, '')
      .split('\r\n')[0]!
    expect(header.split(',').slice(0, COLUMNS.length)).toEqual(COLUMNS)
  })

  it('says the same in every table, the label images and run.json', async () => {
    const rows = csv(join(out, 'counts.csv'))
    const nuclei = csv(join(out, 'nuclei.csv'))
    const wells = csv(join(out, 'wells.csv'))
    const run = runJsonSchema.parse(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')))
    const total = rows.reduce((sum, row) => sum + Number(row.count), 0)
    expect(rows).toHaveLength(5)
    expect(total).toBeGreaterThan(15)
    expect(nuclei).toHaveLength(total)
    expect(run.totals).toMatchObject({ images: 5, counted: 5, failed: 0, nuclei: total })
    expect(run.inputs).toHaveLength(5)
    for (const row of rows) {
      expect(row.status).toBe('counted')
      const file = row.file!.replace(/^'/, '')
      const own = nuclei.filter((nucleus) => nucleus.file === row.file)
      expect(own).toHaveLength(Number(row.count))
      const labels = await labelAreas(join(out, 'labels', file.replace(/\.tif$/, '_labels.tif')))
      expect(labels.size).toBe(own.length)
      for (const nucleus of own) expect(labels.get(Number(nucleus.label))).toBe(Number(nucleus.area_px))
      expect(existsSync(join(out, 'overlays', file.replace(/\.tif$/, '.png')))).toBe(true)
    }
    for (const well of wells) {
      const own = rows.filter((row) => row.plate === well.plate && row.well === well.well)
      expect(Number(well.images)).toBe(own.length)
      expect(Number(well.total)).toBe(own.reduce((sum, row) => sum + Number(row.count), 0))
    }
    expect(wells.filter((well) => well.well !== '').map((well) => well.well)).toEqual(['A01', 'B02'])
    const sheets = await readWorkbook(join(out, 'results.xlsx'))
    expect(sheets.slice(0, 3).map((sheet) => sheet.rows - 1)).toEqual([rows.length, wells.length, total])
    expect(sheets).toHaveLength(4)
  })

  it('keeps a file name from being a formula', () => {
    const row = csv(join(out, 'counts.csv')).find(({ file }) => file!.includes('cmd'))!
    expect(row.file).not.toMatch(/^[=+\-@\t\r]/)
    expect(row.file).toContain('=cmd|calc!A0.tif')
    expect(existsSync(join(out, 'labels/sub/=cmd|calc!A0_labels.tif'))).toBe(true)
  })

  it('sets earlier results aside and does not read its own output', async () => {
    const before = readFileSync(join(out, 'counts.csv'), 'utf8')
    await counted([input, '--out', out])
    const aside = readdirSync(out).filter((name) => name.startsWith('earlier-results-'))
    expect(aside).toHaveLength(1)
    expect(readFileSync(join(out, aside[0]!, 'counts.csv'), 'utf8')).toBe(before)
    expect(existsSync(join(out, aside[0]!, 'labels'))).toBe(true)
    expect(csv(join(out, 'counts.csv'))).toHaveLength(5)
  })

  it('does not go into subfolders with --no-recursive', async () => {
    const flat = join(root, 'flat')
    await counted([input, '--out', flat, '--no-recursive'])
    expect(csv(join(flat, 'counts.csv')).map(({ file }) => file)).toEqual(
      expect.not.arrayContaining([expect.stringContaining('cmd')]),
    )
    expect(csv(join(flat, 'counts.csv'))).toHaveLength(4)
  })
})

describe('where results go', () => {
  const one = { 'a.tif': fieldTiff(11), 'deep/b.tif': fieldTiff(12) }

  it('may lie inside the images, twice', async () => {
    const input = writeFiles(join(root, 'inside'), one)
    for (let round = 0; round < 2; round++) {
      await counted([input, '--out', join(input, 'results'), '--labels', '--overlays'])
      expect(csv(join(input, 'results', 'counts.csv')).map(({ file }) => file)).toEqual([
        'a.tif',
        'deep/b.tif',
      ])
    }
    // Results of another run are not read either.
    await counted([input, '--out', join(input, 'second'), '--labels'])
    expect(csv(join(input, 'second', 'counts.csv'))).toHaveLength(2)
  })

  it('is not read again either when the run that wrote it was cut short', async () => {
    const input = writeFiles(join(root, 'cut-short'), one)
    const first = await karyon(['count', input, '--out', join(input, 'first'), '--labels', '--overlays'], {
      onStart: (child) =>
        child.stderr!.on('data', (text: string) => {
          if (/nuclei$/m.test(text)) child.kill('SIGKILL')
        }),
    })
    if (first.signal === 'SIGKILL') expect(existsSync(join(input, 'first', 'labels'))).toBe(true)
    await counted([input, '--out', join(input, 'second')])
    expect(csv(join(input, 'second', 'counts.csv')).map(({ file }) => file)).toEqual(['a.tif', 'deep/b.tif'])
  })

  it('may be the folder of the images itself, twice', async () => {
    const input = writeFiles(join(root, 'same'), one)
    for (let round = 0; round < 2; round++) {
      await counted([input, '--out', input, '--labels', '--overlays'])
      expect(csv(join(input, 'counts.csv')).map(({ file }) => file)).toEqual(['a.tif', 'deep/b.tif'])
    }
    expect(readFileSync(join(input, 'a.tif'))).toEqual(Buffer.from(one['a.tif']))
  })

  it('keeps tables that were there and are not ours', async () => {
    const input = writeFiles(join(root, 'foreign'), { 'a.tif': one['a.tif'] })
    const out = writeFiles(join(root, 'foreign-out'), { 'counts.csv': 'mine' })
    await counted([input, '--out', out])
    const [aside] = readdirSync(out).filter((name) => name.startsWith('earlier-results-'))
    expect(readFileSync(join(out, aside!, 'counts.csv'), 'utf8')).toBe('mine')
  })

  it('gives files of one name each a label image of their own', async () => {
    const input = writeFiles(join(root, 'names'), {
      'x/field.tif': fieldTiff(21),
      'x/field.tiff': fieldTiff(22, { nuclei: 5 }),
      'y/field.tif': fieldTiff(23, { nuclei: 3 }),
    })
    const out = join(root, 'names-out')
    await counted([join(input, 'x'), join(input, 'y', 'field.tif'), '--out', out, '--labels'])
    const rows = csv(join(out, 'counts.csv'))
    expect(new Set(rows.map(({ file }) => file)).size).toBe(3)
    const counts = await Promise.all(
      ['x/field', 'x/field.tiff', 'field'].map(
        async (name) => (await labelAreas(join(out, 'labels', `${name}_labels.tif`))).size,
      ),
    )
    expect(counts.sort()).toEqual(rows.map(({ count }) => Number(count)).sort())
  })
})

describe('usage', () => {
  const input = join(root, 'one')
  beforeAll(() => {
    writeFiles(input, { 'a.tif': fieldTiff(31) })
    writeFiles(join(root, 'empty'), {})
  })

  const wrong: [string, string[], RegExp][] = [
    ['no path', ['count'], /at least one/],
    ['an unknown option', ['count', 'x', '--colour'], /Unknown option '--colour'/],
    ['an option without its value', ['count', 'x', '--out'], /--out/],
    ['a wrong word', ['count', 'x', '--quality', 'superb'], /fast, balanced, best/],
    ['a wrong device', ['count', 'x', '--device', 'abacus'], /--device must be one of/],
    ['an unknown command', ['cuont', 'x'], /no command "cuont"/],
    ['a path that is not there', ['count', join(root, 'nowhere')], /does not exist/],
    ['a folder without images', ['count', join(root, 'empty')], /no files here to count/],
    ['a list of names that is not there', ['plate', '--names', join(root, 'nowhere')], /cannot be read/],
  ]
  for (const [what, args, says] of wrong) {
    it(`exits 1 for ${what}`, async () => {
      const { code, stderr } = await karyon(args, { cwd: root })
      expect(stderr).toMatch(says)
      expect(code).toBe(1)
    })
  }

  it('exits 1 for an unknown model, channel or device, and names what there is', async () => {
    const plate = writeFiles(join(root, 'two-channels'), {
      'P_A01_s1_w1.tif': fieldTiff(41),
      'P_A01_s1_w2.tif': fieldTiff(42),
    })
    const out = join(root, 'refused')
    const model = await karyon(['count', input, '--out', out, '--model', 'nonsense'])
    expect([model.code, model.stderr]).toEqual([
      1,
      expect.stringMatching(/no model named nonsense[\s\S]*starter/),
    ])
    const channel = await karyon(['count', plate, '--out', out, '--channel', 'GFP'])
    expect([channel.code, channel.stderr]).toEqual([1, expect.stringMatching(/GFP/)])
    const device = await karyon(['count', input, '--out', out, '--device', 'dml'])
    expect([device.code, device.stderr]).toEqual([1, expect.stringMatching(/dml cannot be used here/)])
    const json = await karyon(['count', join(root, 'empty'), '--json'])
    expect(jsonLines(json.stdout).at(-1)).toMatchObject({ event: 'error', code: 'nothing-to-count' })
  })

  it('exits 2 when one of several paths is not there, and counts the rest, also with --resume', async () => {
    const [out, gone] = [join(root, 'one-gone'), join(root, 'nowhere')]
    const args = ['count', input, gone, '--out', out, '--model', 'classical']
    for (const more of [[], ['--resume']]) {
      const { code, stdout, stderr } = await karyon([...args, ...more])
      expect([code, stdout]).toEqual([2, expect.stringContaining('in 1 image')])
      expect(stderr).toContain(`failed: ${gone}: It does not exist.`)
    }
    expect(csv(join(out, 'counts.csv')).map(({ file, error }) => [file, error])).toEqual([['one/a.tif', '']])
  })

  it('counts the channel named by its place', async () => {
    const plate = writeFiles(join(root, 'by-place'), {
      'P_A01_s1_w1.tif': fieldTiff(43, { nuclei: 0 }),
      'P_A01_s1_w2.tif': fieldTiff(44),
    })
    const count = async (channel: string) => {
      const out = join(root, `by-place-${channel}`)
      await counted([plate, '--out', out, '--channel', channel])
      return csv(join(out, 'counts.csv'))[0]!
    }
    expect(await count('1')).toMatchObject({ file: 'P_A01_s1_w1.tif', count: '0' })
    const second = await count('2')
    expect(second.file).toBe('P_A01_s1_w2.tif')
    expect(Number(second.count)).toBeGreaterThan(3)
    // By name, and found from the images when nothing is said.
    expect(await count('w2')).toMatchObject({ file: second.file, count: second.count })
    expect(await count('auto')).toMatchObject({ file: second.file, count: second.count })
  })

  it('refuses a network that is not the one of its manifest', async () => {
    const models = join(root, 'tampered', 'resources', 'models')
    const shipped = 'resources/models'
    const preset = (JSON.parse(readFileSync(join(shipped, 'presets.json'), 'utf8')) as { balanced: string })
      .balanced
    const bytes = readFileSync(join(shipped, preset, 'model.onnx'))
    bytes[bytes.length - 100]! ^= 1
    writeFiles(models, {
      'presets.json': readFileSync(join(shipped, 'presets.json')),
      [`${preset}/manifest.json`]: readFileSync(join(shipped, preset, 'manifest.json')),
      [`${preset}/model.onnx`]: bytes,
    })
    writeFileSync(join(root, 'tampered', 'package.json'), JSON.stringify({ version: '0.0.0' }))
    const { code, stderr } = await karyon(['count', input, '--out', join(root, 'tampered-out')], {
      env: { KARYON_ROOT: join(root, 'tampered') },
    })
    expect(stderr).toMatch(/not the one its manifest was made for/)
    expect(code).toBe(1)
    expect(existsSync(join(root, 'tampered-out', 'counts.csv'))).toBe(false)
  })

  it('prints its version and usage', async () => {
    expect((await karyon(['--version'])).stdout).toMatch(/^karyon \d+\.\d+\.\d+\n$/)
    const help = await karyon(['count', '--help'])
    expect([help.code, help.stdout]).toEqual([0, expect.stringContaining('karyon count PATH')])
  })
})

/** Pixels of each label. */
async function labelAreas(file: string): Promise<Map<number, number>> {
  const source = await openImage(file)
  const { data } = await source.readPlane({})
  await source.close()
  const areas = new Map<number, number>()
  for (const label of data) if (label > 0) areas.set(label, (areas.get(label) ?? 0) + 1)
  return areas
}
