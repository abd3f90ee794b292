import { KaryonError } from '../errors'
import type { PixelWindow } from '../image/raster'
import { neededHeads } from '../infer/manifest'
import type { Network, NetworkInput, NetworkOutput } from '../infer/network'
import { networkInput, tilePixels } from '../infer/network-input'
import type { ProbabilityMaps } from '../instances/probability-maps'
import { type FloatWindow, resampleWindow, sourceWindow } from '../scale/resample'
import { StageClock } from '../stage-clock'
import { planTiles, type Tile, type TilePlan } from '../tile/plan-tiles'

/** Reads a window of the image, normalised to 0…1, at the image's own resolution. */
export type NormalisedReader = (window: PixelWindow) => Promise<FloatWindow>

export interface NetworkMapsOptions {
  /** Image size in its own pixels. */
  width: number
  height: number
  /** Factor from image pixels to network pixels. */
  scale: number
  /** Largest tile side in network pixels; the model's own when left out. */
  tileSize?: number
  /** Bytes of tile outputs kept for neighbouring windows. Older ones are inferred again when needed. */
  cacheBytes?: number
  signal?: AbortSignal
  /** Measures the stages for the bench. */
  clock?: StageClock
}

/** What is kept unless `cacheBytes` says otherwise. */
export const TILE_CACHE_BYTES = 400 * 2 ** 20
/** Tiles prepared or inferred at a time: one on the device, one being prepared. */
const TILES_IN_FLIGHT = 2

/**
 * The network's maps of an image of any size, a window at a time: tiles the (scaled) image, infers each tile
 * once, joins the cores and brings them back to the image's own resolution. The result for a pixel does not
 * depend on the tile size or on the window it is asked with.
 */
export class NetworkMaps {
  readonly scaledWidth: number
  readonly scaledHeight: number
  /** How many of the network's maps are used: the first so many. */
  private readonly heads: number
  private plan: TilePlan
  private tileSize: number
  private readonly kept = new Map<Tile, NetworkOutput>()
  /** Tiles that are with the network already. */
  private readonly begun = new Map<Tile, Promise<NetworkOutput>>()
  private keptBytes = 0
  private readonly clock: StageClock
  /** True once a tile did not fit the device and smaller ones were used. */
  halved = false

  constructor(
    private readonly network: Network,
    private readonly read: NormalisedReader,
    private readonly options: NetworkMapsOptions,
  ) {
    this.scaledWidth = Math.max(1, Math.round(options.width * options.scale))
    this.scaledHeight = Math.max(1, Math.round(options.height * options.scale))
    this.heads = neededHeads(network.manifest).length
    this.clock = options.clock ?? new StageClock()
    this.tileSize = options.tileSize ?? network.manifest.tile.size
    this.plan = this.planWith(this.tileSize)
  }

  /** @param window in image pixels. */
  async maps(window: PixelWindow): Promise<ProbabilityMaps> {
    const { width, height } = this.options
    const region = sourceWindow(window, width, height, this.scaledWidth, this.scaledHeight)
    const planes = await this.region(region)
    const [body, border, distance, offsetY, offsetX] = this.clock.time('assemble', () =>
      planes.map((data) => {
        const source = { ...region, samples: 1, data }
        return resampleWindow(source, this.scaledWidth, this.scaledHeight, window, width, height).data
      }),
    )
    return { width: window.width, height: window.height, body, border, distance, offsetY, offsetX }
  }

  /**
   * Hands the first tiles of a window to the network and comes back without their maps, so that it works while another
   * window is decoded. What goes wrong with them is thrown when the window is asked for.
   */
  async begin(window: PixelWindow): Promise<void> {
    const { width, height } = this.options
    const region = sourceWindow(window, width, height, this.scaledWidth, this.scaledHeight)
    const fresh = this.tilesOf(region).filter((tile) => !this.kept.has(tile) && !this.begun.has(tile))
    for (const tile of fresh.slice(0, TILES_IN_FLIGHT)) {
      const output = this.infer(await this.input(tile))
      output.catch(() => {})
      this.begun.set(tile, output)
    }
  }

  /** The maps of a rectangle of the scaled image, one array a channel. */
  private async region(region: PixelWindow): Promise<Float32Array[]> {
    for (;;) {
      try {
        return await this.joinTiles(region)
      } catch (error) {
        if (!(error instanceof KaryonError) || error.code !== 'out-of-memory' || !this.halve()) throw error
      }
    }
  }

