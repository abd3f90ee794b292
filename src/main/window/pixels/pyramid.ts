import { KaryonError } from '@core/errors'
import type { PixelWindow, Raster } from '@core/image/raster'
import type { FieldSource } from './field-source'
import { crop, halve, type Plane } from './halve'
import { tileType, toTileArray } from './tile-values'

export const TILE = 512
/** A plane up to this many bytes is read once and kept; larger ones are read window by window. */
const WHOLE_BYTES = 96 * 1024 * 1024
/** Longest side of the overview of a plane that is never held whole. */
const OVERVIEW = 2048

export function levelsOf(width: number, height: number): number {
  return Math.max(1, Math.ceil(Math.log2(Math.max(width, height) / TILE)) + 1)
}

/** One channel of one image, at every halving; nothing is read before it is asked for. */
export class Pyramid {
  private readonly levels = new Map<number, Promise<Plane>>()
  private readonly whole: boolean
  bytes = 0

  constructor(
    private readonly source: Pick<FieldSource, 'width' | 'height' | 'samples' | 'dtype'>,
    private readonly read: (window?: PixelWindow) => Promise<Raster>,
  ) {
    const perValue = source.dtype.endsWith('8') ? 1 : source.dtype.endsWith('16') ? 2 : 4
    this.whole = source.width * source.height * source.samples * perValue <= WHOLE_BYTES
  }

  /** @throws KaryonError `plane-missing` for a tile outside the image. */
  async tile(level: number, column: number, row: number): Promise<Plane> {
    const x = column * TILE
    const y = row * TILE
    const width = Math.ceil(this.source.width / 2 ** level)
    const height = Math.ceil(this.source.height / 2 ** level)
    if (x >= width || y >= height) {
      throw new KaryonError(
        'plane-missing',
        `There is no tile ${column}, ${row} at level ${level}.`,
        'Open the image again.',
      )
    }
    if (this.whole || level >= this.overviewLevel()) return crop(await this.level(level), x, y, TILE, TILE)
    return this.readWindow(
      {
        x: x << level,
        y: y << level,
        width: Math.min(TILE << level, this.source.width - (x << level)),
        height: Math.min(TILE << level, this.source.height - (y << level)),
      },
      level,
    )
  }

  /** The largest level that is held whole and has no side over `longest`. */
  async reduced(longest: number): Promise<Plane> {
    let level = this.whole ? 0 : this.overviewLevel()
    while (Math.max(this.source.width, this.source.height) / 2 ** level > longest) level++
    return this.level(level)
  }

  /** All values where they are held whole, the overview otherwise. */
  sample(): Promise<Plane> {
    return this.level(this.whole ? 0 : this.overviewLevel())
  }

  private overviewLevel(): number {
    return Math.max(0, Math.ceil(Math.log2(Math.max(this.source.width, this.source.height) / OVERVIEW)))
  }

  private level(level: number): Promise<Plane> {
    const known = this.levels.get(level)
    if (known) return known
    const base = this.whole ? 0 : this.overviewLevel()
    const making =
      level > base
        ? this.level(level - 1).then(halve)
        : this.whole
          ? this.readWindow(undefined, 0)
          : this.readOverview(base)
    this.levels.set(level, making)
    making.then(
      (plane) => {
        this.bytes += plane.data.byteLength
      },
      () => this.levels.delete(level),
    )
    return making
  }

  private async readWindow(window: PixelWindow | undefined, halvings: number): Promise<Plane> {
    const raster = await this.read(window)
    let plane: Plane = {
      width: raster.width,
      height: raster.height,
      samples: raster.samples,
      type: tileType(this.source.dtype),
      data: toTileArray(raster.data),
    }
    for (let i = 0; i < halvings; i++) plane = halve(plane)
    return plane
  }

  /** Band by band, each reduced as soon as it is read. */
  private async readOverview(level: number): Promise<Plane> {
    const { width, height } = this.source
    const bands: Plane[] = []
    const bandRows = Math.max(TILE, 1 << level)
    for (let y = 0; y < height; y += bandRows) {
      bands.push(await this.readWindow({ x: 0, y, width, height: Math.min(bandRows, height - y) }, level))
    }
    const first = bands[0]!
    const rows = bands.reduce((sum, b) => sum + b.height, 0)
    const data = toTileArray(first.data.slice(0, 0))
    const joined = new (data.constructor as Uint8ArrayConstructor)(
      first.width * rows * first.samples,
    ) as typeof data
    let at = 0
    for (const part of bands) {
      joined.set(part.data, at)
      at += part.data.length
    }
    return { ...first, height: rows, data: joined }
  }
}
