import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeCountsCsv } from '@core/export/counts-csv'
import { csvCell, csvPieces, csvText, writeCsv } from '@core/export/csv'
import { formatFixed, formatInteger, formatPrecise } from '@core/export/format-number'
import { writeNucleiCsv } from '@core/export/nuclei-csv'
import type { Table } from '@core/export/table'
import { writeWellsCsv } from '@core/export/wells-csv'
import { afterAll, describe, expect, it } from 'vitest'
import { imageRow, nucleus } from './rows'
import { parseStrictCsv, readRecords } from './strict-csv'

const folder = mkdtempSync(join(tmpdir(), 'karyon-csv-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const path = join(folder, 'out.csv')
const written = () => readFileSync(path, 'utf8')

describe('numbers', () => {
  it('are rounded to four decimals without exponents, locale or closing zeros', () => {
    const cases: [number, string][] = [
      [0, '0'],
      [-0, '0'],
      [-0.00001, '0'],
      [1, '1'],
      [-12.5, '-12.5'],
      [0.08333333, '0.0833'],
      [0.00005, '0.0001'],
      [412.53214, '412.5321'],
      [999.99996, '1000'],
      [1e-9, '0'],
      [123456789.123456, '123456789.1235'],
      [1.5e21, '1500000000000000000000'],
      [Number.NaN, ''],
      [Number.POSITIVE_INFINITY, ''],
    ]
    for (const [value, text] of cases) expect(formatFixed(value), String(value)).toBe(text)
  })

  it('keep their digits when they are small or large', () => {
    const cases: [number, string][] = [
      [65_535, '65535'],
      [3.2e-7, '0.00000032'],
      [-1.23456789e-10, '-0.0000000001234568'],
      [0.123456789, '0.1234568'],
      [9.87654321, '9.876543'],
      [512.123456789, '512.1235'],
    ]
    for (const [value, text] of cases) expect(formatPrecise(value), String(value)).toBe(text)
    expect(Number(formatPrecise(2 ** 70))).toBe(2 ** 70)
    expect(formatPrecise(2 ** 70)).not.toContain('e')
    expect(formatPrecise(Number.NEGATIVE_INFINITY)).toBe('')
    expect(formatInteger(12.6)).toBe('13')
    expect(formatInteger(1e22)).toBe('10000000000000000000000')
  })

  it('agree with toFixed on thousands of values', () => {
    for (let i = 0; i < 20_000; i++) {
      const value = (((i * 2_654_435_761) % 4_294_967_296) / 4_294_967_296 - 0.5) * 10 ** (i % 9)
      expect(Math.abs(Number(formatFixed(value)) - value)).toBeLessThanOrEqual(
        0.00005 + Math.abs(value) * 1e-15,
      )
      expect(formatFixed(value)).toMatch(/^-?\d+(\.\d{1,4})?$/)
    }
  })
})

describe('text cells', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+49', "'+49"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', "'\tx"],
    ['\r=1', '"\'\r=1"'],
    ['＝1', "'＝1"],
    ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['a=b', 'a=b'],
    ['B02', 'B02'],
    ['', ''],
  ])('%j becomes %j', (text, cell) => {
    expect(csvText(text)).toBe(cell)
  })

  it('leave negative numbers as numbers', () => {
    expect(csvCell('fixed', -4.5)).toBe('-4.5')
    expect(csvCell('text', '-4.5')).toBe("'-4.5")
    expect(csvCell('text', -4.5)).toBe("'-4.5")
    expect(csvCell('integer', undefined)).toBe('')
    expect(csvCell('boolean', true)).toBe('TRUE')
  })
})

