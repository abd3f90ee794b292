import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeTiffBands } from '@core/export/write-tiff-bands'
import { listedField } from '@core/simulate/field-model'
import { gridField } from '@core/simulate/grid-field'
import { layoutNuclei, randomSpecks } from '@core/simulate/layout'
import { defaultOptics } from '@core/simulate/simulate-field'
import { simulateBands, simulateWindow } from '@core/simulate/simulate-window'
import { afterAll, describe, expect, it } from 'vitest'
import { readTiff } from '../export/tiff-reader'
import { countComponents, sha } from './components'

const folder = mkdtempSync(join(tmpdir(), 'karyon-bands-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const size = { width: 330, height: 270 }
const shapes = layoutNuclei({
  ...size,
  nuclei: 40,
  seed: 5,
  diameterPx: 24,
  diameterSpread: 0.2,
  brightnessSpread: 0.2,
  irregularity: 1,
  clumping: 0.3,
  gapPx: 2,
})
const fields = {
  listed: listedField(size.width, size.height, shapes, randomSpecks(size.width, size.height, 12, 5)),
  grid: gridField({ ...size, seed: 3, cellPx: 48, diameterPx: 20 }),
}

describe.each(Object.entries(fields))('windows of a %s field', (_, field) => {
  const whole = simulateWindow(field, { x: 0, y: 0, ...size }, defaultOptics)

  it('are bit for bit those of the whole', () => {
    for (const window of [
      { x: 0, y: 0, width: 1, height: 1 },
      { x: 17, y: 31, width: 100, height: 90 },
      { x: 200, y: 150, width: 130, height: 120 },
    ]) {
      const part = simulateWindow(field, window, defaultOptics)
      let different = 0
      for (let y = 0; y < window.height; y++) {
        for (let x = 0; x < window.width; x++) {
          const at = (y + window.y) * size.width + x + window.x
          const i = y * window.width + x
          if (part.image[i] !== whole.image[at] || part.labels.data[i] !== whole.labels.data[at]) different++
        }
      }
      expect(different).toBe(0)
    }
  })

  it('make the whole in bands, whatever their height', () => {
    for (const rows of [64, 101, 1000]) {
      const image = new Uint16Array(size.width * size.height)
      for (const band of simulateBands(field, rows, defaultOptics)) image.set(band.image, band.y * size.width)
      expect(sha(image)).toBe(sha(whole.image as Uint16Array))
    }
  })
})

describe('gridField', () => {
  it('has as many separate nuclei as it says, labelled in order, none at the edge', () => {
    const field = gridField({ width: 1000, height: 800, seed: 8, cellPx: 50, diameterPx: 24, fill: 0.8 })
    const { labels } = simulateWindow(field, { x: 0, y: 0, width: 1000, height: 800 }, defaultOptics)
    expect(field.count).toBeGreaterThan(0.7 * 320)
    expect(field.count).toBeLessThan(0.9 * 320)
    expect(new Set(labels.data).size - 1).toBe(field.count)
    expect(
      countComponents(
        Uint32Array.from(labels.data, (v) => (v ? 1 : 0)),
        1000,
        800,
      ),
    ).toBe(field.count)
    for (let x = 0; x < 1000; x++) expect(labels.data[x]! + labels.data[799 * 1000 + x]!).toBe(0)
    expect(labels.data.reduce((most, v) => Math.max(most, v), 0)).toBe(field.count)
  })

  it('can be as large as one likes at once', () => {
    const field = gridField({ width: 16_384, height: 16_384, seed: 1, cellPx: 64, diameterPx: 24, fill: 0.9 })
    expect(field.count).toBeGreaterThan(0.89 * 65_536)
    expect(field.count).toBeLessThan(0.91 * 65_536)
    const corner = { x: 16_000, y: 16_000, width: 384, height: 384 }
    const { labels } = simulateWindow(field, corner, defaultOptics)
    const found = new Set(labels.data)
    found.delete(0)
    expect(Math.max(...found)).toBe(field.count)
    expect(field.nucleiNear(corner, 0).length).toBeGreaterThanOrEqual(found.size)
  })

  it('refuses nuclei that do not fit their cells', () => {
    expect(() => gridField({ width: 10, height: 10, seed: 1, cellPx: 30, diameterPx: 20 })).toThrow(
      RangeError,
    )
  })
})

describe('writeTiffBands', () => {
  const bandsOf = function* (rows: number) {
    for (const band of simulateBands(fields.grid, rows, defaultOptics)) yield band.image
  }

  it('writes a field band by band', async () => {
    const path = join(folder, 'a.tif')
    await writeTiffBands(path, { ...size, samples: 1, rowsPerBand: 64, bands: bandsOf(64) })
    const tiff = readTiff(readFileSync(path))
    const whole = simulateWindow(fields.grid, { x: 0, y: 0, ...size }, defaultOptics)
    expect(tiff.tags.get(278)!.values).toEqual([64])
    expect(tiff.tags.get(273)!.values).toHaveLength(5)
    expect(sha(tiff.pixels)).toBe(sha(whole.image as Uint16Array))
  })

  it('leaves nothing when the bands do not fit', async () => {
    const before = readdirSync(folder)
    const image = { ...size, samples: 1 as const, rowsPerBand: 100 }
    await expect(writeTiffBands(join(folder, 'b.tif'), { ...image, bands: bandsOf(64) })).rejects.toThrow(
      RangeError,
    )
    await expect(writeTiffBands(join(folder, 'b.tif'), { ...image, bands: [] })).rejects.toThrow(
      'end at row 0',
    )
    expect(readdirSync(folder)).toEqual(before)
  })
})
