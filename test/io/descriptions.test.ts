import { memorySource } from '@core/io/byte-source'
import { openImageFrom } from '@core/io/open-image'
import { describe, expect, it } from 'vitest'
import { type FixturePage, type FixtureTag, writeTiff } from './tiff-fixture'

/** Pages of 2 × 1 pixels whose first value is the page's number. */
function pages(count: number, description: string, extra: FixtureTag[] = []): FixturePage[] {
  return Array.from({ length: count }, (_, i) => ({
    width: 2,
    height: 1,
    bits: 16,
    values: [i, 500],
    extra: i === 0 ? [{ tag: 270, type: 2 as const, values: description }, ...extra] : [],
  }))
}

const open = (list: FixturePage[], name = 'file.ome.tif') =>
  openImageFrom(memorySource(name, writeTiff(list)))

function ome(pixels: string, inside: string, attributes = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06" ${attributes}><Image ID="Image:0"><Pixels ID="Pixels:0" SizeX="2" SizeY="1" Type="uint16" ${pixels}>${inside}</Pixels></Image></OME>`
}

describe('OME-TIFF', () => {
  const channels =
    '<Channel ID="Channel:0:0" Name="DAPI" ExcitationWavelength="358" EmissionWavelength="461"/><Channel ID="Channel:0:1" Name="DIC" ContrastMethod="DIC"/>'

  it('gives channels, pixel size and every plane in its dimension order', async () => {
    for (const [order, expected] of [
      ['XYCZT', [1, 2, 6]],
      ['XYZCT', [3, 1, 6]],
      ['XYTZC', [6, 2, 1]],
    ] as const) {
      const xml = ome(
        `DimensionOrder="${order}" SizeC="2" SizeZ="3" SizeT="2" PhysicalSizeX="650" PhysicalSizeXUnit="nm" PhysicalSizeY="0.65"`,
        `${channels}<TiffData/>`,
      )
      const image = await open(pages(12, xml))
      const { metadata } = image
      expect(metadata).toMatchObject({
        format: 'ome-tiff',
        sizeC: 2,
        sizeZ: 3,
        sizeT: 2,
        pages: 12,
        pagesUntold: false,
      })
      expect(metadata.pixelSizeUm?.x).toBeCloseTo(0.65)
      expect(metadata.channels[0].name).toBe('DAPI')
      expect(metadata.channels[0].emissionNm).toBeCloseTo(461)
      expect(metadata.channels[1]).toEqual({ name: 'DIC', transmitted: true })
      const first = async (index: object) => (await image.readPlane(index)).data[0]
      expect([await first({ c: 1 }), await first({ z: 1 }), await first({ t: 1 })]).toEqual(expected)
    }
  })

  it('follows TiffData entries that name their pages', async () => {
    const data = '<TiffData IFD="1" FirstC="0" PlaneCount="1"/><TiffData IFD="0" FirstC="1" PlaneCount="1"/>'
    const image = await open(pages(2, ome('DimensionOrder="XYCZT" SizeC="2" SizeZ="1" SizeT="1"', data)))
    expect((await image.readPlane({ c: 0 })).data[0]).toBe(1)
    expect((await image.readPlane({ c: 1 })).data[0]).toBe(0)
  })

  it('of a set of files offers its own planes and says so', async () => {
    const data =
      '<TiffData FirstC="0" IFD="0" PlaneCount="1"><UUID FileName="other.ome.tif">urn:uuid:a</UUID></TiffData>' +
      '<TiffData FirstC="1" IFD="0" PlaneCount="1"><UUID FileName="file.ome.tif">urn:uuid:b</UUID></TiffData>'
    const xml = ome(
      'DimensionOrder="XYCZT" SizeC="2" SizeZ="1" SizeT="1"',
      channels + data,
      'UUID="urn:uuid:b"',
    )
    const image = await open(pages(1, xml))
    expect(image.metadata).toMatchObject({ sizeC: 1, channels: [{ name: 'DIC' }] })
    expect(image.metadata.notes.join()).toMatch(/1 of 2 planes are in this file/)
    await expect(image.readPlane({ c: 1 })).rejects.toMatchObject({ code: 'plane-missing' })
  })

  /** A set of one file for each series, as converters write it: every file has the XML of all of them. */
  const series = (uuid: string, names = ['x_s0.ome.tif', 'x_s1.ome.tif']) =>
    `<OME ${uuid}>${names
      .map(
        (name, i) =>
          `<Image><Pixels SizeX="2" SizeY="1" Type="uint16" DimensionOrder="XYCZT" SizeC="2" SizeZ="1" SizeT="1" PhysicalSizeX="0.${i + 2}" PhysicalSizeY="0.${i + 2}"><Channel Name="GFP ${i}"/><Channel Name="DAPI ${i}"/>` +
          [0, 1]
            .map(
              (c) =>
                `<TiffData FirstC="${c}" IFD="${c}" PlaneCount="1"><UUID FileName="${name}">urn:uuid:${i}</UUID></TiffData>`,
            )
            .join('') +
          '</Pixels></Image>',
      )
      .join('')}</OME>`

  it('of one file for each series is read by its own series, told by identifier or by name', async () => {
    for (const [uuid, name] of [
      ['UUID="urn:uuid:1"', 'renamed.ome.tif'],
      ['', 'x_s1.ome.tif'],
    ]) {
      const { metadata } = await open(pages(2, series(uuid)), name)
      expect(metadata).toMatchObject({
        sizeC: 2,
        channels: [{ name: 'GFP 1' }, { name: 'DAPI 1' }],
        notes: [],
      })
      expect(metadata.pixelSizeUm?.x).toBeCloseTo(0.3)
    }
  })

  it('that was renamed keeps its channels, when its header speaks of one file only', async () => {
    const image = await open(pages(2, series('', ['old.ome.tif'])), 'new.ome.tif')
    expect(image.metadata).toMatchObject({ sizeC: 2, channels: [{ name: 'GFP 0' }, { name: 'DAPI 0' }] })
    expect(image.metadata.notes.join()).toMatch(/old\.ome\.tif: it was renamed/)
    expect((await image.readPlane({ c: 1 })).data[0]).toBe(1)
  })

  it('that names itself in one image is read by it, also behind one that names no file', async () => {
    const untold = series('').replace(/<UUID FileName="x_s0\.ome\.tif">urn:uuid:0<\/UUID>/g, '')
    const { metadata } = await open(pages(2, untold), 'x_s1.ome.tif')
    expect(metadata.channels).toEqual([{ name: 'GFP 1' }, { name: 'DAPI 1' }])
  })

  it('that was renamed and has fewer pages than its header says takes no channel from it', async () => {
    const { metadata } = await open(pages(1, series('', ['old.ome.tif'])), 'new.ome.tif')
    expect(metadata).toMatchObject({ sizeC: 1, channels: [{}] })
    expect(metadata.notes.join()).toMatch(/describes other files \(old\.ome\.tif …\)/)
  })

  it('whose header speaks of other files only takes no channel from them', async () => {
    const { metadata } = await open(pages(2, series('')), 'new.ome.tif')
    expect(metadata).toMatchObject({
      format: 'ome-tiff',
      sizeC: 1,
      sizeT: 2,
      pagesUntold: true,
      channels: [{}],
    })
    expect(metadata.pixelSizeUm).toBeUndefined()
    expect(metadata.notes.join()).toMatch(/describes other files \(x_s0\.ome\.tif, x_s1\.ome\.tif …\)/)
  })

  it('whose metadata is in a companion file is read page by page, and it is said', async () => {
    const xml =
      '<?xml version="1.0"?><OME UUID="urn:uuid:x"><BinaryOnly MetadataFile="a.companion.ome" UUID="urn:uuid:y"/></OME>'
    const image = await open(pages(2, xml))
    expect(image.metadata).toMatchObject({ format: 'ome-tiff', sizeT: 2, pagesUntold: true })
    expect(image.metadata.notes.join()).toMatch(/a\.companion\.ome/)
  })

  it('survives XML that is broken or promises more planes than there are', async () => {
    const more = await open(
      pages(1, ome('DimensionOrder="XYCZT" SizeC="3" SizeZ="9" SizeT="9"', '<TiffData/>')),
    )
    expect((await more.readPlane({})).data[0]).toBe(0)
    expect(more.metadata.notes.join()).toMatch(/1 of the 243 planes/)
    const broken = await open(pages(1, '<OME><Image><Pixels SizeC="2"</OME>'))
    expect((await broken.readPlane({})).data[0]).toBe(0)
  })
})

