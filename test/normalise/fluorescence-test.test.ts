import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { PixelArray, Raster } from '@core/image/raster'
import { bandWindows, wholeWindow } from '@core/image/windows'
import { openImage } from '@core/io/open-image'
import { FluorescenceTest } from '@core/normalise/fluorescence-test'
import { intensityRange } from '@core/normalise/intensity-range'
import { describe, expect, it } from 'vitest'

const DSB = resolve('../shared/data/dsb2018')
const shared = existsSync(DSB)
if (!shared) console.log('fluorescence: ../shared/data/dsb2018 is not here, told on generated pixels only')
const EVERY = 8

async function isFluorescent(bands: Raster[]): Promise<boolean> {
  const range = await intensityRange(
    async function* () {
      yield* bands
    },
    [0.5, 99.8],
  )
  const test = new FluorescenceTest(range)
  for (const band of bands) test.add(band)
  return test.isFluorescent()
}

const band = (data: PixelArray, samples: 1 | 3 = 1): Raster => ({
  width: data.length / samples,
  height: 1,
  samples,
  data,
})
/** One in three pixels bright, on 10. */
const DARK = Uint8Array.from([10, 10, 200, 10, 12, 210, 9, 10, 190])
const inColour = (gray: PixelArray, colour: (value: number) => [number, number, number]) =>
  band(Uint8Array.from([...gray].flatMap(colour)), 3)

describe('fluorescence', () => {
  it('is gray and for the larger part dark', async () => {
    expect(await isFluorescent([band(DARK)])).toBe(true)
    expect(await isFluorescent([band(DARK.map((v) => 255 - v))])).toBe(false)
    expect(await isFluorescent([band(Uint8Array.from([0, 200, 200, 0]))])).toBe(false)
  })

  it('is what is gray though saved in colour, JPEG noise and all, and not what has a colour', async () => {
    expect(await isFluorescent([inColour(DARK, (v) => [v, v, v])])).toBe(true)
    expect(await isFluorescent([inColour(DARK, (v) => [v + 2, v, v - 1])])).toBe(true)
    expect(await isFluorescent([inColour(DARK, (v) => [0, 0, v])])).toBe(false)
    expect(await isFluorescent([inColour(DARK, (v) => [v, Math.round(0.9 * v), v])])).toBe(false)
  })

  it('is told by the whole image: in bands as in one, in any number type, without what is not finite', async () => {
    expect(await isFluorescent([...DARK].map((v) => band(Uint8Array.of(v))))).toBe(true)
    expect(await isFluorescent([band(Uint16Array.from(DARK, (v) => v * 257))])).toBe(true)
    expect(await isFluorescent([band(Float32Array.from(DARK, (v) => v / 1e6 - 3))])).toBe(true)
    const coloured = (colour: (v: number) => [number, number, number]) =>
      band(Float32Array.from([...DARK].flatMap(colour)), 3)
    // An offset changes neither gray nor colour.
    expect(await isFluorescent([coloured((v) => [v - 400, v - 400, v - 400])])).toBe(true)
    expect(await isFluorescent([coloured((v) => [20000, 20000, v + 20000])])).toBe(false)
    const below = new Array(5).fill(Number.NEGATIVE_INFINITY)
    expect(await isFluorescent([band(Float32Array.from([0, 9, 8, ...below]))])).toBe(false)
    const above = new Array(5).fill(Number.POSITIVE_INFINITY)
    expect(await isFluorescent([band(Float32Array.from([0, 1, 9, ...above]))])).toBe(true)
    const holes = new Array(40).fill(Number.NaN)
    expect(await isFluorescent([band(Float32Array.from([...DARK, ...holes]))])).toBe(true)
    expect(await isFluorescent([band(Float32Array.from([...DARK.map((v) => 255 - v), ...holes]))])).toBe(
      false,
    )
  })

  it.runIf(shared)(
    `agrees with the look groups of dsb2018 (every ${EVERY}th image)`,
    { timeout: 120_000 },
    async () => {
      const rows = readFileSync(join(DSB, 'index.csv'), 'utf8').trim().split('\n').slice(1)
      const seen = { yes: 0, no: 0 }
      for (const row of rows.filter((_, i) => i % EVERY === 0)) {
        const [id, group] = row.split(',')
        const source = await openImage(join(DSB, 'images', `${id}.png`))
        const { width, height } = source.metadata
        const whole = await source.readPlane({}, wholeWindow(width, height))
        await source.close()
        const rowBands = [...bandWindows(width, height, 2 ** 14)].map((window) => ({
          ...window,
          samples: whole.samples,
          data: whole.data.subarray(
            window.y * width * whole.samples,
            (window.y + window.height) * width * whole.samples,
          ),
        }))
        const told = await isFluorescent(rowBands)
        expect([id, group, told]).toEqual([id, group, group.endsWith('fluorescent')])
        seen[told ? 'yes' : 'no']++
      }
      expect(seen.yes).toBeGreaterThan(50)
      expect(seen.no).toBeGreaterThan(5)
    },
  )
})