describe('counts.csv', () => {
  it('is, byte for byte', async () => {
    await writeCountsCsv(path, [
      imageRow({ flags: ['blurred', 'debris'], notes: ['Maximum of 5 planes.', 'Rescaled.'] }),
      imageRow({
        file: 'ø "b", =c.tif',
        plate: '=cmd()',
        well: undefined,
        pixelSizeUm: undefined,
        status: 'failed',
        count: 3,
        seconds: undefined,
        error: { code: 'file-empty', message: 'The file has 0 bytes.', remedy: 'Copy it again.' },
      }),
    ])
    expect(readFileSync(path).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
    expect(written().slice(1).split('\r\n')).toEqual([
      'plate,well,row,column,site,channel,z,t,file,width_px,height_px,pixel_size_um,count,mean_area_px,' +
        'median_diameter_px,mean_confidence,flags,status,error,model,device,seconds,mean_area_um2,' +
        'median_diameter_um,density_per_mm2,touching_edge,scale,error_code,remedy,notes',
      'Plate1,B02,B,2,1,Hoechst,,,Plate1/a.tif,1000,500,0.5,120,412.5321,22.75,0.91,blurred; debris,counted,,' +
        'starter 0.1.0,cpu,0.482,103.133,11.375,960,7,1,,,Maximum of 5 planes. Rescaled.',
      '\'=cmd(),,,,1,Hoechst,,,"ø ""b"", =c.tif",1000,500,,,,,,,failed,The file has 0 bytes.,starter 0.1.0,cpu,,' +
        ',,,,1,file-empty,Copy it again.,',
      '',
    ])
  })

  it('reads back with a strict parser, whatever the names hold', async () => {
    const names = ['a,b', '"', '=1', '+', '-x', '@', 'tab\there', 'line\r\nbreak', 'æøå 日本 🔬', ' lead', '']
    await writeCountsCsv(
      path,
      names.map((name) => imageRow({ plate: name, file: name })),
    )
    const records = readRecords(written())
    expect(records.map((r) => r.plate!.replace(/^'/, ''))).toEqual(names)
    for (const record of records) expect(record.file).not.toMatch(/^[=+\-@\t\r]/)
  })

  it('has no count for failed and left out images, and 0 for an empty one', async () => {
    await writeCountsCsv(path, [
      imageRow({ status: 'failed' }),
      imageRow({ status: 'left-out' }),
      imageRow({ count: 0, meanAreaPx: undefined, medianDiameterPx: undefined, meanConfidence: undefined }),
    ])
    const records = readRecords(written())
    expect(records.map((r) => [r.count, r.mean_area_px, r.density_per_mm2])).toEqual([
      ['', '', ''],
      ['', '', ''],
      ['0', '', '0'],
    ])
  })
})

describe('nuclei.csv', () => {
  it('has every measurement, µm and a group of columns per channel', async () => {
    const rows = [
      imageRow({ file: 'a.tif', intensityChannels: ['Hoechst', '=Actin'] }),
      imageRow({ file: 'b.tif', intensityChannels: ['=Actin'], pixelSizeUm: { x: 0.5, y: 2 } }),
      imageRow({ file: 'c.tif', status: 'failed' }),
      imageRow({ file: 'd.tif', count: 0, intensityChannels: [], pixelSizeUm: undefined }),
      imageRow({ file: 'e.tif', intensityChannels: [], pixelSizeUm: undefined }),
    ]
    const asked: string[] = []
    await writeNucleiCsv(path, rows, async (row) => {
      asked.push(row.file)
      const second = { mean: 0.25, integrated: 100.25, min: 0.001234, max: 1e-7 }
      if (row.file === 'a.tif')
        return [nucleus(1, { intensities: [...nucleus(1).intensities, second] }), nucleus(2)]
      if (row.file === 'b.tif') return [nucleus(1, { intensities: [second], touchesEdge: true })]
      return row.file === 'e.tif' ? [nucleus(9, { intensities: [] })] : []
    })
    expect(asked).toEqual(['a.tif', 'b.tif', 'd.tif', 'e.tif'])
    expect(written().slice(1).split('\r\n')[0]).toBe(
      'plate,well,site,t,file,label,area_px,perimeter_px,equivalent_diameter_px,centroid_x_px,centroid_y_px,' +
        'bbox_x_px,bbox_y_px,bbox_width_px,bbox_height_px,eccentricity,solidity,touches_edge,confidence,' +
        'area_um2,perimeter_um,equivalent_diameter_um,centroid_x_um,centroid_y_um,' +
        'mean_Hoechst,integrated_Hoechst,min_Hoechst,max_Hoechst,' +
        'mean_=Actin,integrated_=Actin,min_=Actin,max_=Actin',
    )
    const [a1, a2, b1, e9] = readRecords(written())
    expect(a1).toMatchObject({
      file: 'a.tif',
      label: '1',
      area_px: '401',
      area_um2: '100.25',
      perimeter_um: '35.25',
    })
    expect(a1).toMatchObject({ mean_Hoechst: '512.1235', integrated_Hoechst: '205361', max_Hoechst: '65535' })
    expect(a1).toMatchObject({ 'mean_=Actin': '0.25', 'min_=Actin': '0.001234', 'max_=Actin': '0.0000001' })
    expect(a2).toMatchObject({ centroid_y_px: '6.6667', centroid_y_um: '3.3333', 'mean_=Actin': '' })
    expect(b1).toMatchObject({ area_um2: '401', equivalent_diameter_um: '22.5676', centroid_x_um: '5.125' })
    expect(b1).toMatchObject({ mean_Hoechst: '', 'mean_=Actin': '0.25', touches_edge: 'TRUE' })
    expect(e9).toMatchObject({ label: '9', area_um2: '', 'mean_=Actin': '' })
  })

  it('leaves the confidence empty where the segmenter has none', async () => {
    const row = imageRow({ meanConfidence: undefined })
    await writeNucleiCsv(path, [row], () => [nucleus(1, { confidence: undefined })])
    expect(readRecords(written())[0]).toMatchObject({ label: '1', confidence: '' })
    await writeCountsCsv(path, [row])
    expect(readRecords(written())[0]).toMatchObject({ count: String(row.count), mean_confidence: '' })
    await writeWellsCsv(path, [row])
    expect(readRecords(written())[0]).toMatchObject({ total: String(row.count), mean_confidence: '' })
  })

  it('has no µm columns when no image has a pixel size', async () => {
    await writeNucleiCsv(path, [imageRow({ pixelSizeUm: undefined })], () => [nucleus(1)])
    expect(parseStrictCsv(written())[0]!.filter((name) => name.includes('um'))).toEqual([])
  })
})

describe('wells.csv', () => {
  it('has a row per well', async () => {
    await writeWellsCsv(path, [
      imageRow({ count: 100 }),
      imageRow({ site: '2', count: 110 }),
      imageRow({ well: undefined }),
    ])
    expect(readRecords(written())).toEqual([
      {
        plate: 'Plate1',
        well: 'B02',
        row: 'B',
        column: '2',
        images: '2',
        images_failed: '0',
        total: '210',
        mean: '105',
        sd: '7.0711',
        density_per_mm2: '840',
        mean_area_px: '412.5321',
        mean_area_um2: '103.133',
        mean_confidence: '0.91',
        images_left_out: '0',
        t: '',
      },
    ])
  })
})

describe('streaming', () => {
  const endless = (rows: number): Table<number> => ({
    columns: [{ header: 'n', kind: 'integer', value: (n) => n }],
    batches: (function* () {
      for (let i = 0; i < rows; i += 1000) yield Array.from({ length: 1000 }, (_, k) => i + k)
    })(),
  })

  it('hands a long table on in bounded pieces', async () => {
    let longest = 0
    let total = 0
    for await (const piece of csvPieces(endless(300_000))) {
      longest = Math.max(longest, piece.length)
      total += piece.length
      expect(piece.endsWith('\r\n')).toBe(true)
    }
    expect(longest).toBeLessThan(200_000)
    expect(total).toBe(1 + 3 + 10 * 3 + 90 * 4 + 900 * 5 + 9000 * 6 + 90_000 * 7 + 200_000 * 8)
  })

  it('leaves nothing when a row cannot be made', async () => {
    const target = join(folder, 'broken', 'x.csv')
    await expect(writeCsv(target, endless(1000))).rejects.toMatchObject({ code: 'output-unwritable' })
    const throwing: Table<number> = {
      columns: [
        {
          header: 'n',
          kind: 'integer',
          value: () => {
            throw new RangeError('broken row')
          },
        },
      ],
      batches: [[1]],
    }
    const before = readdirSync(folder)
    await expect(writeCsv(join(folder, 'y.csv'), throwing)).rejects.toThrow('broken row')
    expect(readdirSync(folder)).toEqual(before)
  })
})
