import type { PixelWindow } from '../image/raster'

export interface TileOptions {
  /** Largest side of a tile, in network pixels; a multiple of `multipleOf`. */
  size: number
  /** Border whose output is thrown away where a neighbour covers it: at least the receptive field's radius. */
  halo: number
  /** The network's pooling grid: every tile starts and ends on it, so that all tiles see the same grid. */
  multipleOf: number
}

/** One tile: `input` is what the network sees, `core` the part of its output that is kept (same coordinates). */
export interface Tile {
  readonly input: PixelWindow
  readonly core: PixelWindow
}

export interface TilePlan {
  /** Size of the image padded to the pooling grid; all tiles lie inside it. */
  readonly paddedWidth: number
  readonly paddedHeight: number
  readonly columns: number
  readonly rows: number
  /** Row by row. The cores cover the padded image exactly once. */
  readonly tiles: Tile[]
}

/**
 * Covers an image with overlapping tiles. Because tiles start on the pooling grid and the halo is at least
 * the receptive field's radius, every kept output pixel is computed from the same inputs whatever the tile
 * size: the assembled maps do not depend on it. Tiles of one axis are as equal as the grid allows, which
 * wastes less than full tiles and a remainder.
 *
 * @throws RangeError when a tile of this size has no core.
 */
export function planTiles(width: number, height: number, options: TileOptions): TilePlan {
  const xs = planAxis(width, options)
  const ys = planAxis(height, options)
  const tiles: Tile[] = []
  for (const y of ys) {
    for (const x of xs) {
      tiles.push({
        input: { x: x.from, y: y.from, width: x.to - x.from, height: y.to - y.from },
        core: {
          x: x.coreFrom,
          y: y.coreFrom,
          width: x.coreTo - x.coreFrom,
          height: y.coreTo - y.coreFrom,
        },
      })
    }
  }
  return {
    paddedWidth: xs[xs.length - 1].to,
    paddedHeight: ys[ys.length - 1].to,
    columns: xs.length,
    rows: ys.length,
    tiles,
  }
}

interface Span {
  from: number
  to: number
  coreFrom: number
  coreTo: number
}

function planAxis(length: number, { size, halo, multipleOf: grid }: TileOptions): Span[] {
  const padded = Math.ceil(length / grid) * grid
  const largest = Math.floor(size / grid) * grid
  if (padded <= largest) return [{ from: 0, to: padded, coreFrom: 0, coreTo: padded }]
  const margin = Math.ceil(halo / grid) * grid
  const step = largest - 2 * margin
  if (step < grid) {
    throw new RangeError(`a tile of ${size} px has no core inside a halo of ${halo} px`)
  }
  // The first and last tile have a halo on one side only, so they carry one margin more of core.
  const count = Math.ceil((padded - 2 * margin) / step)
  const cells = padded / grid
  const cuts = Array.from({ length: count + 1 }, (_, i) => cutAt(i, count, cells, margin / grid) * grid)
  return cuts.slice(1).map((coreTo, i) => {
    const coreFrom = cuts[i]
    return {
      from: Math.max(0, coreFrom - margin),
      to: Math.min(padded, coreTo + margin),
      coreFrom,
      coreTo,
    }
  })
}

/** Where core `i` begins, in grid cells: equal tiles, so the outer cores are one margin longer than the inner. */
function cutAt(i: number, count: number, cells: number, margin: number): number {
  if (i === 0) return 0
  if (i === count) return cells
  return margin + Math.floor((i * (cells - 2 * margin)) / count)
}
