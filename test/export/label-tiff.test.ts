import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeLabelTiff, LabelTiffWriter } from '@core/export/label-tiff'
import { writeTiff } from '@core/export/write-tiff'
import { labelImageOf, simulateField } from '@core/simulate/simulate-field'
import { afterAll, describe, expect, it } from 'vitest'
import { readTiff } from './tiff-reader'

const hasTifffile = spawnSync('python3', ['-c', 'import tifffile, numpy, imagecodecs']).status === 0
if (!hasTifffile) console.log('python3 with tifffile is not here: its check of the TIFF writers is left out')

const folder = mkdtempSync(join(tmpdir(), 'karyon-tiff-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('LabelTiffWriter', () => {
  it('writes 16-bit labels that come back as they were', () => {
    const labels = Uint32Array.from([0, 1, 2, 0, 65_535, 3])
    const tiff = readTiff(encodeLabelTiff({ width: 3, height: 2, data: labels, count: 65_535 }))
    expect(tiff.big).toBe(false)
    expect(tiff.tags.get(256)!.values).toEqual([3])
    expect(tiff.tags.get(257)!.values).toEqual([2])
    expect(tiff.tags.get(258)).toEqual({ type: 3, values: [16], text: undefined })
    expect(tiff.tags.get(339)!.values).toEqual([1])
    expect([...new Uint16Array(tiff.pixels.buffer)]).toEqual([...labels])
  })

  it('goes to 32 bits when the count is above 65,535, and widens the strips it already has', () => {
    const width = 700
    const height = 400
    const labels = new Uint32Array(width * height)
    for (let i = 0; i < labels.length; i++) labels[i] = i % 7 === 0 ? 0 : (i / 4) | 0
    const tiff = readTiff(encodeLabelTiff({ width, height, data: labels, count: 69_999 }))
    expect(tiff.tags.get(258)!.values).toEqual([32])
    expect(tiff.tags.get(273)!.values.length).toBeGreaterThan(3)
    expect(same(tiff.pixels, labels)).toBe(true)
    // No single label need be large: the count decides.
    const few = readTiff(encodeLabelTiff({ width: 2, height: 1, data: Uint32Array.of(7, 0), count: 65_536 }))
    expect([few.tags.get(258)!.values[0], ...new Uint32Array(few.pixels.buffer)]).toEqual([32, 7, 0])
    const at = readTiff(encodeLabelTiff({ width: 2, height: 1, data: Uint32Array.of(7, 0), count: 65_535 }))
    expect(at.tags.get(258)!.values).toEqual([16])
  })

  it('gives the same bytes however the rows arrive', () => {
    const field = simulateField({ width: 301, height: 517, nuclei: 40, seed: 3 })
    const whole = encodeLabelTiff(labelImageOf(field))
    for (const step of [1, 7, 217, 516]) {
      const writer = new LabelTiffWriter(301, 517)
      for (let y = 0; y < 517; y += step)
        writer.appendRows(field.labels.subarray(y * 301, Math.min(517, y + step) * 301))
      expect(Buffer.compare(writer.finish(field.count), whole)).toBe(0)
    }
    expect(same(readTiff(whole).pixels, Uint16Array.from(field.labels))).toBe(true)
  })

  it('refuses rows that are not whole, too many or too few', () => {
    const writer = new LabelTiffWriter(4, 2)
    expect(() => writer.appendRows(new Uint32Array(3))).toThrow('not whole rows')
    writer.appendRows(new Uint32Array(4))
    expect(() => writer.finish(0)).toThrow('Only 1 of 2 rows')
    expect(() => writer.appendRows(new Uint32Array(8))).toThrow('the image has 2')
    expect(() => new LabelTiffWriter(0, 5)).toThrow(RangeError)
  })

  it('becomes a BigTIFF past the limit of classic files', () => {
    const field = simulateField({ width: 300, height: 400, nuclei: 30, seed: 4 })
    const tiff = readTiff(encodeLabelTiff(labelImageOf(field), { classicLimit: 1000 }))
    expect(tiff.big).toBe(true)
    expect(tiff.tags.get(273)!.type).toBe(16)
    expect(same(tiff.pixels, Uint16Array.from(field.labels))).toBe(true)
  })

  it('keeps the pixel size as pixels per centimetre', () => {
    const labels = { width: 1, height: 1, data: Uint32Array.of(1), count: 1 }
    const { tags } = readTiff(encodeLabelTiff(labels, { pixelSizeUm: { x: 0.645, y: 0.3225806 } }))
    const [n, d] = tags.get(282)!.values as [number, number]
    expect((10_000 * d) / n).toBe(0.645)
    const [p, q] = tags.get(283)!.values as [number, number]
    expect((10_000 * q) / p).toBeCloseTo(0.3225806, 7)
    expect(tags.get(296)!.values).toEqual([3])
  })
})

