import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { open, rename, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { columnName, xmlText } from '@core/export/sheet-xml'
import { writeResultsXlsx, type XlsxInput } from '@core/export/xlsx'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { unzipSync } from 'fflate'
import { afterAll, describe, expect, it } from 'vitest'
import { imageRow, nucleus } from './rows'

const folder = mkdtempSync(join(tmpdir(), 'karyon-xlsx-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const path = join(folder, 'results.xlsx')

type Cell = { type: 'n' | 's' | 'b'; value: string; style?: string }

/** Sheets by name, cells by place, checked for well-formed XML on the way. */
function readBook(file: string): { xml: Record<string, string>; sheets: Record<string, Map<string, Cell>> } {
  const xml: Record<string, string> = {}
  for (const [name, bytes] of Object.entries(unzipSync(readFileSync(file)))) {
    xml[name] = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    expect(XMLValidator.validate(xml[name]!), name).toBe(true)
  }
  const arrays = new Set(['row', 'c', 'si', 'sheet', 'Relationship', 'Override'])
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    trimValues: false,
    isArray: (name) => arrays.has(name),
  })
  const part = (name: string) => parser.parse(xml[name]!)
  const strings = ((part('xl/sharedStrings.xml').sst.si ?? []) as { t: { '#text': string } | string }[]).map(
    ({ t }) => (typeof t === 'string' ? t : t['#text']),
  )
  const targets = new Map<string, string>()
  for (const rel of part('xl/_rels/workbook.xml.rels').Relationships.Relationship)
    targets.set(rel.Id, rel.Target)
  const types = part('[Content_Types].xml').Types.Override.map((o: { PartName: string }) => o.PartName)
  const sheets: Record<string, Map<string, Cell>> = {}
  for (const sheet of part('xl/workbook.xml').workbook.sheets.sheet) {
    const target = `xl/${targets.get(sheet['r:id'])}`
    expect(types).toContain(`/${target}`)
    const cells = new Map<string, Cell>()
    for (const row of part(target).worksheet.sheetData.row) {
      for (const c of row.c ?? []) {
        const type = c.t ?? 'n'
        cells.set(c.r, { type, value: type === 's' ? strings[Number(c.v)]! : c.v, style: c.s })
        expect(c.r.replace(/^[A-Z]+/, '')).toBe(row.r)
      }
    }
    sheets[sheet.name] = cells
  }
  return { xml, sheets }
}

const input = (changes: Partial<XlsxInput> = {}): XlsxInput => ({
  rows: [
    imageRow({ count: 2 }),
    imageRow({ file: '=2+3.tif', status: 'failed', count: undefined, notes: ['a & <b> "c"'] }),
  ],
  nucleiOf: () => [nucleus(1), nucleus(2, { touchesEdge: true })],
  run: [
    { key: 'app.version', value: '0.1.0' },
    { key: 'totals.nuclei', value: 2 },
    { key: 'byHand', value: false },
  ],
  ...changes,
})

describe('results.xlsx', () => {
  it('has four sheets with numbers as numbers and text as text', async () => {
    await writeResultsXlsx(path, input())
    const { sheets, xml } = readBook(path)
    expect(Object.keys(sheets)).toEqual(['Counts', 'Wells', 'Nuclei', 'Run'])
    const counts = sheets.Counts!
    expect(counts.get('A1')).toEqual({ type: 's', value: 'plate', style: '1' })
    expect(counts.get('M1')!.value).toBe('count')
    expect(counts.get('M2')).toEqual({ type: 'n', value: '2' })
    expect(counts.get('E2')).toEqual({ type: 's', value: '1' })
    expect(counts.get('N2')).toEqual({ type: 'n', value: '412.5321' })
    expect(counts.has('M3')).toBe(false)
    // Text that looks like a formula stays text, also when it is edited.
    expect(counts.get('I3')).toEqual({ type: 's', value: '=2+3.tif', style: '2' })
    expect(xml['xl/sharedStrings.xml']).toContain('a &amp; &lt;b&gt; &quot;c&quot;')
    expect(Object.values(xml).some((text) => text.includes('<f>'))).toBe(false)
    expect(sheets.Wells!.get('G2')).toEqual({ type: 'n', value: '2' })
    expect(sheets.Nuclei!.get('R3')).toEqual({ type: 'b', value: '1' })
    expect(sheets.Nuclei!.get('R2')).toEqual({ type: 'b', value: '0' })
    expect(sheets.Run!.get('A2')).toEqual({ type: 's', value: 'app.version' })
    expect(sheets.Run!.get('B3')).toEqual({ type: 'n', value: '2' })
    expect(sheets.Run!.get('B4')).toEqual({ type: 'b', value: '0' })
    for (let s = 1; s <= 4; s++) {
      const sheet = xml[`xl/worksheets/sheet${s}.xml`]!
      expect(sheet).toContain('<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>')
      expect(sheet).toMatch(/<col min="1" max="1" width="\d+" customWidth="1"\/>/)
    }
    expect(xml['xl/styles.xml']).toContain('<font><b/>')
  })

  it('goes on in further sheets when one is full, also in the middle of an image', async () => {
    const rows = [imageRow({ file: 'a', count: 5 }), imageRow({ file: 'b', count: 4 })]
    const nucleiOf = (row: { count?: number }) => Array.from({ length: row.count! }, (_, i) => nucleus(i + 1))
    await writeResultsXlsx(path, input({ rows, nucleiOf }), { maxSheetRows: 4 })
    const { sheets } = readBook(path)
    expect(Object.keys(sheets)).toEqual(['Counts', 'Wells', 'Nuclei', 'Nuclei 2', 'Nuclei 3', 'Run'])
    const labels = ['Nuclei', 'Nuclei 2', 'Nuclei 3'].flatMap((name) =>
      [2, 3, 4].map((r) => `${sheets[name]!.get(`E${r}`)?.value}${sheets[name]!.get(`F${r}`)?.value}`),
    )
    expect(labels).toEqual(['a1', 'a2', 'a3', 'a4', 'a5', 'b1', 'b2', 'b3', 'b4'])
    expect(sheets['Nuclei 3']!.get('F1')!.value).toBe('label')
  })

  it('says so when a workbook cannot hold all nuclei', async () => {
    const nucleiOf = () => Array.from({ length: 10 }, (_, i) => nucleus(i + 1))
    await writeResultsXlsx(path, input({ nucleiOf }), { maxSheetRows: 5, maxNucleiSheets: 2 })
    const { sheets } = readBook(path)
    expect(Object.keys(sheets)).toEqual(['Counts', 'Wells', 'Nuclei', 'Nuclei 2', 'Run'])
    expect(sheets.Run!.get('B5')!.value).toBe('the first 8; all of them are in nuclei.csv')
  })

  it('holds any text: control characters, emoji, halves of pairs, very long', async () => {
    const file = 'æ🔬\u0001\ud800_x0041_\r\n end '
    await writeResultsXlsx(
      path,
      input({ rows: [imageRow({ file, plate: 'p'.repeat(40_000) })], nucleiOf: () => [] }),
    )
    const { sheets } = readBook(path)
    expect(sheets.Counts!.get('I2')!.value).toBe('æ🔬_x0001__xD800__x005F_x0041__x000D_\n end ')
    expect(sheets.Counts!.get('A2')!.value).toHaveLength(32_767)
    expect(xmlText('_x00_ _y0041_')).toBe('_x00_ _y0041_')
  })

  it('is the same file for the same data', async () => {
    await writeResultsXlsx(path, input())
    const first = readFileSync(path)
    await writeResultsXlsx(path, input())
    expect(readFileSync(path).equals(first)).toBe(true)
  })

  it('leaves the old file and no half one when the disk fills up or a nucleus cannot be read', async () => {
    await writeResultsXlsx(path, input())
    const before = readFileSync(path)
    const big = input({
      nucleiOf: () => Array.from({ length: 50_000 }, (_, i) => nucleus(i, { centroidX: Math.sqrt(i) })),
    })
    const fs = {
      open: async (name: string, flags: string) => {
        const handle = await open(name, flags)
        return {
          write: (async () => {
            throw Object.assign(new Error('no space left'), { code: 'ENOSPC' })
          }) as unknown as typeof handle.write,
          sync: () => handle.sync(),
          close: () => handle.close(),
        }
      },
      rename,
      unlink,
    }
    await expect(writeResultsXlsx(path, big, { fs })).rejects.toMatchObject({ code: 'disk-full' })
    const broken = input({ nucleiOf: () => Promise.reject(new RangeError('no nuclei')) })
    await expect(writeResultsXlsx(path, broken)).rejects.toThrow('no nuclei')
    expect(readFileSync(path).equals(before)).toBe(true)
    expect(readdirSync(folder)).toEqual(['results.xlsx'])
  })

  it('takes 100,000 nuclei without holding them', async () => {
    const rows = Array.from({ length: 100 }, (_, i) => imageRow({ file: `${i}.tif`, count: 1000 }))
    const batch = Array.from({ length: 1000 }, (_, i) => nucleus(i + 1, { centroidX: Math.sqrt(i) * 7 }))
    let peak = 0
    const before = process.memoryUsage()
    const nucleiOf = () => {
      const now = process.memoryUsage()
      peak = Math.max(peak, now.heapUsed + now.external - before.heapUsed - before.external)
      return batch
    }
    await writeResultsXlsx(path, input({ rows, nucleiOf }))
    // The sheet itself is some 70 MB of XML; what is held is a few pieces of it and young garbage.
    expect(peak).toBeLessThan(150e6)
    const sheet = new TextDecoder().decode(
      unzipSync(readFileSync(path), { filter: (f) => f.name === 'xl/worksheets/sheet3.xml' })[
        'xl/worksheets/sheet3.xml'
      ],
    )
    expect(sheet.match(/<row /g)).toHaveLength(100_001)
  })
})

it('names columns as Excel does', () => {
  expect([0, 25, 26, 51, 52, 701, 702, 16_383].map(columnName)).toEqual([
    'A',
    'Z',
    'AA',
    'AZ',
    'BA',
    'ZZ',
    'AAA',
    'XFD',
  ])
})
