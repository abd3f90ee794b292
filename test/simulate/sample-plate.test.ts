import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { planeFileName, planeXml, plateHtd } from '@core/simulate/metaxpress'
import { writeSamplePlate } from '@core/simulate/sample-plate'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRecords } from '../export/strict-csv'
import { readTiff } from '../export/tiff-reader'
import { sha } from './components'

const folder = mkdtempSync(join(tmpdir(), 'karyon-sample-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const small = { wells: ['B02', 'B03', 'B04', 'B05', 'C05'], sites: 2, width: 260, height: 200 }
const plate = join(folder, 'plate')
const seen: [number, number][] = []

beforeAll(async () => {
  await writeSamplePlate(plate, { ...small, onField: (done, all) => seen.push([done, all]) })
})

describe('writeSamplePlate', () => {
  it('writes ImageXpress names, a sidecar and the truth', () => {
    const names = readdirSync(plate)
    const images = names.filter((name) => name.endsWith('.tif'))
    expect(images).toHaveLength(20)
    const pattern =
      /^Karyon-Sample_([BC]0[2-5])_s([12])_w([12])[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-A[0-9A-F]{3}-[0-9A-F]{12}\.tif$/
    for (const name of images) expect(name).toMatch(pattern)
    expect(new Set(images.map((name) => name.slice(-40))).size).toBe(20)
    expect(names.filter((name) => !name.endsWith('.tif')).sort()).toEqual(['Karyon-Sample.HTD', 'truth.csv'])
    expect(seen).toHaveLength(10)
    expect(seen.at(-1)).toEqual([10, 10])
    const truth = readRecords(readFileSync(join(plate, 'truth.csv'), 'utf8'))
    expect(truth.map((r) => r.file)).toEqual(truth.map((r) => names.find((n) => n === r.file)))
    const total = (well: string) =>
      truth.filter((r) => r.well === well).reduce((sum, r) => sum + Number(r.count), 0)
    expect(total('B02')).toBeGreaterThan(2.5 * total('B05'))
    expect(total('B05')).toBeGreaterThan(0)
    expect(total('C05')).toBe(0)
    expect(truth.filter((r) => r.well === 'B03').map((r) => r.dose_um)).toEqual(['0.1', '0.1'])
  })

  it('describes its planes as MetaXpress does', () => {
    const name = readdirSync(plate).find((n) => n.includes('B03_s2_w2'))!
    const { tags, pixels } = readTiff(readFileSync(join(plate, name)))
    expect([tags.get(256)!.values[0], tags.get(257)!.values[0], tags.get(258)!.values[0]]).toEqual([
      260, 200, 16,
    ])
    expect(pixels.length).toBe(260 * 200 * 2)
    const xml = tags.get(270)!.text!
    expect(XMLValidator.validate(xml)).toBe(true)
    const parsed = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' }).parse(xml)
    const props = new Map(
      parsed.MetaData.PlaneInfo.prop.map((p: { id: string; value: string }) => [p.id, p.value]),
    )
    expect(props.get('spatial-calibration-x')).toBe('0.65')
    expect(props.get('spatial-calibration-units')).toBe('um')
    expect(props.get('_IllumSetting_')).toBe('Actin')
    expect(props.get('wavelength')).toBe('624')
    expect(props.get('stage-label')).toBe('B03 : Site 2')
  })

  it('writes the same bytes again, and others for another seed', async () => {
    const one = { ...small, wells: ['B02', 'B03'], sites: 1 }
    const bytes = (name: string) =>
      readdirSync(join(folder, name))
        .sort()
        .map((file) => sha(readFileSync(join(folder, name, file))))
    await writeSamplePlate(join(folder, 'x'), one)
    await writeSamplePlate(join(folder, 'y'), one)
    await writeSamplePlate(join(folder, 'z'), { ...one, seed: 7 })
    expect(bytes('x')).toEqual(bytes('y'))
    expect(bytes('z')).not.toEqual(bytes('x'))
    // Names do not move when the generator is asked for another size.
    expect(planeFileName('Karyon-Sample', 'B02', 1, 1, 2018)).toBe(
      readdirSync(join(folder, 'x')).find((n) => n.includes('B02_s1_w1')),
    )
  })

  it('stops when asked, and says when it cannot write', async () => {
    const signal = AbortSignal.abort()
    await expect(writeSamplePlate(join(folder, 's'), { ...small, signal })).rejects.toMatchObject({
      name: 'AbortError',
    })
    writeFileSync(join(folder, 'file'), 'x')
    await expect(writeSamplePlate(join(folder, 'file', 'in'), small)).rejects.toMatchObject({
      code: 'output-unwritable',
    })
  })
})

describe('MetaXpress texts', () => {
  it('name the wells that were imaged, with CRLF', () => {
    const htd = plateHtd({
      plate: 'P',
      description: 'd',
      rows: 2,
      columns: 3,
      wells: ['A02', 'B03'],
      sites: 2,
      waves: ['Hoechst', 'Actin'],
    })
    expect(htd.split('\r\n')).toEqual([
      '"HTSInfoFile", Version 1.0',
      '"Description", "d"',
      '"PlateType", 6',
      '"TimePoints", 1',
      '"ZSeries", FALSE',
      '"ZSteps", 1',
      '"ZProjection", FALSE',
      '"XWells", 3',
      '"YWells", 2',
      '"WellsSelection1", FALSE, TRUE, FALSE',
      '"WellsSelection2", FALSE, FALSE, TRUE',
      '"Sites", TRUE',
      '"XSites", 2',
      '"YSites", 1',
      '"SiteSelection1", TRUE, TRUE',
      '"Waves", TRUE',
      '"NWavelengths", 2',
      '"WaveName1", "Hoechst"',
      '"WaveCollect1", 1',
      '"WaveName2", "Actin"',
      '"WaveCollect2", 1',
      '"EndFile"',
      '',
    ])
  })

  it('escape what XML needs', () => {
    const plane = {
      plate: 'a"<&',
      width: 1,
      height: 1,
      bits: 16,
      pixelSizeUm: 1,
      filter: 'f',
      emissionNm: 1,
      well: 'A01',
      site: 1,
      exposureMs: 1,
    }
    expect(XMLValidator.validate(planeXml(plane))).toBe(true)
    expect(planeXml(plane)).toContain('a&quot;&lt;&amp;')
  })
})
