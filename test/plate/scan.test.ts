import { mkdirSync, rmSync, symlinkSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import type { Scan } from '@core/plate/plate-image'
import { scanPaths } from '@core/plate/scan-paths'
import { afterEach, describe, expect, it } from 'vitest'
import { addFiles, makeTree, setLines, skippedNames } from './tree'

const trees: (() => void)[] = []
afterEach(() => {
  for (const remove of trees.splice(0)) remove()
})

function tree(files: (string | [path: string, text: string])[]): string {
  const { root, remove } = makeTree(files)
  trees.push(remove)
  return root
}

async function scanTree(files: (string | [path: string, text: string])[]): Promise<Scan> {
  return scanPaths([tree(files)])
}

const guid = '1B2054AB-8C11-4F9D-9E0A-00112233445'

describe('scanning plates', () => {
  it('groups channels and z planes into one set per field, wells in plate order', async () => {
    const scan = await scanTree(
      ['A10', 'A02', 'B01'].flatMap((well) =>
        ['1', '2'].flatMap((s) => ['1', '2'].map((w) => `screen/Screen7_${well}_s${s}_w${w}.tif`)),
      ),
    )
    expect(setLines(scan)).toEqual([
      'Screen7 A02 1 - | 1 2',
      'Screen7 A02 2 - | 1 2',
      'Screen7 A10 1 - | 1 2',
      'Screen7 A10 2 - | 1 2',
      'Screen7 B01 1 - | 1 2',
      'Screen7 B01 2 - | 1 2',
    ])
    expect(scan.plates).toHaveLength(1)
    expect(scan.plates[0]).toMatchObject({
      name: 'Screen7',
      convention: 'metaxpress',
      wells: ['A02', 'A10', 'B01'],
      sites: ['1', '2'],
      geometry: { rows: 8, columns: 12, source: 'guess' },
    })
    expect(scan.sets[0].id).toBe('screen/Screen7_A02_s1_w1.tif')
  })

  it('reads names that begin with the well, small or in capitals', async () => {
    const small = await scanTree(
      ['B02', 'C03'].flatMap((w) => [1, 2].map((c) => `Plate 7/${w}_s1_w${c}.tif`)),
    )
    expect(setLines(small)).toEqual(['Plate 7 B02 1 - | 1 2', 'Plate 7 C03 1 - | 1 2'])
    const capitals = await scanTree(['B02', 'C03'].flatMap((w) => [1, 2].map((c) => `P/${w}_S1_W${c}.TIF`)))
    expect(setLines(capitals)).toEqual(['P B02 1 - | 1 2', 'P C03 1 - | 1 2'])
    const leica = await scanTree(['A1', 'B2'].flatMap((w) => [0, 1].map((z) => `P/${w}_t1_z${z}_ch00.tif`)))
    expect(setLines(leica)).toEqual(['P A01 - 1 | 0z0 0z1', 'P B02 - 1 | 0z0 0z1'])
  })

  it('makes each time point a set and orders times by number', async () => {
    const scan = await scanTree([1, 2, 10].map((t) => `E/TimePoint_${t}/E_B03_s1_w1${guid}${t % 10}.tif`))
    expect(setLines(scan)).toEqual(['E B03 1 1 | 1', 'E B03 1 2 | 1', 'E B03 1 10 | 1'])
    expect(scan.plates[0].timePoints).toEqual(['1', '2', '10'])
  })

  it('takes planes instead of the projection made from them, and a projection whose planes are missing', async () => {
    const scan = await scanTree([
      `P/X_E07_s1_w1${guid}1.tif`,
      `P/X_E07_s1_w2${guid}2.tif`,
      `P/ZStep_1/X_E07_s1_w1${guid}3.tif`,
      `P/ZStep_2/X_E07_s1_w1${guid}4.tif`,
    ])
    expect(setLines(scan)).toEqual(['X E07 1 - | 1z1 1z2 2z0'])
    expect(skippedNames(scan)).toEqual({ derivative: [`X_E07_s1_w1${guid}1.tif`] })
    expect(scan.plates[0].notes.join('\n')).toMatch(/1 image projected by the instrument left out/)
    expect(scan.plates[0].notes.join('\n')).toMatch(/1 image projected by the instrument used as they are/)
  })

  it('keeps several plates of one folder apart by their prefix', async () => {
    const scan = await scanTree(['Alpha_A01_s1_w1.tif', 'Alpha_A02_s1_w1.tif', 'Beta_A01_s1_w1.tif'])
    expect(scan.plates.map((plate) => [plate.name, plate.wells])).toEqual([
      ['Alpha', ['A01', 'A02']],
      ['Beta', ['A01']],
    ])
  })

  it('names plates by folder when one prefix repeats the same wells in several', async () => {
    const scan = await scanTree([
      'Week1_22123/Week1_150607_B02_s1_w1.tif',
      'Week1_22141/Week1_150607_B02_s1_w1.tif',
      'screen/24279/HTS_B02_s1_w1.tif',
      'screen/24280/HTS_B02_s1_w1.tif',
      'HUVEC-1/Plate1/B02_s1_w1.png',
      'HUVEC-2/Plate1/B02_s1_w1.png',
      'lab/1/Plate_C03_s1_w1.tif',
      'lab/2/Plate_C03_s1_w1.tif',
    ])
    expect(scan.plates.map((plate) => plate.name)).toEqual([
      '24279',
      '24280',
      'HUVEC-1/Plate1',
      'HUVEC-2/Plate1',
      'lab/1',
      'lab/2',
      'Week1_22123',
      'Week1_22141',
    ])
    expect(scan.sets).toHaveLength(8)
    expect(scan.skipped).toEqual([])
  })

  it('keeps one plate over channel, time and z folders together', async () => {
    const scan = await scanTree([
      'phase/VID1_A1_1_00d00h00m.tif',
      'phase/VID1_A2_1_00d00h00m.tif',
      'red/VID1_A1_1_00d00h00m.tif',
      'red/VID1_A2_1_00d00h00m.tif',
      'run/0/B2_0_0_Fluorescence_405_nm_Ex.tiff',
      'run/1/B2_0_0_Fluorescence_405_nm_Ex.tiff',
      'stack_z_01/cells_p23_s2_w1.tif',
      'stack_z_02/cells_p23_s2_w1.tif',
    ])
    expect(setLines(scan)).toEqual([
      'cells P23 2 - | 1z1 1z2',
      'run B02 0 0 | Fluorescence_405_nm_Exz0',
      'run B02 0 1 | Fluorescence_405_nm_Exz0',
      'VID1 A01 1 00d00h00m | phase red',
      'VID1 A02 1 00d00h00m | phase red',
    ])
    expect(scan.plates[2].channels[0].info.transmitted).toBe(true)
    expect(scan.plates[1].channels[0].info.excitationNm).toBe(405)
  })

  it('names the plate by the parent of folders that each hold one well and bear its name', async () => {
    const harmony = await scanTree(
      ['02', '03'].flatMap((c) =>
        [1, 2].map((f) => `My plate/B${c}/Images/r02c${c}f0${f}p01-ch1sk1fk1fl1.tiff`),
      ),
    )
    expect(setLines(harmony)).toEqual(
      ['B02', 'B03'].flatMap((w) => [1, 2].map((f) => `My plate ${w} ${f} 1 | 1z1`)),
    )
    expect(harmony.plates).toHaveLength(1)
    const times = await scanTree(
      ['A1', 'H12'].flatMap((w) => [1, 2].map((t) => `Run/TimePoint_${t}/${w}/${w}_01_1_1_DAPI_00${t}.tif`)),
    )
    expect(setLines(times)).toEqual(
      ['A01', 'H12'].flatMap((w) => [1, 2].map((t) => `Run ${w} 1 ${t} | DAPI`)),
    )
    const inOne = tree(['Run/B2/B2_01_1_1_DAPI_001.tif'])
    expect(setLines(await scanPaths([join(inOne, 'Run', 'B2')]))).toEqual(['Run B02 1 1 | DAPI'])
    // A plate may be called like a well.
    const plates = await scanTree(
      ['A1', 'B2'].flatMap((w) => ['P1', 'A1'].map((p) => `S/${p}/${w}_01_1_1_DAPI_001.tif`)),
    )
    expect(setLines(plates)).toEqual(
      ['A1', 'P1'].flatMap((p) => ['A01', 'B02'].map((w) => `${p} ${w} 1 1 | DAPI`)),
    )
  })

  it('takes the newest complete measurement of a plate and says so', async () => {
    const field = (measurement: string, well: string) =>
      `${measurement}/Images/r01c${well}f01p01-ch1sk1fk1fl1.tiff`
    const first = 'BR7__2024-01-01T10_00_00-Measurement 1'
    const second = 'BR7__2024-01-02T10_00_00-Measurement 2'
    const both = await scanTree([
      field(first, '01'),
      field(first, '02'),
      field(second, '01'),
      field(second, '02'),
    ])
    expect(both.plates.map((plate) => plate.name)).toEqual(['BR7'])
    expect(both.sets.map((set) => set.files[0].path).every((path) => path.includes(second))).toBe(true)
    expect(both.plates[0].notes.join()).toContain(`${second} was taken where ${first}`)
    expect(both.skipped.map((file) => file.reason)).toEqual(['duplicate', 'duplicate'])
    const partial = await scanTree([field(first, '01'), field(first, '02'), field(second, '01')])
    expect(partial.sets.map((set) => set.files[0].path).every((path) => path.includes(first))).toBe(true)
  })

  it('takes the later acquisition of an ImageXpress plate exported twice', async () => {
    const first = `P/2024-01-01/7/P_A01_s1_w1${guid}1.tif`
    const second = `P/2024-02-01/12/P_A01_s1_w1${guid}2.tif`
    const scan = await scanTree([first, second])
    expect(scan.sets.map((set) => set.id)).toEqual([second])
    expect(scan.skipped.map((file) => file.reason)).toEqual(['duplicate'])
    expect(scan.plates[0].notes.join()).toContain('imaged more than once')
  })

  it('keeps two conventions of one plate name apart', async () => {
    const scan = await scanTree(['P/r01c01f01p01-ch1.tiff', 'P/A01_s1_w1.png'])
    expect(scan.plates.map((plate) => [plate.name, plate.convention])).toEqual([
      ['P', 'rxrx'],
      ['P (harmony)', 'harmony'],
    ])
  })

  it('takes one of several images at one place: no copy, TIFF before PNG, raw before displayed, newest', async () => {
    const scan = await scanTree([
      'a/Q_B02_s1_w1.tif',
      'a/Q_B02_s1_w1 - Copy.tif',
      'a/Q_B02_s1_w1 (1).tif',
      'a/Q_B02_s1_w1.png',
      'b/Live_Plate_R_p00_0_A01f00d0.TIF',
      'b/Live_Plate_D_p00_0_A01f00d0.TIF',
      'c/B2_01_1_1_DAPI_001.tif',
      'c/B2_01_1_2_DAPI_001.tif',
      'c/B2_-1_1_1_Stitched[DAPI 377,447]_001.tif',
      'd/V_A05_T0001F001L01A01Z01C01.tif',
      'd/V_A05_T0001F001L01A02Z01C01.tif',
    ])
    expect(scan.sets.map((set) => set.id)).toEqual([
      'c/B2_01_1_1_DAPI_001.tif',
      'c/B2_01_1_2_DAPI_001.tif',
      'b/Live_Plate_R_p00_0_A01f00d0.TIF',
      'a/Q_B02_s1_w1.tif',
      'd/V_A05_T0001F001L01A01Z01C01.tif',
    ])
    const root = tree([`G_B02_s1_w1${guid}1.tif`, `G_B02_s1_w1${guid}2.tif`])
    utimesSync(join(root, `G_B02_s1_w1${guid}2.tif`), 1_000_000, 1_000_000)
    const redone = await scanPaths([root])
    expect(redone.sets.map((set) => set.id)).toEqual([`G_B02_s1_w1${guid}1.tif`])
    expect(redone.skipped[0].detail).toContain(`${guid}1.tif, which was taken`)
  })

  it('counts every region and read step of a Cytation where a plate has several', async () => {
    const wells = (names: string[]) => ['A1', 'B2'].flatMap((well) => names.map((name) => `P/${well}${name}`))
    const regions = await scanTree(wells(['ROI1_01_1_1_DAPI_001.tif', 'ROI2_01_1_1_DAPI_001.tif']))
    expect(regions.skipped).toEqual([])
    expect(setLines(regions)).toEqual(
      ['A01', 'B02'].flatMap((w) => [1, 2].map((r) => `P ${w} ROI${r}-1 1 | DAPI`)),
    )
    expect(regions.plates[0].notes.join('\n')).toContain('Wells were imaged in 2 regions')
    const steps = await scanTree(wells(['_01_1_1_DAPI_001.tif', '_02_1_1_DAPI_001.tif']))
    expect(steps.skipped).toEqual([])
    expect(setLines(steps)).toEqual(
      ['A01', 'B02'].flatMap((w) => [1, 2].map((n) => `P ${w} step${n}-1 1 | DAPI`)),
    )
    expect(steps.plates[0].notes.join('\n')).toContain('several read steps')
    // A third step that images DAPI once more, and a fourth that images GFP beside it.
    const two = await scanTree([
      'P/A1_01_1_1_DAPI_001.tif',
      'P/A1_02_2_1_GFP_001.tif',
      'P/A1_03_1_1_DAPI_001.tif',
      'P/A1_04_2_1_GFP_001.tif',
    ])
    expect(setLines(two)).toEqual(['P A01 step1-1 1 | DAPI GFP', 'P A01 step3-1 1 | DAPI GFP'])
  })

  it('keeps the plain sites of a Cytation with one region, or with a read step a channel', async () => {
    const scan = await scanTree([
      'one/A1ROI1_01_1_1_DAPI_001.tif',
      'one/B2ROI1_01_1_1_DAPI_001.tif',
      'steps/A1_01_1_1_DAPI_001.tif',
      'steps/A1_02_2_1_GFP_001.tif',
      'steps/A1_-1_1_1_Stitched[DAPI]_001.tif',
    ])
    expect(setLines(scan)).toEqual(['one A01 1 1 | DAPI', 'one B02 1 1 | DAPI', 'steps A01 1 1 | DAPI GFP'])
    expect(scan.skipped.map(({ reason }) => reason)).toEqual(['derivative'])
  })

  it('counts images taken later of one place as time points: JOBS sequences, Yokogawa timelines', async () => {
    const jobs = await scanTree([
      'D/WellA01_PointA01_0000_ChannelDAPI_Seq0000.tif',
      'D/WellA01_PointA01_0000_ChannelGFP_Seq0000.tif',
      'D/WellB02_PointB02_0000_ChannelDAPI_Seq0001.tif',
      'D/WellB02_PointB02_0000_ChannelGFP_Seq0001.tif',
      'D/WellA01_PointA01_0000_ChannelDAPI_Seq0002.tif',
      'D/WellA01_PointA01_0000_ChannelGFP_Seq0002.tif',
      'D/WellA01_PointA01_0000_ChannelGFP_Seq0002 (1).tif',
    ])
    expect(setLines(jobs)).toEqual(['D A01 0 1 | DAPI GFP', 'D A01 0 2 | DAPI GFP', 'D B02 0 1 | DAPI GFP'])
    expect(skippedNames(jobs)).toEqual({ duplicate: ['WellA01_PointA01_0000_ChannelGFP_Seq0002 (1).tif'] })
    expect(jobs.plates[0].notes.join('\n')).toContain('time points')
    const timelines = await scanTree([1, 2].map((l) => `P_A01_T0001F001L0${l}A01Z01C01.tif`))
    expect(timelines.skipped).toEqual([])
    expect(setLines(timelines)).toEqual(['P A01 1 L1-1 | 1z1', 'P A01 1 L2-1 | 1z1'])
    const ordinary = await scanTree([
      ...['A01', 'B02'].map((w, i) => `E/Well${w}_Point${w}_0000_ChannelDAPI_Seq000${i}.tif`),
      'Q_A01_T0001F001L01A01Z01C01.tif',
      'Q_A01_T0001F001L02A02Z01C02.tif',
    ])
    expect(setLines(ordinary)).toEqual(['E A01 0 - | DAPI', 'E B02 0 - | DAPI', 'Q A01 1 1 | 1z1 2z1'])
  })

  it('places numbered wells on the smallest plate that holds the largest, or by the names beside them', async () => {
    const cq1 = await scanTree(['Image/W0014F0001T0001Z001C1.tif', 'Image/W0262F0001T0001Z001C1.tif'])
    expect(cq1.plates[0].wells).toEqual(['A14', 'K22'])
    expect(cq1.plates[0].notes.join()).toContain('16 × 24')
    const scanr = await scanTree([
      'data/B2--W00026--P00001--Z00000--T00000--DAPI.tif',
      'data/--W00027--P00001--Z00000--T00000--DAPI.tif',
    ])
    expect(scanr.plates[0]).toMatchObject({ wells: ['B02', 'B03'], geometry: { rows: 16, columns: 24 } })
  })

  it('counts tiles of one field as sites and says so', async () => {
    const scan = await scanTree([
      'p/Well0001/mode1_z000_t000_im0_0.tif',
      'p/Well0001/mode1_z000_t000_im0_1.tif',
    ])
    expect(setLines(scan)).toEqual(['p A01 0_0 0 | 1z0', 'p A01 0_1 0 | 1z0'])
    expect(scan.plates[0].notes.join()).toContain('every tile is counted')
  })

  it('reports holes', async () => {
    const scan = await scanTree([
      'H_B02_s1_w1.tif',
      'H_B02_s1_w2.tif',
      'H_B02_s2_w1.tif',
      'H_B02_s2_w2.tif',
      'H_B03_s1_w1.tif',
    ])
    const notes = scan.plates[0].notes.join('\n')
    expect(notes).toContain('1 well of 2 with fewer than the 2 sites seen on the plate: B03 (1).')
    expect(notes).toContain('Channel 2 is missing in 1 field, well B03.')
  })
})

describe('scanning what is no plate', () => {
  it('takes loose pictures one by one in natural order, and reports everything else', async () => {
    const scan = await scanTree([
      'img10.png',
      'img9.png',
      'sub/å "quoted" 🙂.jpg',
      'notes.txt',
      'stack.czi',
      'Thumbs.db',
      '._img9.png',
      '.hidden/x.tif',
      'masks/img9.png',
      'img9_mask.png',
      'img9_max.png',
      'only_max.png',
      'img10_labels.tif',
      'img9 - Copy.png',
      'SC_BP445-45_20x v2_M01_CH01.tif',
      'plate.zarr/A/1/0/.zarray',
    ])
    expect(scan.plates).toEqual([])
    expect(scan.sets.map((set) => set.id)).toEqual([
      'img9.png',
      'img10.png',
      'only_max.png',
      'sub/å "quoted" 🙂.jpg',
    ])
    expect(scan.sets[0].channels).toEqual([{ info: {} }])
    expect(skippedNames(scan)).toEqual({
      'not-an-image': ['notes.txt'],
      'foreign-format': ['plate.zarr', 'stack.czi'],
      'system-file': ['._img9.png', '.hidden', 'Thumbs.db'],
      'analysis-output': ['img9_mask.png', 'img9.png'],
      derivative: ['img9_max.png'],
      duplicate: ['img9 - Copy.png'],
      'own-output': ['img10_labels.tif'],
      'calibration-frame': ['SC_BP445-45_20x v2_M01_CH01.tif'],
    })
    for (const { detail } of scan.skipped) expect(detail).toMatch(/^[A-Z].+\.$/)
  })

  it('takes a plate for a plate though it is called like a calibration frame', async () => {
    const scan = await scanTree([
      'a/Illumina-Plate1_A01_s1_w1.tif',
      'b/Darkfield_A01_s1_w1.tif',
      'b/darkfield_w1.tif',
      'Flatfield/TimePoint_1/B03_s1_w1.tif',
      'Flatfield/TimePoint_1/B04_s1_w1.tif',
      'Flatfield/TimePoint_1/mean.tif',
      'Flatfield/masks/B03_s1_w1.tif',
      'Illum/r01c01f01p01-ch1sk1fk1fl1.tiff',
    ])
    expect(scan.plates.map(({ name, wells }) => [name, wells])).toEqual([
      ['Darkfield', ['A01']],
      ['Flatfield', ['B03', 'B04']],
      ['Illum', ['A01']],
      ['Illumina-Plate1', ['A01']],
    ])
    expect(skippedNames(scan)).toEqual({
      'calibration-frame': ['darkfield_w1.tif', 'mean.tif'],
      'analysis-output': ['B03_s1_w1.tif'],
    })
  })

  it('believes a weak pattern only when the folder proves it', async () => {
    const plate = await scanTree(['A1', 'A2', 'B1', 'B2'].map((well) => `Exp_${well}.tif`))
    expect(plate.plates.map((one) => one.wells)).toEqual([['A01', 'A02', 'B01', 'B02']])
    const words = await scanTree(['pport_g1.tif', 'pport_g2.tif', 'pport_g4.tif'])
    expect(words.plates).toEqual([])
    const mixed = await scanTree(['Exp_A1.tif', 'Exp_B2.tif', 'cat.tif', 'dog.tif'])
    expect(mixed.plates).toEqual([])
    const oneWell = await scanTree(['TileScan 1_A1_ch00.tif', 'TileScan 1_A1_ch01.tif'])
    expect(oneWell.plates).toEqual([])
    expect(setLines(oneWell)).toEqual(['- - TileScan 1_A1 - | 0 1'])
    const lasx = await scanTree(['A1', 'B2'].flatMap((w) => [0, 1].map((c) => `TileScan 1_${w}_ch0${c}.tif`)))
    expect(setLines(lasx)).toEqual(['TileScan 1 A01 - - | 0 1', 'TileScan 1 B02 - - | 0 1'])
    const cellLines = await scanTree([
      'C2C12_DAPI.tif',
      'T47D_s1.tif',
      'H9_a.tif',
      'A549_b.tif',
      'H2O_control.tif',
    ])
    expect(cellLines.plates).toEqual([])
    expect(cellLines.sets).toHaveLength(5)
  })

  it('puts channels and planes of one position together without making a plate', async () => {
    const scan = await scanTree([
      ...['z00_ch00', 'z01_ch00', 'z00_ch01', 'z01_ch01'].map((rest) => `lif/Series002_${rest}.tif`),
      'lif/Series003_ch00.tif',
      ...[0, 1].flatMap((t) =>
        [0, 1].map((c) => `mm/img_channel00${c}_position003_time00000000${t}_z000.tif`),
      ),
      'key/40_XY01_00001_CH1.tif',
      'key/40_XY01_00001_CH2.tif',
      'clash/a_ch00.tif',
      'clash/a_RAW_ch00.tif',
    ])
    expect(scan.plates).toEqual([])
    expect(setLines(scan)).toEqual([
      '- - - - | -',
      '- - - - | -',
      '- - 40_XY01_00001 - | 1 2',
      '- - Series002 - | 0z0 0z1 1z0 1z1',
      '- - - - | -',
      '- - 3 0 | 0z0 1z0',
      '- - 3 1 | 0z0 1z0',
    ])
    expect(scan.warnings).toContain(
      '4 files were put together as 1 field by their names (Leica LAS X: channels and planes of one position).',
    )
  })

  it('leaves results of earlier runs alone', async () => {
    const run: [string, string] = ['cells-counts/run.json', '{"app":"Karyon","version":"0.1.0"}']
    const root = tree([
      'cells.tif',
      run,
      'cells-counts/labels/cells_labels.tif',
      'cells-counts/x.tif',
      'other/run.json',
      'other/y.tif',
    ])
    const scan = await scanPaths([root])
    expect(scan.sets.map((set) => set.id)).toEqual(['cells.tif', 'other/y.tif'])
    expect(skippedNames(scan)['own-output']).toEqual(['cells-counts'])
    // The folder a person points at is read even when an earlier run wrote into it.
    addFiles(root, [['run.json', run[1]], 'labels/cells_labels.tif', 'out/z.tif'])
    const again = await scanPaths([root], { exclude: [join(root, 'out')] })
    expect(again.sets.map((set) => set.id)).toEqual(['cells.tif', 'other/y.tif'])
    expect(skippedNames(again)['own-output']).toContain('out')
  })
})

describe('scanning awkward trees', () => {
  it('follows links once and is not caught in loops', async () => {
    const root = tree(['a/one.tif', 'b/two.tif'])
    symlinkSync(root, join(root, 'a', 'loop'))
    symlinkSync(join(root, 'b'), join(root, 'a', 'to-b'))
    symlinkSync(join(root, 'b', 'two.tif'), join(root, 'a', 'two.tif'))
    symlinkSync(join(root, 'gone.tif'), join(root, 'a', 'broken.tif'))
    const outside = tree(['linked/three.tif'])
    symlinkSync(join(outside, 'linked'), join(root, 'a', 'outside'))
    const scan = await scanPaths([root])
    expect(scan.sets.map((set) => set.id)).toEqual(['a/one.tif', 'a/outside/three.tif', 'b/two.tif'])
    expect(skippedNames(scan)).toEqual({ unreadable: ['broken.tif'], duplicate: ['two.tif'] })
  })

  it('reads overlapping paths once', async () => {
    const root = tree(['a/one.tif', 'a/two.tif', 'three.tif'])
    const scan = await scanPaths([join(root, 'a', 'two.tif'), join(root, 'a'), root])
    expect(scan.sets).toHaveLength(3)
    expect(new Set(scan.sets.map((set) => set.id)).size).toBe(3)
  })

  it('gives ids that do not depend on where the folder lies', async () => {
    const files = ['x/img1.tif', 'x/img2.tif']
    const [here, there] = [tree(files), tree(files)]
    const ids = async (paths: string[]) => (await scanPaths(paths)).sets.map((set) => set.id)
    expect(await ids([here])).toEqual(await ids([there]))
    expect(await ids([join(here, 'x')])).toEqual(['img1.tif', 'img2.tif'])
    const two = await ids([join(here, 'x'), join(there, 'x')])
    expect(new Set(two).size).toBe(4)
    expect(two.every((id) => /^karyon-plate-[^/]+\/x\/img\d\.tif$/.test(id))).toBe(true)
    expect(await ids([join(here, 'x', 'img1.tif'), join(here, 'x', 'img2.tif')])).toEqual([
      'img1.tif',
      'img2.tif',
    ])
  })

  it('reads a file once that is given beside its folder, in either order', async () => {
    const root = tree(['small/a.tif', 'small/b.tif', 'small/sub/a.tif', 'small/b_labels.tif'])
    const [folder, a] = [join(root, 'small'), join(root, 'small/a.tif')]
    const ids = async (...paths: string[]) => (await scanPaths(paths)).sets.map((set) => set.id)
    expect(await ids(folder, a)).toEqual(['small/a.tif', 'small/b.tif', 'small/sub/a.tif'])
    expect(await ids(a, folder)).toEqual(['a.tif', 'small/b.tif', 'small/sub/a.tif'])
    // What the folder leaves out is tried when it is named.
    const labels = join(folder, 'b_labels.tif')
    expect(await ids(folder, a, labels)).toEqual([
      'b_labels.tif',
      'small/a.tif',
      'small/b.tif',
      'small/sub/a.tif',
    ])
    symlinkSync(folder, join(root, 'link'))
    expect(await ids(join(root, 'link'), a)).toEqual(['link/a.tif', 'link/b.tif', 'link/sub/a.tif'])
  })

  it('tries a file given by name whatever it is called, and goes into no subfolder when told', async () => {
    const root = tree(['odd.dat', 'x_labels.tif', 'sub/in.tif', 'top.tif'])
    const given = await scanPaths([join(root, 'odd.dat'), join(root, 'x_labels.tif')])
    expect(given.sets.map((set) => set.id)).toEqual(['odd.dat', 'x_labels.tif'])
    const flat = await scanPaths([root], { recursive: false })
    expect(flat.sets.map((set) => set.id)).toEqual(['top.tif'])
  })

  it('says which path is missing, and refuses when none is there', async () => {
    const root = tree(['a.tif'])
    const scan = await scanPaths([root, join(root, 'nowhere')])
    expect(scan.sets).toHaveLength(1)
    expect(scan.warnings.join()).toContain('nowhere does not exist')
    await expect(scanPaths([join(root, 'nowhere')])).rejects.toMatchObject({ code: 'file-missing' })
  })

  it('keeps names of 240 characters and decomposed accents', async () => {
    const long = `${'n'.repeat(200)}_Plate_${'é'.repeat(4)}_B02_s1_w1.tif`.padEnd(230, ' ')
    const scan = await scanTree([
      `${long}`.trim(),
      `プレート1_B02_s1_w1.TIF`.normalize('NFD'),
      `プレート1_B03_s1_w1.TIF`,
    ])
    expect(scan.plates.map((plate) => plate.name.length)).toContain(long.trim().indexOf('_B02'))
    expect(scan.plates.find((plate) => plate.name === 'プレート1'.normalize('NFC'))?.wells).toEqual([
      'B02',
      'B03',
    ])
  })

  it('survives a folder that cannot be read', async () => {
    const root = tree(['ok/a.tif', 'bad/b.tif'])
    // A folder that goes away between being listed and being read fails like one without permission.
    const scan = await scanPaths([root], {
      onProgress: () => rmSync(join(root, 'bad'), { recursive: true, force: true }),
    })
    expect(scan.sets.map((set) => set.id)).toEqual(['ok/a.tif'])
    expect(scan.warnings).toHaveLength(1)
    expect(scan.warnings[0]).toMatch(/bad cannot be read \(ENOENT\)/)
    expect(skippedNames(scan)).toEqual({ unreadable: ['bad'] })
  })

  it('is not slowed by names made to mislead', async () => {
    const root = tree(
      ['-'.repeat(240), '_A01'.repeat(58), 'A1_'.repeat(80), '--W0001'.repeat(34)].map(
        (name) => `${name}.tif`,
      ),
    )
    const started = performance.now()
    const scan = await scanPaths([root])
    expect(performance.now() - started).toBeLessThan(1000)
    expect(scan.sets).toHaveLength(4)
  })

  it('reports an OME-Zarr folder as one entry, given or met', async () => {
    const root = tree(['x.zarr/A/1/0/.zarray', 'x.zarr/A/1/0/0'])
    for (const path of [root, join(root, 'x.zarr')]) {
      const scan = await scanPaths([path])
      expect(scan.sets).toEqual([])
      expect(skippedNames(scan)).toEqual({ 'foreign-format': ['x.zarr'] })
    }
  })

  it('stops when asked', async () => {
    const root = tree(['a.tif'])
    await expect(scanPaths([root], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    })
  })

  it('reads 10,000 files in under a second and tells how far it is', async () => {
    const root = tree([])
    mkdirSync(join(root, 'Images'))
    const names: string[] = []
    for (let i = 0; i < 10_000; i++) {
      const well = `${String.fromCharCode(65 + (i % 16))}${String(1 + (Math.floor(i / 16) % 24)).padStart(2, '0')}`
      names.push(
        `Images/Big_${well}_T0001F${String(1 + Math.floor(i / 384)).padStart(3, '0')}L01A01Z01C01.tif`,
      )
    }
    addFiles(root, names)
    let seen = 0
    let took = Number.POSITIVE_INFINITY
    let scan: Scan | undefined
    for (let run = 0; run < 3; run++) {
      const started = performance.now()
      scan = await scanPaths([root], {
        onProgress: (files) => {
          seen = files
        },
      })
      took = Math.min(took, performance.now() - started)
    }
    console.log(`10,000 plate images scanned in ${took.toFixed(0)} ms, the best of 3`)
    expect(scan?.sets).toHaveLength(10_000)
    expect(seen).toBe(10_000)
    // Twice the promise: the machine that tests may be doing other work.
    expect(took).toBeLessThan(2000)
  })
})
