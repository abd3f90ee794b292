import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { scanPaths } from '@core/plate/scan-paths'
import { readDye, readPlt } from '@core/plate/sidecars/bd-pathway'
import { readHarmonyIndex } from '@core/plate/sidecars/harmony'
import { readHtd } from '@core/plate/sidecars/htd'
import { readXdce } from '@core/plate/sidecars/incell'
import { readNd } from '@core/plate/sidecars/metamorph-nd'
import { readOmeCompanion } from '@core/plate/sidecars/ome-companion'
import { readScanrDescriptor } from '@core/plate/sidecars/scanr'
import { readSquid } from '@core/plate/sidecars/squid'
import { elements, textOf } from '@core/plate/sidecars/xml'
import {
  readMeasurementData,
  readMeasurementDetail,
  readMeasurementSettings,
} from '@core/plate/sidecars/yokogawa'
import { afterEach, describe, expect, it } from 'vitest'
import { makeTree, setLines } from './tree'

const htd = [
  '"HTSInfoFile", Version 1.0',
  '"Description", "Plate at 20×"',
  '"TimePoints", 6',
  '"ZSeries", FALSE',
  '"ZSteps", 0',
  '"XWells", 3',
  '"YWells", 2',
  '"WellsSelection1", TRUE, FALSE, TRUE',
  '"WellsSelection2", FALSE, TRUE, FALSE',
  '"Sites", TRUE',
  '"Waves", TRUE',
  '"NWavelengths", 2',
  '"WaveName1", "DAPI, blue"',
  '"WaveName2", "FITC"',
  '"EndFile"',
].join('\r\n')

const harmonyV5 = `<?xml version="1.0"?><EvaluationInputData xmlns="http://www.perkinelmer.com/PEHH/HarmonyV5">
<Plates><Plate><PlateID>BX1</PlateID><Name>BX1 &amp; co</Name><PlateRows>16</PlateRows><PlateColumns>24</PlateColumns></Plate></Plates>
<Wells><Well><id>0101</id><Image id="0101K1F1P1R1" /></Well></Wells>
<Images><Image Version="1"><URL>r01c01f01p01-ch1sk1fk1fl1.tiff</URL><ChannelID>1</ChannelID><ChannelName>HOECHST 33342</ChannelName>
<ChannelType>Fluorescence</ChannelType><ImageResolutionX Unit="m">2.96E-07</ImageResolutionX><ImageResolutionY Unit="m">3E-07</ImageResolutionY>
<MainExcitationWavelength Unit="nm">385</MainExcitationWavelength><MainEmissionWavelength Unit="nm">456</MainEmissionWavelength></Image>
<Image Version="1"><ChannelID>2</ChannelID><ChannelName>Brightfield</ChannelName><ChannelType>Brightfield</ChannelType>
<MainExcitationWavelength Unit="nm">740</MainExcitationWavelength><MainEmissionWavelength Unit="nm">0</MainEmissionWavelength></Image></Images></EvaluationInputData>`

const harmonyV7 = `<EvaluationInputData><Plates><Plate><Name>P7</Name><PlateRows>8</PlateRows><PlateColumns>12</PlateColumns></Plate></Plates>
<Maps><Map><Entry ChannelID="1"><ChannelName>Alexa 488</ChannelName><ChannelType>Fluorescence</ChannelType><ImageResolutionX Unit="m">6E-07</ImageResolutionX>
<MainExcitationWavelength>488</MainExcitationWavelength><MainEmissionWavelength>522</MainEmissionWavelength></Entry></Map></Maps>
<Images><Image Version="1"><ChannelID>1</ChannelID></Image></Images></EvaluationInputData>`

