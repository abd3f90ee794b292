import { NetworkMaps, type NormalisedReader } from '@core/assemble/network-maps'
import { KaryonError } from '@core/errors'
import type { PixelWindow } from '@core/image/raster'
import { mulberry32 } from '@core/simulate/random'
import { describe, expect, it } from 'vitest'
import { FakeNetwork, manifest } from './fake-network'

function randomImage(width: number, height: number, samples: number) {
  const random = mulberry32(3)
  const data = Float32Array.from({ length: width * height * samples }, random)
  const asked: PixelWindow[] = []
  const read: NormalisedReader = async (window) => {
    asked.push(window)
    const row = window.width * samples
    const part = new Float32Array(row * window.height)
    for (let y = 0; y < window.height; y++) {
      const from = ((window.y + y) * width + window.x) * samples
      part.set(data.subarray(from, from + row), y * row)
    }
    return { ...window, samples, data: part }
  }
  return { read, asked, data }
}

const whole = (width: number, height: number) => ({ x: 0, y: 0, width, height })

describe('NetworkMaps', () => {
  for (const [width, height, samples, scale] of [
    [300, 210, 1, 1],
    [300, 210, 3, 1],
    [211, 333, 1, 0.6],
    [97, 120, 1, 2.3],
    [5, 400, 1, 1],
    [1, 1, 1, 1],
  ]) {
    it(`gives the same maps for any tile size: ${width} × ${height}, ${samples} samples, × ${scale}`, async () => {
      const { read } = randomImage(width, height, samples)
      const mapsWith = async (size: number) => {
        const network = new FakeNetwork(manifest({ size: 2048, halo: 24 }), 24)
        const maps = new NetworkMaps(network, read, { width, height, scale, tileSize: size })
        return { maps: await maps.maps(whole(width, height)), tiles: network.tiles.length }
      }
      const one = await mapsWith(4096)
      expect(one.tiles).toBe(1)
      for (const size of [80, 160]) {
        const many = await mapsWith(size)
        expect(many.maps).toEqual(one.maps)
      }
    })
  }

  it('gives a window exactly as the crop of the whole, running each tile once', async () => {
    const { read } = randomImage(320, 256, 1)
    const network = new FakeNetwork(manifest({ size: 128, halo: 24 }), 24)
    const maps = new NetworkMaps(network, read, { width: 320, height: 256, scale: 0.8 })
    const all = await maps.maps(whole(320, 256))
    const tiles = network.tiles.length
    const window = { x: 37, y: 90, width: 140, height: 101 }
    const part = await maps.maps(window)
    for (let y = 0; y < window.height; y++) {
      const from = (window.y + y) * 320 + window.x
      const row = part.distance.subarray(y * window.width, (y + 1) * window.width)
      expect(row).toEqual(all.distance.subarray(from, from + window.width))
    }
    expect(network.tiles.length).toBe(tiles)
  })

  it('infers a tile again when the cache is too small to keep it, with the same result', async () => {
    const { read } = randomImage(320, 256, 1)
    const maps = (cacheBytes: number) =>
      new NetworkMaps(new FakeNetwork(manifest({ size: 128, halo: 24 }), 24), read, {
        width: 320,
        height: 256,
        scale: 1,
        cacheBytes,
      })
    const small = maps(1)
    const first = await small.maps(whole(320, 256))
    expect(await small.maps(whole(320, 256))).toEqual(first)
    expect(await maps(1e9).maps(whole(320, 256))).toEqual(first)
  })

  it('reads a large image by windows, never the whole', async () => {
    const { read, asked } = randomImage(640, 640, 1)
    const network = new FakeNetwork(manifest({ size: 128, halo: 24 }), 24)
    await new NetworkMaps(network, read, { width: 640, height: 640, scale: 1 }).maps({
      x: 300,
      y: 300,
      width: 50,
      height: 50,
    })
    for (const window of asked) expect(window.width * window.height).toBeLessThanOrEqual(128 * 128)
  })

  it('begins a window: its first tiles are with the network at once, and none is run twice', async () => {
    const { read } = randomImage(320, 256, 1)
    const make = () => {
      const network = new FakeNetwork(manifest({ size: 128, halo: 24 }), 24)
      return { network, maps: new NetworkMaps(network, read, { width: 320, height: 256, scale: 1 }) }
    }
    const window = { x: 90, y: 60, width: 200, height: 150 }
    const plain = make()
    const expected = await plain.maps.maps(window)
    const { network, maps } = make()
    await maps.begin(window)
    expect(network.tiles).toHaveLength(2)
    await maps.begin(window)
    expect(network.tiles).toHaveLength(4)
    expect(await maps.maps(window)).toEqual(expected)
    expect(network.tiles).toHaveLength(plain.network.tiles.length)
    await maps.begin(window)
    expect(network.tiles).toHaveLength(plain.network.tiles.length)
  })

  it('keeps what goes wrong with a tile that was begun until its window is asked for', async () => {
    const { read } = randomImage(320, 256, 1)
    const full = () => new KaryonError('out-of-memory', 'The tile did not fit.', 'Use smaller tiles.')
    const network = new FakeNetwork(manifest({ size: 256, halo: 24 }), 24, full)
    network.memory = 130 * 130
    const maps = new NetworkMaps(network, read, { width: 320, height: 256, scale: 1 })
    const window = { x: 90, y: 60, width: 200, height: 150 }
    await maps.begin(window)
    expect(maps.halved).toBe(false)
    const again = new NetworkMaps(new FakeNetwork(manifest({ size: 256, halo: 24 }), 24), read, {
      width: 320,
      height: 256,
      scale: 1,
    })
    expect(await maps.maps(window)).toEqual(await again.maps(window))
    expect(maps.halved).toBe(true)
  })

  it('halves the tiles when the device is out of memory, and says so', async () => {
    const { read } = randomImage(400, 400, 1)
    const oom = () => new KaryonError('out-of-memory', 'too large', 'smaller')
    const network = new FakeNetwork(manifest({ size: 512, halo: 24 }), 24, oom)
    const reference = await new NetworkMaps(network, read, { width: 400, height: 400, scale: 1 }).maps(
      whole(400, 400),
    )
    network.memory = 140 * 140
    const maps = new NetworkMaps(network, read, { width: 400, height: 400, scale: 1 })
    expect(await maps.maps(whole(400, 400))).toEqual(reference)
    expect(maps.halved).toBe(true)
    network.memory = 50
    await expect(
      new NetworkMaps(network, read, { width: 400, height: 400, scale: 1 }).maps(whole(400, 400)),
    ).rejects.toMatchObject({ code: 'out-of-memory' })
  })
})
