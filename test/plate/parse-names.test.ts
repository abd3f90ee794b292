import { describeNames, describePath, describePlateParse } from '@core/plate/describe-plate-parse'
import { isNotPlate } from '@core/plate/parse-name'
import { parseNames } from '@core/plate/parse-names'
import { describe, expect, it } from 'vitest'
import { makeTree } from './tree'

/** `convention plate well z` per name, or why it is no plate image. */
function readings(names: string[]): string[] {
  return parseNames(names).map((parsed) =>
    isNotPlate(parsed)
      ? parsed.notPlate
      : [parsed.convention, parsed.plate, parsed.well, parsed.z].map((value) => value ?? '-').join(' '),
  )
}

describe('names read together', () => {
  it('marks the images beside ZStep folders as projections', () => {
    expect(readings(['P/2024-01-01/7/P_A01_s1_w1.tif', 'P/2024-01-01/7/ZStep_3/P_A01_s1_w1.tif'])).toEqual([
      'metaxpress P A01 0',
      'metaxpress P A01 3',
    ])
    expect(readings(['P/2024-01-01/7/P_A01_s1_w1.tif'])).toEqual(['metaxpress P A01 -'])
  })

  it('places well numbers with the whole plate in view', () => {
    expect(readings(['W0014F0001T0001Z001C1.tif'])).toEqual(['cq1 - B02 1'])
    expect(readings(['W0014F0001T0001Z001C1.tif', 'W0262F0001T0001Z001C1.tif'])).toEqual([
      'cq1 - A14 1',
      'cq1 - K22 1',
    ])
  })

  it('needs two wells and a second varying token for weak patterns, or a sidecar', () => {
    expect(readings(['H9_ch00.tif', 'H9_ch01.tif'])).toEqual(['undecided', 'undecided'])
    expect(readings(['s_A1_ch00.tif', 's_B1_ch00.tif', 's_B1_ch01.tif'])).toEqual([
      'lasx s A01 -',
      'lasx s B01 -',
      'lasx s B01 -',
    ])
    expect(readings(['x_A1.tif', 'x_A2.tif'])).toEqual(['undecided', 'undecided'])
    expect(readings(['x_A1.tif', 'x.HTD'])).toEqual(['wellonly x A01 -', 'sidecar'])
    expect(readings(['S_A1_1.tif', 'S_A2_1.tif', 'S_B1_1.tif', 'S_B2_1.tif'])[3]).toBe(
      'incucyteshort S B02 -',
    )
  })

  it('does not believe a weak pattern beside many other names, and reports those beside a plate', () => {
    expect(readings(['x_A1.tif', 'x_B2.tif', 'cat.tif'])).toEqual(['undecided', 'undecided', 'no-convention'])
    expect(readings(['P_A01_s1_w1.tif', 'P_A02_s1_w1.tif', 'mosaic of it.tif'])).toEqual([
      'metaxpress P A01 -',
      'metaxpress P A02 -',
      'no-convention',
    ])
  })

  it('names plates by folder when a prefix repeats, per convention', () => {
    expect(
      readings([
        'A1170383/Images/HTS_A01_s1_w1.tif',
        'A1170384/Images/HTS_A01_s1_w1.tif',
        'A1170384/notes.txt',
      ]),
    ).toEqual(['metaxpress A1170383 A01 -', 'metaxpress A1170384 A01 -', 'not-an-image'])
  })
})

describe('the lines of the plate command', () => {
  it('reads a list name by name, with null where the name does not say', () => {
    expect(describeNames(['Neuro_C07_s2.tif', 'C2C12_DAPI.tif'])).toEqual([
      {
        file: 'Neuro_C07_s2.tif',
        kind: 'plate image',
        plate: 'Neuro',
        well: 'C07',
        site: '2',
        channel: null,
        z: null,
        t: null,
        convention: 'metaxpress',
      },
      {
        file: 'C2C12_DAPI.tif',
        kind: 'not a plate image',
        plate: null,
        well: null,
        site: null,
        channel: null,
        z: null,
        t: null,
        convention: null,
        reason: 'Its name fits no plate naming convention; it is read as a single picture.',
      },
    ])
  })

  it('has one line for every file of a folder', async () => {
    const files = [
      'T_170319090001_A01f00d0.C01',
      'P_A01_s1_w1.tif',
      'P_A01_s1_w1 - Copy.tif',
      'P_A01_s1_w1_thumb.tif',
      'P_B01_s1_w1.tif',
      'cat.tif',
      'notes.txt',
    ]
    const { root, remove } = makeTree(files)
    const lines = await describePlateParse(root)
    remove()
    expect(lines.map((line) => line.file).sort()).toEqual([...files].sort())
    const kinds = new Map(lines.map((line) => [line.file, `${line.kind} ${line.well}`]))
    expect(kinds.get('P_B01_s1_w1.tif')).toBe('plate image B01')
    expect(kinds.get('T_170319090001_A01f00d0.C01')).toBe('plate image A01')
    expect(kinds.get('P_A01_s1_w1_thumb.tif')).toBe('not a plate image null')
    expect(kinds.get('cat.tif')).toBe('not a plate image null')
    const reasons = lines.filter((line) => line.reason !== undefined).map((line) => line.file)
    expect(reasons.sort()).toEqual(files.filter((file) => !/^P_[AB]01_s1_w1\.tif$/.test(file)).sort())
  })

  it('reads a single file', async () => {
    const { root, remove } = makeTree(['r01c02f03p04-ch5sk6fk1fl1.tiff'])
    const lines = await describePath(`${root}/r01c02f03p04-ch5sk6fk1fl1.tiff`)
    remove()
    expect(lines).toMatchObject([
      { kind: 'plate image', well: 'A02', site: '3', z: '4', channel: '5', t: '6' },
    ])
  })
})
