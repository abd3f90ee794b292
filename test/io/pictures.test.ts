import { memorySource } from '@core/io/byte-source'
import { PALETTE_INDICES } from '@core/io/image-source'
import { inspectSource } from '@core/io/inspect-file'
import { openImageFrom } from '@core/io/open-image'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { writePng } from './png-fixture'
import { testValues } from './tiff-fixture'

const open = (bytes: Uint8Array, storedNumbers = false) =>
  openImageFrom(memorySource('picture', bytes), { storedNumbers })

/** An uncompressed bitmap; `rows` bottom first, each filled up to a multiple of 4 bytes. */
function bitmap(
  width: number,
  height: number,
  bits: number,
  rows: number[],
  palette: number[] = [],
): Uint8Array {
  const start = 54 + palette.length
  const bytes = new Uint8Array(start + rows.length)
  const view = new DataView(bytes.buffer)
  bytes.set([0x42, 0x4d])
  view.setUint32(2, bytes.length, true)
  view.setUint32(10, start, true)
  view.setUint32(14, 40, true)
  view.setInt32(18, width, true)
  view.setInt32(22, height, true)
  view.setUint16(26, 1, true)
  view.setUint16(28, bits, true)
  view.setUint32(46, palette.length / 4, true)
  bytes.set(palette, 54)
  bytes.set(rows, start)
  return bytes
}

describe('PNG', () => {
  for (const filter of [0, 1, 2, 3, 4] as const) {
    it(`undoes row filter ${filter} in 8 and 16 bit, gray and RGB`, async () => {
      for (const bits of [8, 16]) {
        for (const [colourType, samples] of [
          [0, 1],
          [2, 3],
        ] as const) {
          const values = testValues(17 * 9 * samples, bits, 'uint', filter + bits)
          const image = await open(writePng(17, 9, { bits, colourType, values, filter }))
          const raster = await image.readPlane({})
          expect([image.metadata.bitDepth, raster.samples]).toEqual([bits, samples])
          expect([...raster.data]).toEqual(values)
        }
      }
    })
  }

  it('keeps gray of 1, 2 and 4 bits as it is', async () => {
    for (const bits of [1, 2, 4]) {
      const values = testValues(13 * 5, bits, 'uint', bits)
      const image = await open(writePng(13, 5, { bits, colourType: 0, values }))
      expect([...(await image.readPlane({})).data]).toEqual(values)
    }
  })

  it('expands palettes to RGB, and to gray when all colours are gray', async () => {
    const values = [0, 1, 2, 1]
    const colours = await open(
      writePng(2, 2, { bits: 8, colourType: 3, values, palette: [9, 8, 7, 6, 5, 4, 3, 2, 1] }),
    )
    expect([...(await colours.readPlane({})).data]).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 6, 5, 4])
    const grays = await open(
      writePng(2, 2, { bits: 2, colourType: 3, values, palette: [9, 9, 9, 80, 80, 80, 5, 5, 5] }),
    )
    expect(grays.metadata.samples).toBe(1)
    expect([...(await grays.readPlane({})).data]).toEqual([9, 80, 5, 80])
  })

  it('gives the indices of coloured palettes to who asks for stored numbers, and the grays of gray ones', async () => {
    const values = [0, 1, 2, 1]
    const bytes = writePng(2, 2, { bits: 8, colourType: 3, values, palette: [0, 0, 0, 6, 5, 4, 6, 5, 4] })
    const labels = await open(bytes, true)
    const raster = await labels.readPlane({})
    expect([labels.metadata.samples, raster.samples, ...raster.data]).toEqual([1, 1, ...values])
    expect(labels.metadata.notes).toEqual([PALETTE_INDICES])
    const mask = writePng(2, 2, {
      bits: 1,
      colourType: 3,
      values: [0, 1, 1, 0],
      palette: [255, 255, 255, 0, 0, 0],
    })
    expect([...(await (await open(mask, true)).readPlane({})).data]).toEqual([255, 0, 0, 255])
  })

  it('leaves alpha out and says so; inspect counts it', async () => {
    const bytes = writePng(1, 2, { bits: 8, colourType: 6, values: [1, 2, 3, 200, 4, 5, 6, 100] })
    const image = await open(bytes)
    expect([...(await image.readPlane({})).data]).toEqual([1, 2, 3, 4, 5, 6])
    expect(image.metadata.notes).toContain('alpha channel left out')
    const line = await inspectSource(memorySource('a.png', bytes))
    expect(line).toMatchObject({ ok: true, format: 'png', channels: 4, sum: 321, min: 1, max: 200 })
  })

  it('reads interlaced pictures', async () => {
    const values = Buffer.from(testValues(19 * 11 * 3, 8, 'uint', 5))
    const bytes = await sharp(values, { raw: { width: 19, height: 11, channels: 3 } })
      .png({ progressive: true })
      .toBuffer()
    const image = await open(new Uint8Array(bytes))
    expect([...(await image.readPlane({})).data]).toEqual([...values])
  })

  it('takes a pixel size of a microscope, not of a printer', async () => {
    const make = (perMetre: number) => writePng(1, 1, { bits: 8, colourType: 0, values: [1], perMetre })
    expect((await open(make(2_000_000))).metadata.pixelSizeUm).toEqual({ x: 0.5, y: 0.5 })
    expect((await open(make(2835))).metadata.pixelSizeUm).toBeUndefined()
  })

  it('says file-truncated when it is cut anywhere', async () => {
    const bytes = writePng(16, 16, { bits: 8, colourType: 0, values: testValues(256, 8, 'uint', 8) })
    for (let n = 8; n < bytes.length - 24; n++) {
      const line = await inspectSource(memorySource('cut.png', bytes.slice(0, n)))
      expect(line.ok ? 'ok' : line.code, `cut at ${n}`).toBe('file-truncated')
    }
  })
})

