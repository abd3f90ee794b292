import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ByteSource, memorySource } from '@core/io/byte-source'
import { openImage, openImageFrom } from '@core/io/open-image'
import { cropRaster } from '@core/io/picture-source'
import { describe, expect, it } from 'vitest'
import { seededRandom, testValues, writeTiff } from './tiff-fixture'

/** A memory source that counts what is read from it. */
function countingSource(bytes: Uint8Array): ByteSource & { bytesRead: number } {
  const inner = memorySource('counted.tif', bytes)
  const source = {
    path: inner.path,
    size: inner.size,
    bytesRead: 0,
    read(offset: number, length: number) {
      source.bytesRead += length
      return inner.read(offset, length)
    },
    async readUpTo(offset: number, length: number) {
      const got = await inner.readUpTo(offset, length)
      source.bytesRead += got.length
      return got
    },
    assertUnchanged: () => inner.assertUnchanged(),
    close: () => inner.close(),
  }
  return source
}

describe('windows', () => {
  it('are crops of the whole, for random windows of random layouts', async () => {
    const random = seededRandom(11)
    const below = (n: number) => Math.floor(random() * n)
    for (let trial = 0; trial < 25; trial++) {
      const width = 1 + below(70)
      const height = 1 + below(70)
      const samples = [1, 3][below(2)]
      const page = {
        width,
        height,
        samples,
        bits: [1, 8, 12, 16, 32][below(5)],
        values: [] as number[],
        planar: samples > 1 && random() < 0.5,
        compression: (['none', 'lzw', 'deflate', 'packbits'] as const)[below(4)],
        photometric: samples === 1 ? below(2) : 2,
        ...(random() < 0.5 ? { tile: [16, 32] as [number, number] } : { rowsPerStrip: 1 + below(20) }),
      }
      page.values = testValues(width * height * samples, page.bits, 'uint', trial + 1)
      const image = await openImageFrom(
        memorySource('w.tif', writeTiff([page], { littleEndian: random() < 0.5 })),
      )
      const whole = await image.readPlane({})
      for (let i = 0; i < 5; i++) {
        const x = below(width)
        const y = below(height)
        const window = { x, y, width: 1 + below(width - x), height: 1 + below(height - y) }
        expect(await image.readPlane({}, window)).toEqual(cropRaster(whole, window))
      }
    }
  })

  it('of a tiled or stripped file read only what they touch', async () => {
    const values = testValues(256 * 256, 16, 'uint', 7)
    const page = { width: 256, height: 256, bits: 16, values }
    for (const layout of [{ tile: [64, 64] as [number, number] }, { rowsPerStrip: 8 }, {}]) {
      const bytes = writeTiff([{ ...page, ...layout }])
      const source = countingSource(bytes)
      const image = await openImageFrom(source)
      source.bytesRead = 0
      await image.readPlane({}, { x: 50, y: 100, width: 20, height: 20 })
      const expected = 'tile' in layout ? 4 * 64 * 64 * 2 : 256 * 256 * 2
      expect(source.bytesRead).toBeLessThanOrEqual(expected)
    }
  })

  it('next to each other decode a tile once', async () => {
    const values = testValues(128 * 64, 8, 'uint', 7)
    const source = countingSource(
      writeTiff([{ width: 128, height: 64, values, tile: [64, 64], compression: 'deflate' }]),
    )
    const image = await openImageFrom(source)
    await image.readPlane({}, { x: 0, y: 0, width: 8, height: 8 })
    source.bytesRead = 0
    await image.readPlane({}, { x: 8, y: 8, width: 8, height: 8 })
    expect(source.bytesRead).toBe(0)
  })
})

describe('files beyond 4 GB', () => {
  it('are read by position: a BigTIFF strip at 5 GB', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'karyon-big-'))
    try {
      const path = join(folder, 'big.tif')
      const far = 5 * 2 ** 30
      const values = [1, 2, 3, 60_000, 5, 6]
      const bytes = writeTiff(
        [{ width: 3, height: 2, bits: 16, values, extra: [{ tag: 273, type: 16, values: [far] }] }],
        { big: true },
      )
      const file = await open(path, 'w')
      await file.write(bytes)
      // A sparse file: only its ends take space on disk.
      await file.write(new Uint8Array(Uint16Array.from(values).buffer), 0, 12, far)
      await file.close()
      const image = await openImage(path)
      expect([...(await image.readPlane({})).data]).toEqual(values)
      expect([...(await image.readPlane({}, { x: 1, y: 1, width: 2, height: 1 })).data]).toEqual([5, 6])
      await image.close()
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
