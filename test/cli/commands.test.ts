import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { fieldTiff, writeFiles } from './fields'
import { jsonLines, karyon, scratch } from './karyon'

const { path: root, remove } = scratch('commands')
afterAll(remove)

describe('inspect', () => {
  it('prints a line a file, also for one that cannot be read', async () => {
    const folder = writeFiles(root, { 'a.tif': fieldTiff(1), 'b.tif': 'no' })
    const files = ['a.tif', 'b.tif'].map((name) => join(folder, name))
    const { code, stdout } = await karyon(['inspect', ...files, '--json'])
    const [good, bad] = jsonLines(stdout)
    expect(good).toMatchObject({
      file: files[0],
      ok: true,
      width: 160,
      height: 160,
      pages: 1,
      dtype: 'uint16',
    })
    expect(bad).toMatchObject({
      file: files[1],
      ok: false,
      code: 'format-unknown',
      remedy: expect.any(String),
    })
    expect(code).toBe(2)
  })
})

describe('models and devices', () => {
  it('are listed, a line each', async () => {
    const models = await karyon(['models', '--json'])
    expect(jsonLines(models.stdout).map(({ name }) => name)).toContain('starter')
    const devices = await karyon(['devices', '--json'])
    expect(jsonLines(devices.stdout).at(-1)).toMatchObject({ provider: 'cpu', state: 'ready' })
    expect([models.code, devices.code]).toEqual([0, 0])
  })

  // A GPU in software, as comes with Chromium: slow, but a device like others.
  const vulkan = '/usr/lib/chromium/vk_swiftshader_icd.json'
  it.runIf(existsSync(vulkan))(
    'says of a software GPU whether it can be used, and never ends of it',
    async () => {
      const env = { VK_ICD_FILENAMES: vulkan, KARYON_SILENCE_S: '5', KARYON_HOME: join(root, 'home') }
      const { code, stdout } = await karyon(['devices', '--json'], { env })
      const gpu = jsonLines(stdout).find(({ provider }) => provider === 'webgpu')!
      expect(code).toBe(0)
      expect(gpu.detail).toMatch(/passed the self-test|is not used: /)
      const folder = writeFiles(join(root, 'on-gpu'), { 'a.tif': fieldTiff(2, { side: 64, nuclei: 2 }) })
      const out = join(root, 'gpu')
      const counted = await karyon(['count', folder, '--out', out, '--device', 'webgpu'], { env })
      if (counted.code === 0) expect(readFileSync(join(out, 'counts.csv'), 'utf8')).toContain('webgpu')
      else
        expect([counted.code, counted.stderr]).toEqual([
          1,
          expect.stringContaining('webgpu cannot be used here'),
        ])
      // What cannot be used is passed over when nothing is asked for.
      expect((await karyon(['count', folder, '--out', out], { env })).code).toBe(0)
    },
  )
})

describe('plate', () => {
  it('reads a folder', async () => {
    const folder = writeFiles(join(root, 'plate'), { 'P_B03_s2_w1.tif': fieldTiff(3), 'readme.txt': 'x' })
    const { code, stdout } = await karyon(['plate', folder, '--json'])
    expect(code).toBe(0)
    expect(jsonLines(stdout).find(({ kind }) => kind === 'plate image')).toMatchObject({
      well: 'B03',
      site: '2',
    })
  })

  const list = resolve('../shared/field/plate_names.csv')
  if (!existsSync(list)) console.log('plate_names.csv is not there: its rows are not checked.')
  it.runIf(existsSync(list))('reads every name of the shared list', async () => {
    const rows = readFileSync(list, 'utf8').trim().split(/\r?\n/).slice(1).map(cells)
    const names = join(
      writeFiles(root, { 'names.txt': rows.map(([name]) => `${name}\n`).join('') }),
      'names.txt',
    )
    const { code, stdout } = await karyon(['plate', '--names', names, '--json'])
    const lines = jsonLines<Record<string, string | null>>(stdout)
    expect([code, lines.length]).toEqual([0, rows.length])
    rows.forEach(([name, kind, ...expected], i) => {
      expect([lines[i]!.file, lines[i]!.kind]).toEqual([name, kind])
      if (kind !== 'plate image') return
      for (const [k, key] of ['plate', 'well', 'site', 'channel', 'z', 't'].entries()) {
        const allowed = expected[k]!.split('|').map((one) => one.normalize('NFC'))
        expect(allowed, `${key} of ${name}`).toContain(lines[i]![key] ?? '')
      }
    })
  })
})

/** The list has quoted cells but no line breaks inside them. */
function cells(line: string): string[] {
  return [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
    .slice(0, 11)
    .map((found) => found[1]!.replace(/^"|"$/g, '').replaceAll('""', '"'))
}