  private async joinTiles(region: PixelWindow): Promise<Float32Array[]> {
    const tiles = this.tilesOf(region)
    if (tiles.length === 1 && covers(tiles[0].input, region)) {
      const output = await this.tile(tiles[0])
      const planes = channelsOf(output, this.heads)
      if (sameWindow(tiles[0].input, region)) return planes
      return planes.map((plane) => paste(plane, tiles[0].input, region, region))
    }
    const joined = Array.from({ length: this.heads }, () => new Float32Array(region.width * region.height))
    await forEachLimited(tiles, TILES_IN_FLIGHT, async (tile) => {
      const output = await this.tile(tile)
      channelsOf(output, this.heads).forEach((plane, c) => {
        paste(plane, tile.input, tile.core, region, joined[c])
      })
    })
    return joined
  }

  private async tile(tile: Tile): Promise<NetworkOutput> {
    const known = this.kept.get(tile)
    if (known) return known
    this.options.signal?.throwIfAborted()
    const output = await (this.begun.get(tile) ?? this.infer(await this.input(tile)))
    this.begun.delete(tile)
    this.keep(tile, output)
    return output
  }

  private infer(input: NetworkInput): Promise<NetworkOutput> {
    return this.clock.timeAsync('wait for inference', () => this.network.run(input))
  }

  private tilesOf(region: PixelWindow): Tile[] {
    return this.plan.tiles.filter((tile) => overlaps(tile.core, region))
  }

  /** file pixels → scaled, normalised pixels → the network's planes. */
  private async input(tile: Tile): Promise<NetworkInput> {
    const { width, height } = this.options
    const { scaledWidth, scaledHeight } = this
    const wanted = tilePixels(tile.input, scaledWidth, scaledHeight)
    const source = await this.read(sourceWindow(wanted, scaledWidth, scaledHeight, width, height))
    return this.clock.time('tile', () => {
      const scaled = resampleWindow(source, width, height, wanted, scaledWidth, scaledHeight)
      return networkInput(scaled, scaledWidth, scaledHeight, tile.input)
    })
  }

  private keep(tile: Tile, output: NetworkOutput): void {
    if (this.plan.tiles.length === 1) {
      this.kept.set(tile, output)
      return
    }
    this.kept.set(tile, output)
    this.keptBytes += output.data.byteLength
    const limit = this.options.cacheBytes ?? TILE_CACHE_BYTES
    for (const [oldest, old] of this.kept) {
      if (this.keptBytes <= limit || oldest === tile) break
      this.kept.delete(oldest)
      this.keptBytes -= old.data.byteLength
    }
  }

  /** Plans again with tiles of half the side; false when they would have no core left. */
  private halve(): boolean {
    const { halo } = this.network.manifest.tile
    const { multipleOf } = this.network.manifest.input
    const smaller = Math.floor(this.tileSize / 2 / multipleOf) * multipleOf
    if (smaller < 2 * Math.ceil(halo / multipleOf) * multipleOf + multipleOf) return false
    this.tileSize = smaller
    this.plan = this.planWith(smaller)
    this.kept.clear()
    this.begun.clear()
    this.keptBytes = 0
    this.halved = true
    return true
  }

  private planWith(size: number): TilePlan {
    const { input, tile } = this.network.manifest
    return planTiles(this.scaledWidth, this.scaledHeight, {
      size,
      halo: tile.halo,
      multipleOf: input.multipleOf,
    })
  }
}

/** The first planes; further outputs of a model are not used here. */
function channelsOf(output: NetworkOutput, count: number): Float32Array[] {
  const plane = output.width * output.height
  return Array.from({ length: count }, (_, c) => output.data.subarray(c * plane, (c + 1) * plane))
}

/** Copies the part of `plane` (which covers `from`) inside `keep` into an array that covers `to`. */
function paste(
  plane: Float32Array,
  from: PixelWindow,
  keep: PixelWindow,
  to: PixelWindow,
  target = new Float32Array(to.width * to.height),
): Float32Array {
  const x0 = Math.max(keep.x, to.x)
  const x1 = Math.min(keep.x + keep.width, to.x + to.width)
  const y0 = Math.max(keep.y, to.y)
  const y1 = Math.min(keep.y + keep.height, to.y + to.height)
  for (let y = y0; y < y1; y++) {
    const start = (y - from.y) * from.width + (x0 - from.x)
    target.set(plane.subarray(start, start + (x1 - x0)), (y - to.y) * to.width + (x0 - to.x))
  }
  return target
}

function overlaps(a: PixelWindow, b: PixelWindow): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

function covers(a: PixelWindow, b: PixelWindow): boolean {
  return a.x <= b.x && a.y <= b.y && a.x + a.width >= b.x + b.width && a.y + a.height >= b.y + b.height
}

function sameWindow(a: PixelWindow, b: PixelWindow): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height
}

async function forEachLimited<T>(items: T[], limit: number, work: (item: T) => Promise<void>): Promise<void> {
  let next = 0
  const lanes = Array.from({ length: Math.min(limit, items.length) }, async () => {
    while (next < items.length) await work(items[next++])
  })
  await Promise.all(lanes)
}
