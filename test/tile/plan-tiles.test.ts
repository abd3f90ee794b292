import { planTiles, type TileOptions } from '@core/tile/plan-tiles'
import { describe, expect, it } from 'vitest'

describe('planTiles', () => {
  it('takes an image that fits as one tile, padded to the pooling grid', () => {
    const plan = planTiles(520, 696, { size: 1024, halo: 192, multipleOf: 32 })
    expect(plan.tiles).toEqual([
      { input: { x: 0, y: 0, width: 544, height: 704 }, core: { x: 0, y: 0, width: 544, height: 704 } },
    ])
  })

  it('splits a 2048 px field in two by two tiles when they reach', () => {
    const plan = planTiles(2048, 2048, { size: 1280, halo: 192, multipleOf: 32 })
    expect([plan.columns, plan.rows]).toEqual([2, 2])
    expect(plan.tiles[0].input.width).toBe(1216)
  })

  it('refuses a tile without a core', () => {
    expect(() => planTiles(2000, 2000, { size: 384, halo: 192, multipleOf: 32 })).toThrow(/no core/)
  })

  it('gives tiles the shape that shows the network the fewest pixels', () => {
    const options = { size: 1280, halo: 128, multipleOf: 32 }
    // A camera of 1,392 × 1,040 px: one tile, no larger than a square one.
    expect(planTiles(1392, 1040, options).tiles.map(({ input }) => [input.width, input.height])).toEqual([
      [1408, 1056],
    ])
    const strips = planTiles(1434, 1434, { ...options, halo: 192 })
    expect([strips.columns, strips.rows]).toEqual([1, 2])
    expect(strips.tiles.map(({ input }) => [input.width, input.height])).toEqual([
      [1440, 896],
      [1440, 928],
    ])
    // A long narrow picture: as before, in tiles of at most twice the side.
    for (const { input } of planTiles(9000, 64, options).tiles) expect(input.width).toBeLessThanOrEqual(2560)
  })

  it('covers every pixel once, on the grid, with a full halo inside the image, for many sizes', () => {
    const lengths = [1, 64, 620, 1040, 1392, 1434, 2160, 3333, 8900]
    for (let size = 512; size <= 1536; size += 256) {
      for (const halo of [32, 100, 192]) {
        for (const width of lengths)
          for (const height of lengths) check(width, height, { size, halo, multipleOf: 32 })
      }
    }
  })
})

/** Every row and column of cores covers the image once; tiles stay within their memory and keep their halo. */
function check(width: number, height: number, options: TileOptions): void {
  const { size, halo } = options
  const plan = planTiles(width, height, options)
  expect([plan.paddedWidth, plan.paddedHeight]).toEqual([width, height].map((n) => Math.ceil(n / 32) * 32))
  expect(plan.tiles).toHaveLength(plan.columns * plan.rows)
  const ends = { x: 0, y: 0 }
  for (const [at, { input, core }] of plan.tiles.entries()) {
    if (at % plan.columns === 0) {
      if (at > 0) ends.y = plan.tiles[at - 1]!.core.y + plan.tiles[at - 1]!.core.height
      ends.x = 0
    }
    expect([core.x, core.y]).toEqual([ends.x, ends.y])
    ends.x += core.width
    expect(Math.min(core.width, core.height)).toBeGreaterThan(0)
    expect(input.width * input.height).toBeLessThanOrEqual(size * size)
    expect(Math.max(input.width, input.height)).toBeLessThanOrEqual(2 * size)
    for (const n of [input.x, input.y, input.width, input.height]) expect(n % 32).toBe(0)
    expect(core.x === 0 || core.x - input.x >= halo).toBe(true)
    expect(core.y === 0 || core.y - input.y >= halo).toBe(true)
    const right = core.x + core.width
    const low = core.y + core.height
    expect(right === plan.paddedWidth || input.x + input.width - right >= halo).toBe(true)
    expect(low === plan.paddedHeight || input.y + input.height - low >= halo).toBe(true)
    if (at % plan.columns === plan.columns - 1) expect(right).toBe(plan.paddedWidth)
  }
  const last = plan.tiles.at(-1)!.core
  expect(last.y + last.height).toBe(plan.paddedHeight)
}
