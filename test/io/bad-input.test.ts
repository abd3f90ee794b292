import { appendFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KaryonError } from '@core/errors'
import { memorySource, openByteSource } from '@core/io/byte-source'
import { fileSystemError } from '@core/io/file-errors'
import { inspectFile, inspectSource } from '@core/io/inspect-file'
import { openImage, openImageFrom } from '@core/io/open-image'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testValues, writeTiff } from './tiff-fixture'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'karyon-io-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function codeOf(bytes: Uint8Array | string, name = 'image.tif'): Promise<string> {
  const data = typeof bytes === 'string' ? new Uint8Array(Buffer.from(bytes, 'latin1')) : bytes
  const line = await inspectSource(memorySource(name, data))
  if (line.ok) return 'ok'
  expect(line.message.length).toBeGreaterThan(10)
  expect(line.remedy.length).toBeGreaterThan(10)
  return line.code
}

const plain = (width = 8, height = 8) =>
  writeTiff([{ width, height, bits: 16, values: testValues(width * height, 16, 'uint') }])

describe('files that are no image, or not one of ours', () => {
  it('names known formats and the way to convert them', async () => {
    const cases: [string, string, RegExp][] = [
      ['ZISRAWFILE\0\0\0\0\0\0', 'format-foreign', /CZI/],
      ['\xda\xce\xbe\x0a\x10\0\0\0', 'format-foreign', /ND2/],
      ['\x70\0\0\0\x10\0\0\0\x2a\0\0\0', 'format-foreign', /LIF/],
      ['PK\x03\x04........', 'format-foreign', /ZIP/],
      ['\x89HDF\r\n\x1a\n....', 'format-foreign', /HDF5/],
      ['%PDF-1.7 ....', 'format-foreign', /PDF/],
      ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'format-foreign', /OIB/],
      ['GIF89a......', 'format-foreign', /GIF/],
      ['well,count\nA01,12\n', 'format-unknown', /text/],
      ['\0\0\0\0\0\0\0\0\0\0\0\0', 'format-unknown', /zeros/],
      ['\x01\x02\x03\x04\x05', 'format-unknown', /01 02 03 04/],
    ]
    for (const [bytes, code, words] of cases) {
      const line = await inspectSource(memorySource('a.tif', new Uint8Array(Buffer.from(bytes, 'latin1'))))
      expect(line).toMatchObject({ ok: false, code })
      expect(line.ok ? '' : line.message).toMatch(words)
    }
  })

  it('refuses Zeiss LSM although it is a TIFF', async () => {
    const bytes = writeTiff([
      {
        width: 2,
        height: 2,
        values: [1, 2, 3, 4],
        extra: [{ tag: 34412, type: 7, values: new Array(64).fill(1) }],
      },
    ])
    expect(await codeOf(bytes, 'a.lsm')).toBe('format-foreign')
  })

  it('goes by content, not by name', async () => {
    const path = join(folder, 'really a tiff.jpg')
    await writeFile(path, plain())
    const line = await inspectFile(path)
    expect(line).toMatchObject({ ok: true, format: 'tiff', file: path })
  })
})

describe('files that cannot be opened', () => {
  it('tells missing, empty, folders and loops apart', async () => {
    await writeFile(join(folder, 'empty.tif'), '')
    await mkdir(join(folder, 'folder.tif'))
    await symlink(join(folder, 'loop.tif'), join(folder, 'loop.tif'))
    const code = async (name: string) => {
      const line = await inspectFile(join(folder, name))
      return line.ok ? 'ok' : line.code
    }
    expect(await code('nothing.tif')).toBe('file-missing')
    expect(await code('empty.tif')).toBe('file-empty')
    expect(await code('folder.tif')).toBe('file-unreadable')
    expect(await code('loop.tif')).toBe('file-unreadable')
  })

  it('says that reading is not allowed', () => {
    const error = fileSystemError('/a', Object.assign(new Error('EACCES'), { code: 'EACCES' }))
    expect([error.code, error.file]).toEqual(['file-unreadable', '/a'])
    expect(error.message).toMatch(/not allowed/)
  })

  it('opens names with spaces, quotes, letters of all kinds and 240 characters', async () => {
    for (const name of ['a b "c" \'d\' æøå 🔬.tif', `${'n'.repeat(236)}.tif`]) {
      await writeFile(join(folder, name), plain())
      expect((await inspectFile(join(folder, name))).ok).toBe(true)
    }
  })

  it('notices a large file that grows while it is open', async () => {
    const path = join(folder, 'growing.tif')
    await writeFile(path, plain())
    const image = await openImageFrom(await openByteSource(path, 10))
    await image.readPlane({})
    await appendFile(path, 'more')
    await expect(image.readPlane({})).rejects.toMatchObject({ code: 'file-changing' })
    await image.close()
  })
})

