import { outlineMask } from '@core/export/outline-mask'
import { renderOverlay } from '@core/export/overlay'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'

const pixels = async (png: Uint8Array) => {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true })
  expect(info.channels).toBe(3)
  return {
    at: (x: number, y: number) => [...data.subarray(3 * (y * info.width + x), 3 * (y * info.width + x) + 3)],
    info,
  }
}

describe('outlineMask', () => {
  it('marks boundary and casing, between touching nuclei too, and leaves nuclei open at the edge', () => {
    const labels = Uint32Array.from(
      [
        [1, 1, 1, 2, 2, 2, 0],
        [1, 1, 1, 2, 2, 2, 0],
        [1, 1, 1, 2, 2, 2, 0],
        [1, 1, 1, 2, 2, 2, 0],
        [0, 0, 0, 0, 0, 0, 0],
      ].flat(),
    )
    expect([...outlineMask(labels, 7, 5)].join('').match(/.{7}/g)).toEqual([
      '0122121',
      '0122121',
      '1122121',
      '2222221',
      '1111111',
    ])
  })
})

describe('renderOverlay', () => {
  const width = 12
  const height = 9
  const labels = { width, height, count: 1, data: new Uint32Array(width * height) }
  for (let y = 2; y < 7; y++) for (let x = 3; x < 8; x++) labels.data[y * width + x] = 1

  it('stretches 16-bit values between low and high and draws the outline with its casing', async () => {
    const data = new Uint16Array(width * height).fill(1500)
    data[0] = 999
    data[1] = 2600
    const overlay = await renderOverlay({ width, height, samples: 1, data }, labels, {
      low: 1000,
      high: 2000,
    })
    const { at, info } = await pixels(overlay.png)
    expect([overlay.factor, info.width, info.height]).toEqual([1, width, height])
    expect(at(0, 0)).toEqual([0, 0, 0])
    expect(at(1, 0)).toEqual([255, 255, 255])
    expect(at(11, 8)).toEqual([128, 128, 128])
    expect(at(3, 2)).toEqual([0x5f, 0xe0, 0xb5])
    expect(at(2, 2)).toEqual([35, 35, 35])
    expect(at(5, 4)).toEqual([128, 128, 128])
    expect(at(4, 4)).toEqual([35, 35, 35])
  })

  it('keeps the colours of RGB images', async () => {
    const data = new Uint8Array(width * height * 3)
    for (let i = 0; i < data.length; i += 3) data.set([200, 100, 50], i)
    const options = { low: 0, high: 255, outline: [1, 2, 3] as const }
    const { at } = await pixels(
      (await renderOverlay({ width, height, samples: 3, data }, labels, options)).png,
    )
    expect(at(0, 0)).toEqual([200, 100, 50])
    expect(at(3, 2)).toEqual([1, 2, 3])
  })

  it('makes large images smaller by a whole factor and says so', async () => {
    const data = Float32Array.from({ length: width * height }, (_, i) => (i % 2 ? 1 : 0))
    data[2] = Number.NaN
    const overlay = await renderOverlay({ width, height, samples: 1, data }, labels, {
      low: 0,
      high: 1,
      limit: 5,
    })
    expect([overlay.factor, overlay.width, overlay.height]).toEqual([3, 4, 3])
    const { at } = await pixels(overlay.png)
    expect(at(0, 0)).toEqual([0, 0, 0])
    // The mean of 3 or 6 ones in 9 pixels, under the casing.
    expect(at(3, 0)[0]).toBeGreaterThanOrEqual(23)
    expect(at(3, 0)[0]).toBeLessThanOrEqual(47)
    expect(at(1, 1)).toEqual([0x5f, 0xe0, 0xb5])
  })

  it('refuses labels of another size', async () => {
    const image = { width: 2, height: 1, samples: 1 as const, data: new Uint8Array(2) }
    await expect(renderOverlay(image, labels, { low: 0, high: 1 })).rejects.toThrow('2 × 1')
  })
})
