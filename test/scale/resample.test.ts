import { type FloatWindow, resampleWindow, sourceWindow } from '@core/scale/resample'
import { mulberry32 } from '@core/simulate/random'
import { describe, expect, it } from 'vitest'
import { type Golden, readGolden, sizeOf, unit, unpack } from '../instances/golden'

const image = (width: number, height: number, samples: number, seed = 1): FloatWindow => {
  const random = mulberry32(seed)
  return {
    x: 0,
    y: 0,
    width,
    height,
    samples,
    data: Float32Array.from({ length: width * height * samples }, random),
  }
}

const resize = (source: FloatWindow, width: number, height: number) =>
  resampleWindow(source, source.width, source.height, { x: 0, y: 0, width, height }, width, height).data

/** A window of a larger source, as the engine reads it. */
function cut(source: FloatWindow, x: number, y: number, width: number, height: number): FloatWindow {
  const data = new Float32Array(width * height * source.samples)
  for (let row = 0; row < height; row++) {
    const from = ((y + row) * source.width + x) * source.samples
    data.set(source.data.subarray(from, from + width * source.samples), row * width * source.samples)
  }
  return { x, y, width, height, samples: source.samples, data }
}

/** The cases done as the engine resizes: antialias where the image shrinks (torch has one switch for both axes). */
function antialiasedWhenShrinking({ input, output, antialias }: Golden['resize'][number]): boolean {
  const from = sizeOf(input)
  const to = sizeOf(output)
  return antialias === (to.width < from.width || to.height < from.height)
}

describe('resampleWindow', () => {
  it.each(
    readGolden()
      .resize.filter(antialiasedWhenShrinking)
      .map((c) => ({ c, from: c.input.shape.join('×'), to: c.output.shape.join('×') })),
  )('equals torch from $from to $to (antialias when shrinking)', ({ c }) => {
    const { width, height } = sizeOf(c.input)
    const { width: outWidth, height: outHeight } = sizeOf(c.output)
    const out = resize({ x: 0, y: 0, width, height, samples: 1, data: unit(c.input) }, outWidth, outHeight)
    // torch computes positions in single precision: up to a few 1e-6 of the value range.
    unpack(c.output).forEach((expected, i) => {
      expect(Math.abs(out[i] - expected)).toBeLessThan(5e-6)
    })
  })

  it('enlarges a row as torch does (bilinear, align_corners=False)', () => {
    const source = { x: 0, y: 0, width: 3, height: 1, samples: 1, data: Float32Array.of(0, 10, 40) }
    expect([...resize(source, 6, 1)]).toEqual([0, 2.5, 7.5, 17.5, 32.5, 40])
  })

  it('shrinks a row as torch does (antialias=True)', () => {
    const source = { x: 0, y: 0, width: 4, height: 1, samples: 1, data: Float32Array.of(0, 8, 16, 24) }
    // Triangle of half-width 2 centred at 0.5 and 2.5: weights .75 .75 .25 (and mirrored), normalised.
    const expected = [(0.75 * 0 + 0.75 * 8 + 0.25 * 16) / 1.75, (0.25 * 8 + 0.75 * 16 + 0.75 * 24) / 1.75]
    resize(source, 2, 1).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 5)
    })
  })

  it('gives the pixels back at the same size', () => {
    const source = image(17, 9, 3)
    expect(resize(source, 17, 9)).toEqual(source.data)
  })

  it('keeps a constant image constant at any size', () => {
    const source = { x: 0, y: 0, width: 13, height: 7, samples: 1, data: new Float32Array(91).fill(0.3) }
    for (const [w, h] of [
      [1, 1],
      [5, 3],
      [13, 20],
      [40, 2],
      [26, 14],
    ]) {
      for (const value of resize(source, w, h)) expect(value).toBeCloseTo(0.3, 5)
    }
  })

  it('takes images of one pixel', () => {
    const source = { x: 0, y: 0, width: 1, height: 1, samples: 1, data: Float32Array.of(7) }
    expect([...resize(source, 3, 2)]).toEqual([7, 7, 7, 7, 7, 7])
  })

  it('makes any window exactly the crop of the whole, read from no more than sourceWindow says', () => {
    for (const samples of [1, 3]) {
      for (const factor of [0.27, 0.5, 0.77, 1, 1.6, 2.5]) {
        const source = image(97, 61, samples)
        const width = Math.round(97 * factor)
        const height = Math.round(61 * factor)
        const whole = { x: 0, y: 0, width, height, samples, data: resize(source, width, height) }
        const random = mulberry32(7)
        for (let n = 0; n < 20; n++) {
          const x = Math.floor(random() * width)
          const y = Math.floor(random() * height)
          const target = {
            x,
            y,
            width: 1 + Math.floor(random() * (width - x)),
            height: 1 + Math.floor(random() * (height - y)),
          }
          const need = sourceWindow(target, width, height, 97, 61)
          const part = cut(source, need.x, need.y, need.width, need.height)
          const window = resampleWindow(part, 97, 61, target, width, height)
          expect(window.data).toEqual(cut(whole, target.x, target.y, target.width, target.height).data)
        }
      }
    }
  })
})