describe('writeTiff', () => {
  it('writes the exact bytes of a small image', () => {
    const bytes = writeTiff({ width: 2, height: 1, samples: 1, data: Uint16Array.of(1, 0x0203) })
    // Header: II, 42, directory at 12; the one strip follows at 8.
    expect([...bytes.subarray(0, 12)]).toEqual([0x49, 0x49, 42, 0, 12, 0, 0, 0, 1, 0, 3, 2])
    // 13 entries; the first is NewSubfileType 0, the second a width of 2 as LONG.
    expect([...bytes.subarray(12, 14)]).toEqual([13, 0])
    expect([...bytes.subarray(14, 26)]).toEqual([254, 0, 4, 0, 1, 0, 0, 0, 0, 0, 0, 0])
    expect([...bytes.subarray(26, 38)]).toEqual([0, 1, 4, 0, 1, 0, 0, 0, 2, 0, 0, 0])
  })

  it('keeps values, sample format and description', () => {
    const data = Float32Array.of(0.5, -1e9, Number.NaN, 3, 4, 5)
    const tiff = readTiff(
      writeTiff(
        { width: 2, height: 1, samples: 3, data },
        { description: 'µm & æøå', compression: 'deflate' },
      ),
    )
    expect(new Float32Array(tiff.pixels.buffer)).toEqual(data)
    expect(tiff.tags.get(339)!.values).toEqual([3, 3, 3])
    expect(tiff.tags.get(258)!.values).toEqual([32, 32, 32])
    expect(tiff.tags.get(262)!.values).toEqual([2])
    expect(tiff.tags.get(270)!.text).toBe('µm & æøå')
    expect(() => writeTiff({ width: 2, height: 2, samples: 1, data: new Uint8Array(3) })).toThrow(RangeError)
  })
})

describe.runIf(hasTifffile)('tifffile', () => {
  it('reads labels of both widths, BigTIFF, u8 RGB, u16 and f32', () => {
    const field = simulateField({ width: 333, height: 250, nuclei: 25, seed: 5 })
    const image = labelImageOf(field)
    const rgb = Uint8Array.from({ length: 30 }, (_, i) => i * 8)
    const files: [string, Uint8Array, number[], string, number][] = [
      ['l16', encodeLabelTiff(image), [250, 333], 'uint16', sum(field.labels)],
      ['l32', encodeLabelTiff({ ...image, count: 70_000 }), [250, 333], 'uint32', sum(field.labels)],
      ['big', encodeLabelTiff(image, { classicLimit: 1 }), [250, 333], 'uint16', sum(field.labels)],
      [
        'u16',
        writeTiff({ width: 333, height: 250, samples: 1, data: field.image }),
        [250, 333],
        'uint16',
        sum(field.image),
      ],
      [
        'rgb',
        writeTiff({ width: 5, height: 2, samples: 3, data: rgb }, { compression: 'deflate' }),
        [2, 5, 3],
        'uint8',
        sum(rgb),
      ],
      [
        'f32',
        writeTiff({ width: 2, height: 1, samples: 1, data: Float32Array.of(0.25, -8) }),
        [1, 2],
        'float32',
        -7.75,
      ],
    ]
    for (const [name, bytes] of files) writeFileSync(join(folder, `${name}.tif`), bytes)
    const script = `
import json, sys, tifffile
out = {}
for name in sys.argv[2:]:
    a = tifffile.imread(f"{sys.argv[1]}/{name}.tif")
    out[name] = [list(a.shape), str(a.dtype), float(a.sum(dtype='float64'))]
print(json.dumps(out))`
    const read = JSON.parse(
      execFileSync('python3', ['-c', script, folder, ...files.map(([name]) => name)], { encoding: 'utf8' }),
    ) as Record<string, [number[], string, number]>
    for (const [name, , shape, dtype, total] of files) expect(read[name], name).toEqual([shape, dtype, total])
  })
})

function sum(values: ArrayLike<number>): number {
  let total = 0
  for (let i = 0; i < values.length; i++) total += values[i]!
  return total
}

/** Whether the bytes are exactly the samples' (comparing large arrays item by item is slow in the test runner). */
function same(bytes: Uint8Array, samples: Uint16Array | Uint32Array): boolean {
  return Buffer.compare(bytes, new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)) === 0
}
