import { describe, expect, it } from 'vitest'
import { copyInTurns } from '../../src/renderer/viewer/copy-in-turns'
import { outlineAt, outlineSet, outlineSetInTurns } from '../../src/renderer/viewer/outline-set'
import { compose } from '../../src/renderer/viewer/tone'
import { fitView, hold, levelFor, lookAt, tilesIn, zoomAt } from '../../src/renderer/viewer/view'

const image = { width: 4096, height: 4096 }
const stage = { width: 1000, height: 500 }

describe('the view', () => {
  it('fits the whole image in the middle', () => {
    const view = fitView(image, stage)
    expect(view.scale).toBeCloseTo(500 / 4096)
    expect(view.y).toBeCloseTo(0)
    expect(view.x).toBeCloseTo((4096 - 1000 / view.scale) / 2)
  })

  it('keeps the point under the pointer when zooming', () => {
    const before = { scale: 1, x: 1000, y: 800 }
    const after = zoomAt(before, 2, 250, 100, image, stage)
    expect(after.x + 250 / after.scale).toBeCloseTo(1250)
    expect(after.y + 100 / after.scale).toBeCloseTo(900)
    expect(zoomAt(before, 1e9, 0, 0, image, stage).scale).toBe(32)
  })

  it('never loses the image', () => {
    const far = hold({ scale: 1, x: 1e6, y: -1e6 }, image, stage)
    expect(far.x).toBeLessThan(image.width)
    expect(far.y + stage.height).toBeGreaterThan(0)
    expect(lookAt({ scale: 1, x: 0, y: 0 }, 100, 100, 4, stage)).toEqual({ scale: 4, x: -25, y: 37.5 })
  })

  it('reads the level whose pixels are not larger than the screen’s', () => {
    expect([4, 1, 0.6, 0.5, 0.26, 0.25, 0.01].map((scale) => levelFor(scale, 4))).toEqual([
      0, 0, 0, 1, 1, 2, 3,
    ])
  })

  it('asks for the tiles in sight only, the middle first', () => {
    const tiles = tilesIn({ scale: 1, x: 500, y: 600 }, stage, image, 0, 512)
    expect(tiles).toHaveLength(6)
    expect(tiles.every((t) => t.column <= 2 && t.row >= 1 && t.row <= 2)).toBe(true)
    expect(tiles[0]!.column).toBe(1)
    expect(tilesIn({ scale: 500 / 4096, x: -2000, y: 0 }, stage, image, 3, 512)).toEqual([
      { level: 3, column: 0, row: 0 },
    ])
  })
})

describe('tones', () => {
  const tone = { channel: 0, black: 1000, white: 1100, gamma: 1, color: [255, 255, 255] as const }

  it('spreads 16-bit values between black and white without going through 8 bits', () => {
    // 101 different values within one hundredth of the 8-bit range come out as 101 different grays.
    const data = Uint16Array.from({ length: 101 }, (_, i) => 1000 + i)
    const rgba = compose([{ raw: { width: 101, height: 1, samples: 1, data }, tone }], 101, 1)
    const grays = new Set(Array.from({ length: 101 }, (_, i) => rgba[4 * i]))
    expect(grays.size).toBe(101)
    expect(rgba[0]).toBe(0)
    expect(rgba[400]).toBe(255)
  })

  it('clips outside, takes NaN as black, adds channels as light', () => {
    const raw = { width: 3, height: 1, samples: 1 as const, data: Float32Array.from([0, Number.NaN, 9999]) }
    expect([...compose([{ raw, tone }], 3, 1).filter((_, i) => i % 4 === 0)]).toEqual([0, 0, 255])
    const red = { ...tone, color: [255, 0, 0] as const }
    const green = { ...tone, color: [0, 255, 0] as const }
    const both = compose(
      [
        { raw, tone: red },
        { raw, tone: green },
      ],
      3,
      1,
    )
    expect([...both.slice(8, 12)]).toEqual([255, 255, 0, 255])
  })

  it('shows colour images as they are between 0 and 255', () => {
    const raw = { width: 1, height: 1, samples: 3 as const, data: Uint8Array.from([10, 128, 250]) }
    const [r, g, b] = compose([{ raw, tone: { ...tone, black: 0, white: 255 } }], 1, 1)
    expect(Math.abs(r! - 10) + Math.abs(g! - 128) + Math.abs(b! - 250)).toBeLessThanOrEqual(3)
  })
})

describe('picking', () => {
  it('finds the outline a point lies in, not the one whose box it lies in', () => {
    const triangle = [0, 0, 10, 0, 0, 10]
    const square = [20, 20, 30, 20, 30, 30, 20, 30]
    const set = outlineSet([
      Uint32Array.from([5, 9]).buffer,
      Uint32Array.from([0, 3, 7]).buffer,
      Float32Array.from([...triangle, ...square]).buffer,
    ])
    expect(outlineAt(set, 2, 2)).toBe(0)
    expect(outlineAt(set, 9, 9)).toBe(-1)
    expect(set.labels[outlineAt(set, 25, 25)]).toBe(9)
    expect([...set.boxes.slice(4)]).toEqual([20, 20, 30, 30])
  })

  it('is prepared some outlines at a time, the same, and the page gets its turn in between', async () => {
    const n = 25_001
    const labels = Uint32Array.from({ length: n }, (_, i) => i + 1)
    const offsets = Uint32Array.from({ length: n + 1 }, (_, i) => 3 * i)
    const points = Float32Array.from({ length: 6 * n }, (_, i) => (i * 7919) % 1013)
    const buffers = [labels.buffer, offsets.buffer, points.buffer]
    let turns = 0
    const count = setInterval(() => turns++)
    const set = await outlineSetInTurns(buffers)
    clearInterval(count)
    expect(turns).toBeGreaterThan(0)
    expect(set.boxes).toEqual(outlineSet(buffers).boxes)
    const last = [...points.slice(-6)]
    const [xs, ys] = [0, 1].map((axis) => last.filter((_, i) => i % 2 === axis))
    expect([...set.boxes.slice(-4)]).toEqual([
      Math.min(...xs!),
      Math.min(...ys!),
      Math.max(...xs!),
      Math.max(...ys!),
    ])
  })

  it('copies outlines for the drawing worker a megabyte at a time, and leaves them as they are', async () => {
    const sizes = [0, 5, 2 ** 20, 2 ** 20 + 1, 3 * 2 ** 20 + 7]
    const buffers = sizes.map((size) => Uint8Array.from({ length: size }, (_, i) => (i * 31) % 251).buffer)
    let turns = 0
    const count = setInterval(() => turns++)
    const copies = await copyInTurns(buffers)
    clearInterval(count)
    expect(turns).toBeGreaterThan(3)
    expect(copies.map(({ byteLength }) => byteLength)).toEqual(sizes)
    for (const [i, copy] of copies.entries()) {
      expect(copy).not.toBe(buffers[i])
      expect(Buffer.compare(Buffer.from(copy), Buffer.from(buffers[i]!))).toBe(0)
    }
  })
})