describe('sidecars', () => {
  it('ImageXpress HTD', () => {
    expect(readHtd(htd)).toEqual({
      rows: 2,
      columns: 3,
      timePoints: 6,
      wellsSelected: ['A01', 'A03', 'B02'],
      channels: new Map([
        ['1', { name: 'DAPI, blue' }],
        ['2', { name: 'FITC' }],
      ]),
    })
    expect(() => readHtd('not a HTD at all')).toThrow('neither wells nor wavelengths')
  })

  it('Harmony V5: channels with the images, metres to µm, transmitted light told', () => {
    const facts = readHarmonyIndex(harmonyV5)
    expect(facts).toMatchObject({ plateName: 'BX1 & co', rows: 16, columns: 24 })
    expect(facts.pixelSizeUm?.x).toBeCloseTo(0.296, 9)
    expect(facts.pixelSizeUm?.y).toBeCloseTo(0.3, 9)
    expect(facts.channels).toEqual(
      new Map([
        ['1', { name: 'HOECHST 33342', excitationNm: 385, emissionNm: 456 }],
        ['2', { name: 'Brightfield', excitationNm: 740, transmitted: true }],
      ]),
    )
  })

  it('Harmony V7: channels in the maps; an index cut short still tells its beginning', () => {
    const channel = { name: 'Alexa 488', excitationNm: 488, emissionNm: 522 }
    expect(readHarmonyIndex(harmonyV7).channels).toEqual(new Map([['1', channel]]))
    const cut = readHarmonyIndex(harmonyV5.slice(0, harmonyV5.indexOf('<ChannelID>2')))
    expect(cut.channels?.get('1')?.name).toBe('HOECHST 33342')
    expect(() => readHarmonyIndex('<a/>')).toThrow('neither a plate nor a channel')
  })

  it('Yokogawa data, detail and settings', () => {
    const record = (type: string, name: string) =>
      `<bts:MeasurementRecord bts:Type="${type}" bts:Row="1" bts:Column="1" bts:Ch="1">${name}</bts:MeasurementRecord>`
    const list = `<bts:MeasurementData xmlns:bts="x">${record('IMG', 'a.tif')}${record('ERR', '12 failed')}</bts:MeasurementData>`
    expect(readMeasurementData(list)).toEqual({ failedImages: 1 })
    expect(
      readMeasurementDetail(
        '<bts:MeasurementDetail bts:RowCount="16" bts:ColumnCount="24"><bts:MeasurementChannel bts:Ch="1" bts:HorizontalPixelDimension="0.325" bts:VerticalPixelDimension="0.325" /></bts:MeasurementDetail>',
      ),
    ).toEqual({ rows: 16, columns: 24, pixelSizeUm: { x: 0.325, y: 0.325 } })
    const settings = readMeasurementSettings(
      `<bts:ChannelList><bts:Channel bts:Ch="1" bts:Target="405" bts:Acquisition="BP445/45" bts:Fluorophore=""><bts:LightSourceName>405nm</bts:LightSourceName></bts:Channel>
       <bts:Channel bts:Ch="2" bts:Target="BF" bts:Acquisition="BP525/50"><bts:LightSourceName>Lamp</bts:LightSourceName></bts:Channel></bts:ChannelList>`,
    )
    expect(settings.channels?.get('1')).toEqual({ name: '405 BP445/45', excitationNm: 405, emissionNm: 445 })
    expect(settings.channels?.get('2')?.transmitted).toBe(true)
    for (const read of [readMeasurementData, readMeasurementDetail, readMeasurementSettings]) {
      expect(() => read('<nothing/>')).toThrow()
    }
  })

  it('OME companions: plate, pixel size, channels, numbered wells', () => {
    const facts = readOmeCompanion(
      `<OME><Plate ID="Plate:0" Rows="8" Columns="12"/><Image ID="Image:0" Name="W14(R2C2),A1,F1"><Pixels PhysicalSizeX="0.65" PhysicalSizeY="0.65">
       <Channel Name="405" ExcitationWavelength="405" EmissionWavelength="447"/><Channel Name="Brightfield"/></Pixels></Image></OME>`,
    )
    expect(facts).toMatchObject({ rows: 8, columns: 12, pixelSizeUm: { x: 0.65, y: 0.65 } })
    expect(facts.wellOfIndex).toEqual(new Map([[14, 'B02']]))
    expect(facts.channels?.get('1')).toEqual({ name: '405', excitationNm: 405, emissionNm: 447 })
    expect(facts.channels?.get('2')?.transmitted).toBe(true)
    expect(() => readOmeCompanion('<OME/>')).toThrow()
  })

  it('IN Cell xdce', () => {
    const image = (wave: number, ex: string, em: string, nm: number) =>
      `<Image filename="x.tif"><Identifier field_index="0" z_index="0" wave_index="${wave}" time_index="0"/><ExcitationFilter name="${ex}" wavelength="${nm - 60}"/><EmissionFilter name="${em}" wavelength="${nm}"/></Image>`
    const facts = readXdce(
      `<ImageStack><Plate name="96 well" rows="8" columns="12"/><ObjectiveCalibration pixel_width="0.74" pixel_height="0.74"/>${image(0, 'UV', 'DAPI', 455)}${image(1, 'TL', 'Brightfield', 600)}</ImageStack>`,
    )
    expect(facts).toMatchObject({ rows: 8, columns: 12, pixelSizeUm: { x: 0.74, y: 0.74 } })
    expect(facts.channels?.get('UV - DAPI')).toEqual({
      name: 'UV - DAPI',
      excitationNm: 395,
      emissionNm: 455,
    })
    expect(facts.channels?.get('2')?.transmitted).toBe(true)
    expect(() => readXdce('')).toThrow()
  })

  it('scanR, BD Pathway, MetaMorph, Squid', () => {
    const val = (name: string, value: string) => `<String><Name>${name}</Name><Val>${value}</Val></String>`
    expect(
      readScanrDescriptor(
        val('rows', '8') + val('columns', '12') + val('conversion factor um/pixel', '0.645'),
      ),
    ).toEqual({
      rows: 8,
      columns: 12,
      pixelSizeUm: { x: 0.645, y: 0.645 },
    })
    expect(readPlt('[Plate]\r\nWells=384\r\n')).toEqual({ rows: 16, columns: 24 })
    expect(readDye('[Dye]\nExcitation=380/10 nm\nEmission=435LP\n', 'Hoechst.dye').channels).toEqual(
      new Map([['Hoechst', { name: 'Hoechst', excitationNm: 380, emissionNm: 435 }]]),
    )
    const nd = readNd(
      '"NStagePositions", 2\r\n"Stage1", "row:A,column:1,site:1"\r\n"Stage2", "row:B,column:12,site:1"\r\n"WaveName1", "Hoechst"\r\n',
    )
    expect(nd.wellOfSite).toEqual(
      new Map([
        ['1', 'A01'],
        ['2', 'B12'],
      ]),
    )
    expect(nd.channels).toEqual(new Map([['1', { name: 'Hoechst' }]]))
    expect(
      readSquid('sample:\n  wellplate_format: 384 well plate\nobjective:\n  pixel_size_um: 0.752\n'),
    ).toEqual({
      rows: 16,
      columns: 24,
      pixelSizeUm: { x: 0.752, y: 0.752 },
    })
    const parameters =
      '{"sensor_pixel_size_um": 1.85, "tube_lens_mm": 50, "objective": {"magnification": 20, "tube_lens_f_mm": 180}}'
    expect(readSquid(parameters).pixelSizeUm?.x).toBeCloseTo(1.85 / (20 * (50 / 180)), 9)
    for (const read of [readScanrDescriptor, readPlt, readNd, readSquid])
      expect(() => read('nothing')).toThrow()
    expect(() => readDye('nothing', 'x.dye')).toThrow()
  })

  it('flat XML with prefixes, entities, empty and unclosed elements', () => {
    const xml = '<p:a k="1 &lt; 2"/><a>one</a><ab>no</ab><a x=\'y\'><![CDATA[t&w]]></a><a>open'
    expect([...elements(xml, 'a')].map(({ inner }) => inner)).toEqual(['', 'one', '<![CDATA[t&w]]>'])
    expect([...elements(xml, 'a')][0].attributes.get('k')).toBe('1 < 2')
    expect(textOf('<b>&#181;m</b>', 'b')).toBe('µm')
    expect(textOf('<b></b>', 'b')).toBeUndefined()
  })
})