describe('ImageJ', () => {
  const text = (lines: string[]) => `ImageJ=1.53t\n${lines.join('\n')}\n`
  const micron: FixtureTag[] = [
    { tag: 282, type: 5, values: [2] },
    { tag: 283, type: 5, values: [2] },
    { tag: 296, type: 3, values: [1] },
  ]

  it('hyperstacks: channels fastest, then slices, then frames; pixel size from the resolution', async () => {
    const image = await open(
      pages(
        12,
        text(['images=12', 'channels=2', 'slices=3', 'frames=2', 'hyperstack=true', 'unit=micron']),
        micron,
      ),
    )
    expect(image.metadata).toMatchObject({
      format: 'imagej-tiff',
      sizeC: 2,
      sizeZ: 3,
      sizeT: 2,
      pixelSizeUm: { x: 0.5, y: 0.5 },
    })
    expect((await image.readPlane({ c: 1, z: 2, t: 1 })).data[0]).toBe(11)
    expect((await image.readPlane({ z: 1 })).data[0]).toBe(2)
  })

  it('takes the unit as ImageJ escapes it', async () => {
    const image = await open(pages(1, text(['unit=\\u00B5m']), micron))
    expect(image.metadata.pixelSizeUm).toEqual({ x: 0.5, y: 0.5 })
  })

  it('stacks with one directory: planes by offset, also in big-endian order', async () => {
    for (const littleEndian of [true, false]) {
      const one = { width: 3, height: 2, bits: 16, values: [0, 1, 2, 3, 4, 5] }
      const description: FixtureTag = { tag: 270, type: 2, values: text(['images=3', 'slices=3']) }
      const base = writeTiff([{ ...one, extra: [description, { tag: 273, type: 4, values: [4096] }] }], {
        littleEndian,
      })
      const bytes = new Uint8Array(4096 + 3 * 12)
      bytes.set(base)
      const view = new DataView(bytes.buffer)
      for (let i = 0; i < 18; i++) view.setUint16(4096 + i * 2, i * 3, littleEndian)
      const image = await openImageFrom(memorySource('stack.tif', bytes))
      expect(image.metadata).toMatchObject({ sizeZ: 3, pages: 3 })
      expect([...(await image.readPlane({ z: 2 })).data]).toEqual([36, 39, 42, 45, 48, 51])
      const cut = await openImageFrom(memorySource('cut.tif', bytes.slice(0, 4096 + 30)))
      expect(cut.metadata.pages).toBe(2)
      expect(cut.metadata.notes.join()).toMatch(/2 of 3 planes/)
    }
  })
})

