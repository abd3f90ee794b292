import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { simulateField } from '@core/simulate/simulate-field'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dumpMaps } from '../../src/cli/dump-maps'

const SIDE = 512
let folder: string
let image: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'karyon-dump-'))
  image = join(folder, 'field.png')
  const field = simulateField({ width: SIDE, height: SIDE, nuclei: 40, seed: 3 })
  await sharp(
    Uint8Array.from(field.image, (v) => v >> 8),
    { raw: { width: SIDE, height: SIDE, channels: 1 } },
  )
    .png()
    .toFile(image)
})
afterAll(() => rmSync(folder, { recursive: true }))

const floats = (file: string) => {
  const { buffer, byteOffset, byteLength } = readFileSync(join(folder, file))
  return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength))
}

describe('what the engine gives to the network, for parity with PyTorch', () => {
  it('is written with what came out, tile by tile, and tiles of two sizes make the same maps', async () => {
    const model = resolve('resources/models/starter')
    const requests = [
      { path: image, scale: 1, tileSize: 448 },
      { path: image, scale: 1 },
    ]
    const [tiled, whole] = await dumpMaps(model, requests, folder)
    expect(tiled.tiles.length).toBeGreaterThan(1)
    expect(whole.tiles).toHaveLength(1)
    for (const { input, output } of [...tiled.tiles, ...whole.tiles]) {
      expect(floats(input.file)).toHaveLength(input.shape[0] * input.shape[1] * input.shape[2])
      expect(output.shape).toEqual(input.shape)
      const given = floats(input.file)
      expect(given.every((v) => v >= 0 && v <= 1)).toBe(true)
      expect(given.some((v) => v === 1)).toBe(true)
    }
    expect(whole.maps.shape).toEqual([3, SIDE, SIDE])
    expect(floats(tiled.maps.file)).toEqual(floats(whole.maps.file))
    // The whole image is one tile at scale 1: its maps are what came out of the network.
    expect(floats(whole.maps.file)).toEqual(floats(whole.tiles[0].output.file))
    expect(JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'))).toEqual([tiled, whole])
  })
})
