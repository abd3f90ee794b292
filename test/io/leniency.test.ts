import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { memorySource } from '@core/io/byte-source'
import { inspectFile, inspectSource } from '@core/io/inspect-file'
import { openImageFrom } from '@core/io/open-image'
import { decodeLzw } from '@core/io/tiff/codecs/lzw'
import { decodeNext } from '@core/io/tiff/codecs/next'
import { decodeThunderScan } from '@core/io/tiff/codecs/thunderscan'
import { float24ToNumber, halfTable } from '@core/io/tiff/half-float'
import { describe, expect, it } from 'vitest'
import { testValues, writeTiff } from './tiff-fixture'

/** A fixture whose only strip is replaced by other bytes, put behind the file. */
function withStrip(page: Parameters<typeof writeTiff>[0][0], strip: Uint8Array): Uint8Array {
  const at = 8192
  const base = writeTiff([
    {
      ...page,
      extra: [
        ...(page.extra ?? []),
        { tag: 273, type: 4, values: [at] },
        { tag: 279, type: 4, values: [strip.length] },
      ],
    },
  ])
  const bytes = new Uint8Array(at + strip.length)
  bytes.set(base)
  bytes.set(strip, at)
  return bytes
}

describe('what real writers get slightly wrong', () => {
  const values = testValues(64, 8, 'uint', 6)
  const page = { width: 8, height: 8, values, compression: 'deflate' as const }

  it('deflate strips with rows beyond the image, or damaged behind their last byte', async () => {
    const padded = deflateSync(Uint8Array.from([...values, ...new Array(200_000).fill(9)]))
    const torn = deflateSync(Uint8Array.from(values))
    torn[torn.length - 1] ^= 255
    for (const strip of [padded, torn]) {
      const image = await openImageFrom(memorySource('a.tif', withStrip(page, new Uint8Array(strip))))
      expect([...(await image.readPlane({})).data]).toEqual(values)
    }
  })

  it('a deflate strip that ends before the image does is an error', async () => {
    const short = new Uint8Array(deflateSync(Uint8Array.from(values.slice(0, 60))))
    const line = await inspectSource(memorySource('a.tif', withStrip(page, short)))
    expect(line).toMatchObject({ ok: false, code: 'image-damaged' })
  })

  it('the 42 of the header in the wrong byte order', async () => {
    for (const littleEndian of [true, false]) {
      const bytes = writeTiff([{ ...page, compression: 'none' }], { littleEndian })
      bytes.set([bytes[3], bytes[2]], 2)
      const image = await openImageFrom(memorySource('a.tif', bytes))
      expect([...(await image.readPlane({})).data]).toEqual(values)
    }
  })

  it('MetaMorph stacks: one directory, planes behind each other', async () => {
    const stack = testValues(64 * 3, 8, 'uint', 9)
    const uic2 = { tag: 33629, type: 5 as const, values: [1, 2, 3] }
    const bytes = withStrip({ ...page, compression: 'none', extra: [uic2] }, Uint8Array.from(stack))
    const image = await openImageFrom(memorySource('a.stk', bytes))
    expect(image.metadata).toMatchObject({ sizeT: 3, pages: 3, pagesUntold: true })
    expect([...(await image.readPlane({ t: 2 })).data]).toEqual(stack.slice(128))
  })

  it('sparse tiles are zero', async () => {
    const empty = { tag: 273, type: 4 as const, values: [0] }
    const bytes = writeTiff([{ ...page, extra: [empty, { tag: 279, type: 4, values: [0] }] }])
    const image = await openImageFrom(memorySource('a.tif', bytes))
    expect((await image.readPlane({})).data.every((v) => v === 0)).toBe(true)
  })
})

describe('a file on disk', () => {
  it('that grows while it is looked at is called changing, one that stays cut is called truncated', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'karyon-grow-'))
    try {
      const path = join(folder, 'writing.tif')
      const bytes = writeTiff([{ width: 40, height: 40, values: testValues(1600, 8, 'uint') }])
      await writeFile(path, bytes.slice(0, 1000))
      const cut = await inspectFile(path)
      expect(cut).toMatchObject({ ok: false, code: 'file-truncated' })
      const pending = inspectFile(path)
      setTimeout(() => appendFile(path, bytes.slice(1000)), 40)
      expect(await pending).toMatchObject({ ok: false, code: 'file-changing' })
      expect(await inspectFile(path)).toMatchObject({ ok: true })
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})

