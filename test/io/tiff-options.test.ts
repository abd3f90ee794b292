import { memorySource } from '@core/io/byte-source'
import { openImageFrom } from '@core/io/open-image'
import { describe, expect, it } from 'vitest'
import { type FixturePage, testValues, writeTiff } from './tiff-fixture'

const DEPTHS = [
  { bits: 8, kind: 'uint' },
  { bits: 16, kind: 'uint' },
  { bits: 32, kind: 'uint' },
  { bits: 8, kind: 'int' },
  { bits: 16, kind: 'int' },
  { bits: 32, kind: 'int' },
  { bits: 16, kind: 'float' },
  { bits: 32, kind: 'float' },
  { bits: 64, kind: 'float' },
  { bits: 64, kind: 'uint' },
  { bits: 64, kind: 'int' },
  { bits: 1, kind: 'uint' },
  { bits: 2, kind: 'uint' },
  { bits: 4, kind: 'uint' },
  { bits: 6, kind: 'uint' },
  { bits: 10, kind: 'uint' },
  { bits: 12, kind: 'uint' },
  { bits: 14, kind: 'uint' },
  { bits: 24, kind: 'uint' },
  { bits: 12, kind: 'int' },
] as const

const LAYOUTS: { name: string; page: Partial<FixturePage> }[] = [
  { name: 'one strip', page: {} },
  { name: 'strips of 5 rows', page: { rowsPerStrip: 5 } },
  { name: 'tiles', page: { tile: [16, 16] } },
  { name: 'RGB', page: { samples: 3, rowsPerStrip: 7 } },
  { name: 'RGB in planes', page: { samples: 3, planar: true, rowsPerStrip: 7 } },
  { name: 'RGB in planes, tiled', page: { samples: 3, planar: true, tile: [16, 16] } },
]

const [WIDTH, HEIGHT] = [21, 18]

/** Every way of writing that applies to a depth and a layout. */
function* variants(bits: number, kind: 'uint' | 'int' | 'float') {
  for (const littleEndian of [true, false]) {
    for (const compression of ['none', 'packbits', 'deflate', 'lzw'] as const) {
      for (const predictor of [1, 2, 3] as const) {
        // The byte order does not touch what deflate and PackBits do.
        if (!littleEndian && (compression === 'packbits' || compression === 'deflate')) continue
        if (predictor > 1 && (compression === 'none' || compression === 'packbits')) continue
        if (predictor === 2 && bits < 8) continue
        if (predictor === 3 && kind !== 'float') continue
        yield { littleEndian, compression, predictor }
      }
    }
  }
}

describe('TIFF: every plain way of writing pixels comes back as written', () => {
  for (const { bits, kind } of DEPTHS) {
    for (const { name, page } of LAYOUTS) {
      it(`${bits}-bit ${kind}, ${name}`, async () => {
        const samples = page.samples ?? 1
        const values = testValues(WIDTH * HEIGHT * samples, bits, kind, bits + samples)
        let tried = 0
        for (const { littleEndian, compression, predictor } of variants(bits, kind)) {
          for (const big of compression === 'none' ? [false, true] : [false]) {
            const bytes = writeTiff(
              [{ width: WIDTH, height: HEIGHT, bits, kind, values, compression, predictor, ...page }],
              { littleEndian, big },
            )
            const image = await openImageFrom(memorySource('fixture.tif', bytes))
            const { data, width, height } = await image.readPlane({})
            expect([width, height, image.metadata.samples]).toEqual([WIDTH, HEIGHT, samples])
            const what = `${littleEndian ? 'II' : 'MM'} ${compression} ${predictor} ${big ? 'big' : 'classic'}`
            expect(data.length, what).toBe(values.length)
            const wrong = values.findIndex((v, i) => v !== data[i])
            expect({ what, wrong }).toEqual({ what, wrong: -1 })
            tried++
          }
        }
        expect(tried).toBeGreaterThan(7)
      })
    }
  }

  it('reads bits in reverse fill order', async () => {
    const values = testValues(64 * 8, 1, 'uint', 3)
    for (const compression of ['none', 'packbits', 'lzw'] as const) {
      const bytes = writeTiff([{ width: 64, height: 8, bits: 1, values, compression, reverseBits: true }])
      const image = await openImageFrom(memorySource('f.tif', bytes))
      expect([...(await image.readPlane({})).data]).toEqual(values)
    }
  })
})
