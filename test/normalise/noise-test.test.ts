import { NoiseTest } from '@core/normalise/noise-test'
import { mulberry32, normal } from '@core/simulate/random'
import { simulateField } from '@core/simulate/simulate-field'
import { describe, expect, it } from 'vitest'

const SIDE = 512

function onlyNoise(value: (x: number, y: number) => number, kind: 'u16' | 'f32' = 'u16'): boolean {
  const pixels = Float32Array.from({ length: SIDE * SIDE }, (_, i) => value(i % SIDE, Math.floor(i / SIDE)))
  const data = kind === 'u16' ? Uint16Array.from(pixels) : pixels
  const test = new NoiseTest()
  const half = (SIDE * SIDE) / 2
  test.add({ width: SIDE, height: SIDE / 2, samples: 1, data: data.subarray(0, half) })
  test.add({ width: SIDE, height: SIDE / 2, samples: 1, data: data.subarray(half) })
  return test.isOnlyNoise()
}

describe('NoiseTest', () => {
  const random = mulberry32(9)
  const disc = (x: number, y: number, radius: number) => (Math.hypot(x - 200, y - 300) < radius ? 1 : 0)

  it('knows noise of any size, also of one level', () => {
    expect(onlyNoise(() => 300 + Math.round(random()))).toBe(true)
    expect(onlyNoise(() => 1000 + 50 * normal(random))).toBe(true)
    expect(onlyNoise(() => 1e-6 * normal(random), 'f32')).toBe(true)
  })

  it('sees one nucleus as bright as the noise, a small one, a large faint one', () => {
    expect(onlyNoise((x, y) => 1000 + 50 * normal(random) + 80 * disc(x, y, 12))).toBe(false)
    expect(onlyNoise((x, y) => 1000 + 50 * normal(random) + 150 * disc(x, y, 5))).toBe(false)
    expect(onlyNoise((x, y) => 1000 + 50 * normal(random) + 25 * disc(x, y, 40))).toBe(false)
  })

  it('leaves gradients and ordinary fields to the network, and constant images to others', () => {
    expect(onlyNoise((x) => 1000 + x + 20 * normal(random))).toBe(false)
    expect(onlyNoise(() => 5)).toBe(false)
    const { image } = simulateField({ width: SIDE, height: SIDE, nuclei: 3, seed: 1 })
    expect(onlyNoise((x, y) => image[y * SIDE + x])).toBe(false)
  })

  it('knows noise in strips narrower than a block, and a nucleus cut by one', () => {
    for (const [width, height] of [
      [3, 20000],
      [20000, 3],
      [1, 5000],
    ]) {
      const strip = (nucleus: number) => {
        const test = new NoiseTest()
        const data = Uint16Array.from({ length: width * height }, (_, i) => {
          const along = width > height ? i % width : Math.floor(i / width)
          return 1000 + 50 * normal(random) + (Math.abs(along - 900) < 15 ? nucleus : 0)
        })
        test.add({ width, height, samples: 1, data })
        return test.isOnlyNoise()
      }
      expect(strip(0)).toBe(true)
      expect(strip(200)).toBe(false)
    }
  })

  it('is not blinded by NaN', () => {
    expect(onlyNoise((x, y) => (x === 3 && y === 3 ? Number.NaN : 10 + normal(random)), 'f32')).toBe(true)
    const bright = (x: number, y: number) => (x === 3 ? Number.NaN : 10 + normal(random) + 9 * disc(x, y, 12))
    expect(onlyNoise(bright, 'f32')).toBe(false)
  })
})