describe('JPEG, WebP, BMP', () => {
  const gray = Buffer.from(Array.from({ length: 32 * 24 }, (_, i) => (i * 5) % 200))

  it('reads gray and colour JPEG at their size', async () => {
    const raw = { width: 32, height: 24, channels: 1 } as const
    const one = await open(new Uint8Array(await sharp(gray, { raw }).toColourspace('b-w').jpeg().toBuffer()))
    expect([one.metadata.format, one.metadata.samples]).toEqual(['jpeg', 1])
    expect((await one.readPlane({})).data.length).toBe(32 * 24)
    const three = await open(
      new Uint8Array(await sharp(gray, { raw }).toColourspace('srgb').jpeg().toBuffer()),
    )
    expect(three.metadata.samples).toBe(3)
    expect((await three.readPlane({}, { x: 3, y: 4, width: 5, height: 6 })).data.length).toBe(90)
  })

  it('names a JPEG that is cut short', async () => {
    const bytes = new Uint8Array(
      await sharp(gray, { raw: { width: 32, height: 24, channels: 1 } })
        .jpeg()
        .toBuffer(),
    )
    for (const keep of [0.3, 0.6, 0.9]) {
      const line = await inspectSource(
        memorySource('cut.jpg', bytes.slice(0, Math.floor(bytes.length * keep))),
      )
      expect(line.ok ? 'ok' : line.code, `${keep}`).toBe('file-truncated')
    }
  })

  it('reads WebP exactly when it is lossless', async () => {
    const values = Buffer.from(testValues(20 * 10 * 3, 8, 'uint', 2))
    const bytes = await sharp(values, { raw: { width: 20, height: 10, channels: 3 } })
      .webp({ lossless: true })
      .toBuffer()
    const image = await open(new Uint8Array(bytes))
    expect(image.metadata.format).toBe('webp')
    expect([...(await image.readPlane({})).data]).toEqual([...values])
  })

  it('reads the colours or the indices of a palette BMP', async () => {
    const palette = [0, 0, 0, 0, 10, 20, 30, 0, 40, 50, 60, 0] // blue, green, red, unused
    const bytes = bitmap(3, 2, 8, [1, 2, 0, 0, 0, 0, 2, 0], palette)
    const colours = await (await open(bytes)).readPlane({})
    expect([...colours.data.slice(0, 9)]).toEqual([0, 0, 0, 0, 0, 0, 60, 50, 40])
    const labels = await open(bytes, true)
    expect(labels.metadata.samples).toBe(1)
    expect([...(await labels.readPlane({})).data]).toEqual([0, 0, 2, 1, 2, 0])
  })

  it('reads a bottom-up 24-bit BMP', async () => {
    const bytes = bitmap(2, 2, 24, [1, 2, 3, 4, 5, 6, 0, 0, 7, 8, 9, 10, 11, 12, 0, 0])
    const image = await open(bytes)
    expect([...(await image.readPlane({})).data]).toEqual([9, 8, 7, 12, 11, 10, 3, 2, 1, 6, 5, 4])
    const line = await inspectSource(memorySource('cut.bmp', bytes.slice(0, 60)))
    expect(line).toMatchObject({ ok: false, code: 'file-truncated' })
  })
})