describe('inspect, beside the readers in common use', () => {
  const line = async (page: Parameters<typeof writeTiff>[0][0]) =>
    inspectSource(memorySource('a.tif', writeTiff([page])))

  it('gives stored values where tifffile does: white-is-zero as it is, indices, alpha', async () => {
    expect(await line({ width: 2, height: 1, bits: 1, values: [1, 0], photometric: 0 })).toMatchObject({
      dtype: 'bool',
      sum: 1,
    })
    expect(await line({ width: 2, height: 1, values: [10, 20], photometric: 0 })).toMatchObject({
      sum: 30,
      channels: 1,
    })
    expect(await line({ width: 1, height: 1, samples: 4, values: [1, 2, 3, 4] })).toMatchObject({
      sum: 10,
      channels: 4,
    })
    const wide = await line({ width: 2, height: 1, bits: 64, values: [2 ** 40, 1] })
    expect(wide).toMatchObject({ dtype: 'uint64', sum: 2 ** 40 + 1 })
  })

  it("takes Pillow's view where Pillow is the reader, and says so", async () => {
    const two = await line({ width: 2, height: 1, bits: 2, values: [3, 1], photometric: 0 })
    expect(two).toMatchObject({ dtype: 'uint8', min: 0, max: 170, sum: 170 })
    const colours = await line({
      width: 1,
      height: 1,
      samples: 3,
      bits: 16,
      values: [256, 511, 65535],
      compression: 'lzw',
    })
    expect(colours).toMatchObject({ dtype: 'uint8', sum: 1 + 1 + 255 })
    expect(colours.ok && colours.notes?.join()).toMatch(/cut to 8 bits/)
    const extra = [{ tag: 338, type: 3 as const, values: [1] }]
    const alpha = await line({
      width: 2,
      height: 1,
      samples: 4,
      values: [10, 20, 30, 51, 9, 9, 9, 0],
      compression: 'lzw',
      extra,
    })
    expect(alpha).toMatchObject({ sum: 50 + 100 + 150 + 51 })
  })
})

describe('small codecs, by hand', () => {
  it('half and 24-bit floats', () => {
    const half = halfTable()
    expect([half[0x3c00], half[0xc000], half[0x0001], half[0x7bff], half[0x7c00]]).toEqual([
      1,
      -2,
      2 ** -24,
      65504,
      Infinity,
    ])
    expect(half[0x7e00]).toBeNaN()
    // Values from imagecodecs.float24_encode.
    expect([0x3f0000, 0xc04000, 0x7f0000].map(float24ToNumber)).toEqual([1, -2.5, Infinity])
    expect(float24ToNumber(0x409220)).toBeCloseTo(3.1416016, 6)
    expect(float24ToNumber(0x7f8000)).toBeNaN()
  })

  it('LZW of before 1990: least significant bit first', () => {
    // CLEAR, 1, 2, END as 9-bit codes from the low end.
    const codes = [256, 1, 2, 257]
    let bits = 0n
    codes.forEach((code, i) => {
      bits |= BigInt(code) << BigInt(9 * i)
    })
    const input = Uint8Array.from({ length: 5 }, (_, i) => Number((bits >> BigInt(8 * i)) & 255n))
    expect(input[0]).toBe(0)
    expect([...decodeLzw(input, 10)]).toEqual([1, 2])
  })

  it('LZW that uses a code before it is defined is refused', () => {
    const bits = (256n << 27n) | (65n << 18n) | (300n << 9n) | 257n
    const input = Uint8Array.from({ length: 5 }, (_, i) =>
      Number(((bits << 4n) >> BigInt(8 * (4 - i))) & 255n),
    )
    expect(() => decodeLzw(input, 10)).toThrow(/before it is defined/)
  })

  it('ThunderScan: raw values, runs, 2-bit and 3-bit differences', () => {
    // raw 5, run of 2, 2-bit differences +1 0 -1, 3-bit differences +3 and skip.
    const input = Uint8Array.from([0xc5, 0x02, 0x40 | 0b010011, 0x80 | 0b011100])
    expect([...decodeThunderScan(input, 7, 1)]).toEqual([0x55, 0x56, 0x65, 0x80])
  })

  it('NeXT: literal rows, spans on white, and runs', () => {
    const literal = [0x00, 0x1b]
    const span = [0x40, 0, 0, 0, 1, 0x00]
    const runs = [0x81, 0xc3]
    expect([...decodeNext(Uint8Array.from([...literal, ...span, ...runs]), 4, 3)]).toEqual([0x1b, 0x00, 0xbf])
  })
})
