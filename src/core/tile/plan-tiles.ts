import type { PixelWindow } from '../image/raster'

export interface TileOptions {
  /** A tile holds at most size² network pixels and is at most twice as long; a multiple of `multipleOf`. */
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
 * size: the assembled maps do not depend on it. So the shape of tiles is free as well: of all columns and rows whose
 * tiles hold at most size² pixels (memory goes by that), those are taken that show the network the fewest pixels. Tiles
 * of one axis are as equal as the grid allows, which wastes less than full tiles and a remainder.
 *
 * @throws RangeError when a tile of this size has no core.
 */
export function planTiles(width: number, height: number, options: TileOptions): TilePlan {
  const { columns, rows } = cheapest(width, height, options)
  const xs = spans(width, columns, options)
  const ys = spans(height, rows, options)
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

/** The columns and rows that show the network the fewest pixels; of equals those of square tiles. */
function cheapest(width: number, height: number, options: TileOptions): { columns: number; rows: number } {
  const { size, multipleOf: grid } = options
  const largest = Math.floor(size / grid) * grid
  const [paddedWidth, paddedHeight] = [padded(width, grid), padded(height, grid)]
  const overlap = 2 * marginOf(options)
  const square = {
    columns: fewest(paddedWidth, largest, options),
    rows: fewest(paddedHeight, largest, options),
  }
  let best = square
  const shown = ({ columns, rows }: typeof square) =>
    (paddedWidth + (columns - 1) * overlap) * (paddedHeight + (rows - 1) * overlap)
  for (let columns = 1; columns <= 2 * square.columns; columns++) {
    const widest = longest(paddedWidth, columns, options)
    // Strips: no longer than twice the side of a square tile.
    if (widest > 2 * largest) continue
    const tallest = Math.min(2 * largest, Math.floor((largest * largest) / widest / grid) * grid)
    if (paddedHeight > tallest && tallest < overlap + grid) continue
    const plan = { columns, rows: fewest(paddedHeight, tallest, options) }
    if (shown(plan) < shown(best)) best = plan
  }
  return best
}

const padded = (length: number, grid: number) => Math.ceil(length / grid) * grid

const marginOf = ({ halo, multipleOf: grid }: TileOptions) => padded(halo, grid)

/** How many tiles of at most `side` px cover an axis. */
function fewest(length: number, side: number, options: TileOptions): number {
  if (length <= side) return 1
  const step = side - 2 * marginOf(options)
  if (step < options.multipleOf) {
    throw new RangeError(`a tile of ${options.size} px has no core inside a halo of ${options.halo} px`)
  }
  // The first and last tile have a halo on one side only, so they carry one margin more of core.
  return Math.ceil((length - 2 * marginOf(options)) / step)
}

/** The longest of `count` tiles of an axis. */
function longest(length: number, count: number, options: TileOptions): number {
  if (count === 1) return length
  return Math.max(...spans(length, count, options).map(({ from, to }) => to - from))
}

interface Span {
  from: number
  to: number
  coreFrom: number
  coreTo: number
}

/** `count` tiles along an axis. */
function spans(length: number, count: number, options: TileOptions): Span[] {
  const { multipleOf: grid } = options
  const end = padded(length, grid)
  const margin = marginOf(options)
  const cells = end / grid
  const cuts = Array.from({ length: count + 1 }, (_, i) => cutAt(i, count, cells, margin / grid) * grid)
  return cuts.slice(1).map((coreTo, i) => {
    const coreFrom = cuts[i]
    return {
      from: Math.max(0, coreFrom - margin),
      to: Math.min(end, coreTo + margin),
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