describe('sidecars beside images', () => {
  const trees: (() => void)[] = []
  afterEach(() => {
    for (const remove of trees.splice(0)) remove()
  })
  const tree = (files: (string | [string, string])[]) => {
    const { root, remove } = makeTree(files)
    trees.push(remove)
    return root
  }

  it('one HTD copied into every folder describes one plate', async () => {
    const images = [1, 2].flatMap((t) => ['A01', 'B02'].map((well) => `P/TimePoint_${t}/P_${well}_s1_w1.tif`))
    const root = tree([
      ...images,
      ['P/P.HTD', htd],
      ['P/TimePoint_1/P.HTD', htd],
      ['P/TimePoint_2/P.HTD', htd],
    ])
    const scan = await scanPaths([root])
    expect(scan.plates).toHaveLength(1)
    expect(scan.plates[0].geometry).toEqual({ rows: 2, columns: 3, source: 'sidecar' })
    expect(scan.plates[0].channels).toEqual([{ key: '1', info: { name: 'DAPI, blue' } }])
    expect(scan.plates[0].notes).toEqual([
      '1 well chosen for imaging without images here: A03.',
      '6 time points were announced; 2 found.',
    ])
    expect(scan.skipped.map((file) => file.reason)).toEqual(['sidecar', 'sidecar', 'sidecar'])
  })

  it('takes the HTD that bears the name of the plate, read as Windows-1252', async () => {
    const root = tree(['Á_A01_s1_w1.tif', 'B_A01_s1_w1.tif', ['B.HTD', htd.replace('DAPI, blue', 'Hoechst')]])
    writeFileSync(join(root, 'Á.HTD'), Buffer.from(htd.replace('DAPI, blue', 'Blåfärg'), 'latin1'))
    const scan = await scanPaths([root])
    expect(scan.plates.map((plate) => plate.channels[0].info.name)).toEqual(['Hoechst', 'Blåfärg'])
  })

  it('a broken sidecar is a warning and the names still work', async () => {
    const root = tree(['m/r01c01f01p01-ch1sk1fk1fl1.tiff', ['m/Index.idx.xml', 'garbage']])
    const scan = await scanPaths([root])
    expect(scan.sets).toHaveLength(1)
    expect(scan.warnings.join()).toContain('Index.idx.xml could not be read as a description of the plate')
  })

  it('an index with a byte order mark names the plate, its size, pixel size and channels', async () => {
    const root = tree([
      'm/r01c01f01p01-ch1sk1fk1fl1.tiff',
      'm/r01c01f01p01-ch2sk1fk1fl1.tiff',
      ['m/Index.xml', `\uFEFF${harmonyV5}`],
    ])
    const { plates } = await scanPaths([root])
    expect(plates[0]).toMatchObject({
      name: 'BX1 & co',
      geometry: { rows: 16, columns: 24, source: 'sidecar' },
    })
    expect(plates[0].pixelSizeUm?.x).toBeCloseTo(0.296, 9)
    expect(plates[0].channels.map(({ info }) => info.name)).toEqual(['HOECHST 33342', 'Brightfield'])
  })

  it('BD dyes and plate, CQ1 wells, MetaMorph stage positions', async () => {
    const root = tree([
      'bd/Well A001/Hoechst - n000000.tif',
      'bd/Well A001/Alexa 488 - n000000.tif',
      ['bd/Plate.plt', 'Wells=384'],
      ['bd/Hoechst.dye', 'Excitation=380\nEmission=450'],
      ['bd/Alexa 488.dye', 'Excitation=488\nEmission=520'],
      'cq/Image/W0014F0001T0001Z001C1.tif',
      [
        'cq/MeasurementResult.ome.xml',
        '<OME><Plate Rows="16" Columns="24"/><Image Name="W14(R1C14),A1,F1"/></OME>',
      ],
      'nd/run_w1Hoechst_s2_t1.stk',
      ['nd/run.nd', '"Stage2", "row:C,column:4,site:1"\n"WaveName1", "Hoechst"\n'],
    ])
    mkdirSync(join(root, 'empty'))
    const scan = await scanPaths([root])
    expect(setLines(scan)).toEqual([
      'bd A01 - - | Alexa 488z0 Hoechstz0',
      'cq A14 1 1 | 1z1',
      'run C04 2 1 | 1',
    ])
    expect(scan.plates[0].geometry).toEqual({ rows: 16, columns: 24, source: 'sidecar' })
    expect(scan.plates[0].channels[1].info).toEqual({ name: 'Hoechst', excitationNm: 380, emissionNm: 450 })
    expect(scan.plates[2].channels[0].info.name).toBe('Hoechst')
  })
})
