import { planTiles } from '@core/tile/plan-tiles'
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

  it('covers every pixel once, on the grid, with a full halo inside the image, for many sizes', () => {
    for (let size = 512; size <= 1536; size += 160) {
      for (let length = 1; length < 9000; length += 619) {
        for (const halo of [32, 100, 192]) {
          const plan = planTiles(length, 64, { size, halo, multipleOf: 32 })
          let next = 0
          for (const { input, core } of plan.tiles) {
            expect(core.x).toBe(next)
            next = core.x + core.width
            expect(core.width).toBeGreaterThan(0)
            expect(input.width).toBeLessThanOrEqual(size)
            expect(input.x % 32).toBe(0)
            expect(input.width % 32).toBe(0)
            expect(core.x === 0 || core.x - input.x >= halo).toBe(true)
            const right = input.x + input.width
            expect(next === plan.paddedWidth || right - next >= halo).toBe(true)
          }
          expect(next).toBe(plan.paddedWidth)
          expect(plan.paddedWidth).toBe(Math.ceil(length / 32) * 32)
        }
      }
    }
  })
})