describe('damaged TIFF files', () => {
  it('cut off anywhere: an error with a name, never a wrong picture', async () => {
    for (const compression of ['none', 'lzw', 'deflate', 'packbits'] as const) {
      const values = testValues(12 * 12, 16, 'uint', 4)
      const bytes = writeTiff([{ width: 12, height: 12, bits: 16, values, compression, rowsPerStrip: 5 }])
      for (let n = 1; n < bytes.length - 4; n++) {
        const code = await codeOf(bytes.slice(0, n))
        expect(['file-truncated', 'image-damaged', 'format-unknown'], `${compression} at ${n}`).toContain(
          code,
        )
      }
    }
  })

  it('a header claiming 100,000² pixels', async () => {
    for (const compression of [1, 5, 8]) {
      const bytes = writeTiff([
        {
          width: 8,
          height: 8,
          values: testValues(64, 8, 'uint'),
          extra: [
            { tag: 256, type: 4, values: [100_000] },
            { tag: 257, type: 4, values: [100_000] },
            { tag: 259, type: 3, values: [compression] },
          ],
        },
      ])
      expect(await codeOf(bytes)).toBe('image-too-large')
    }
  })

  it('a list of pages that leads in a circle: the pages before are read, and it is said', async () => {
    const page = { width: 2, height: 1, values: [7, 9] }
    const bytes = writeTiff([page, page, page], { loopTo: 1 })
    const image = await openImageFrom(memorySource('loop.tif', bytes))
    expect(image.metadata.pages).toBe(3)
    expect(image.metadata.notes.join()).toMatch(/circle/)
    expect([...(await image.readPlane({ t: 2 })).data]).toEqual([7, 9])
    await expect(image.readPlane({ t: 3 })).rejects.toMatchObject({ code: 'plane-missing' })
  })

  it('no pixels at all', async () => {
    const none = (tag: number) =>
      writeTiff([{ width: 2, height: 1, values: [1, 2], extra: [{ tag, type: 4, values: [0] }] }])
    expect(await codeOf(none(256))).toBe('image-has-no-pixels')
    expect(await codeOf('II*\0\0\0\0\0')).toBe('image-has-no-pixels')
  })

  it('kinds that are not read: complex numbers, mixed depths, JPEG 2000', async () => {
    const make = (tag: number, values: number[]) =>
      writeTiff([
        { width: 2, height: 1, bits: 32, kind: 'float', values: [1, 2], extra: [{ tag, type: 3, values }] },
      ])
    expect(await codeOf(make(339, [6]))).toBe('tiff-unsupported')
    expect(await codeOf(make(259, [34712]))).toBe('tiff-unsupported')
    const mixed = writeTiff([
      {
        width: 2,
        height: 1,
        samples: 3,
        values: [1, 2, 3, 4, 5, 6],
        extra: [{ tag: 258, type: 3, values: [5, 6, 5] }],
      },
    ])
    expect(await codeOf(mixed)).toBe('tiff-unsupported')
  })
})

describe('odd but whole images', () => {
  it('NaN and infinity are pixels; inspect leaves them out of its figures', async () => {
    const values = [1, Number.NaN, 3, Number.POSITIVE_INFINITY]
    const bytes = writeTiff([{ width: 2, height: 2, bits: 32, kind: 'float', values }])
    const image = await openImageFrom(memorySource('nan.tif', bytes))
    expect([...(await image.readPlane({})).data]).toEqual(values)
    const line = await inspectSource(memorySource('nan.tif', bytes))
    expect(line).toMatchObject({ ok: true, min: 1, max: null, sum: null })
    expect(() => JSON.stringify(line)).not.toThrow()
  })

  it('1 × 1 and 3 × 20,000 pixels', async () => {
    for (const [width, height] of [
      [1, 1],
      [3, 20_000],
    ]) {
      const image = await openImageFrom(memorySource('odd.tif', plain(width, height)))
      const raster = await image.readPlane({})
      expect([raster.width, raster.height, raster.data.length]).toEqual([width, height, width * height])
    }
  })

  it('stops when asked to', async () => {
    const path = join(folder, 'stop.tif')
    await writeFile(path, plain())
    await expect(openImage(path, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i)
    const image = await openImage(path)
    await expect(image.readPlane({}, undefined, AbortSignal.abort())).rejects.toThrow(/abort/i)
  })

  it('refuses windows that leave the image', async () => {
    const image = await openImageFrom(memorySource('w.tif', plain()))
    for (const window of [
      { x: -1, y: 0, width: 2, height: 2 },
      { x: 7, y: 0, width: 2, height: 2 },
      { x: 0, y: 0, width: 0, height: 2 },
      { x: 0.5, y: 0, width: 2, height: 2 },
    ]) {
      const failure = await image.readPlane({}, window).catch((e) => e)
      expect(failure).toBeInstanceOf(KaryonError)
    }
  })
})