describe('MetaXpress', () => {
  it('tells pixel size, channel and wavelength', async () => {
    const xml =
      '<MetaData><PlaneInfo><prop id="spatial-calibration-x" type="float" value="0.656"/>' +
      '<prop id="spatial-calibration-y" type="float" value="0.656"/><prop id="spatial-calibration-units" type="string" value="um"/>' +
      '<prop id="wavelength" type="float" value="447"/><prop id="_IllumSetting_" type="string" value="DAPI &amp; more"/></PlaneInfo></MetaData>'
    const image = await open(pages(1, xml))
    expect(image.metadata).toMatchObject({
      format: 'tiff',
      pixelSizeUm: { x: 0.656, y: 0.656 },
      channels: [{ name: 'DAPI & more', emissionNm: 447 }],
    })
  })

  it('gives no pixel size for an uncalibrated image', async () => {
    const xml =
      '<MetaData><prop id="spatial-calibration-x" value="1"/><prop id="spatial-calibration-y" value="1"/><prop id="spatial-calibration-units" value="pixel"/></MetaData>'
    expect((await open(pages(1, xml))).metadata.pixelSizeUm).toBeUndefined()
  })
})

describe('plain TIFF', () => {
  it('lays untold pages along time and leaves thumbnails out', async () => {
    const list = pages(3, 'just words')
    list[1] = { ...list[1], extra: [{ tag: 254, type: 4, values: [1] }] }
    const image = await open(list, 'a.tif')
    expect(image.metadata).toMatchObject({ sizeT: 2, pages: 3, pagesUntold: true })
    expect((await image.readPlane({ t: 1 })).data[0]).toBe(2)
    expect(image.metadata.notes.join()).toMatch(/1 of 3 pages/)
  })

  it('offers interleaved gray samples as channels and leaves alpha out', async () => {
    const values = [1, 2, 3, 4, 5, 6]
    const channels = await open([{ width: 2, height: 1, samples: 3, values, photometric: 1 }])
    expect(channels.metadata).toMatchObject({ sizeC: 3, samples: 1 })
    expect([...(await channels.readPlane({ c: 2 })).data]).toEqual([3, 6])
    const alpha: FixtureTag = { tag: 338, type: 3, values: [2] }
    const gray = await open([{ width: 3, height: 1, samples: 2, values, photometric: 1, extra: [alpha] }])
    expect(gray.metadata).toMatchObject({ sizeC: 1, samples: 1 })
    expect([...(await gray.readPlane({})).data]).toEqual([1, 3, 5])
  })

  it('turns white-is-zero over, expands palettes and mixes inks', async () => {
    const white = await open([{ width: 2, height: 1, bits: 12, values: [0, 4000], photometric: 0 }])
    expect([...(await white.readPlane({})).data]).toEqual([4095, 95])
    const map = new Array(768).fill(0)
    map[7] = 65535
    map[256 + 7] = 0x8080
    const palette = await open([
      { width: 2, height: 1, values: [7, 0], photometric: 3, extra: [{ tag: 320, type: 3, values: map }] },
    ])
    expect([...(await palette.readPlane({})).data]).toEqual([255, 128, 0, 0, 0, 0])
    const bytes = writeTiff([
      { width: 2, height: 1, values: [7, 0], photometric: 3, extra: [{ tag: 320, type: 3, values: map }] },
    ])
    const labels = await openImageFrom(memorySource('labels.tif', bytes), { storedNumbers: true })
    expect(labels.metadata.samples).toBe(1)
    expect([...(await labels.readPlane({})).data]).toEqual([7, 0])
    const inks = await open([{ width: 1, height: 1, samples: 4, values: [255, 0, 51, 51], photometric: 5 }])
    expect([...(await inks.readPlane({})).data]).toEqual([0, 204, 163])
  })
})
