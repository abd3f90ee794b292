import type { FieldModel, PlacedNucleus } from './field-model'
import { type NucleusShape, randomShape } from './nucleus-shape'
import { hash2, mulberry32 } from './random'

export interface GridFieldOptions {
  width: number
  height: number
  seed: number
  /** Side of a grid cell; must hold the largest nucleus and a gap. */
  cellPx: number
  /** Median diameter, at most cellPx ÷ 2. */
  diameterPx: number
  /** Share of cells with a nucleus, 0…1. Default .9. */
  fill?: number
}

/**
 * A field of any size with one nucleus (or none) per cell of a jittered grid. Each nucleus is computed from
 * its cell alone when asked for, so a 16,384² field takes no memory and can be drawn band by band. No nucleus
 * leaves its cell: none touch, none are cut by the edge, and they are round enough that a right count is exact.
 */
export function gridField(options: GridFieldOptions): FieldModel {
  const { width, height, cellPx, diameterPx, seed } = options
  if (diameterPx * 2 > cellPx) throw new RangeError('Cells must be at least twice as wide as the nuclei')
  const columns = Math.floor(width / cellPx)
  const rows = Math.floor(height / cellPx)
  const limit = (options.fill ?? 0.9) * 4294967296
  const occupied = (column: number, row: number) => hash2(column, row, seed) < limit
  // Labels are numbered row by row: the number before each row is kept, the rest is counted when needed.
  const before = new Uint32Array(rows + 1)
  for (let row = 0; row < rows; row++) {
    let inRow = 0
    for (let column = 0; column < columns; column++) if (occupied(column, row)) inRow++
    before[row + 1] = before[row]! + inRow
  }
  // Long axis, spread and bends together could exceed half a cell: such nuclei are shrunk to fit.
  const largest = cellPx / 2 - 2
  const shapeOf = (column: number, row: number): NucleusShape => {
    const random = mulberry32(hash2(row, column, seed ^ 0x5bd1e995))
    const shape = randomShape(0, 0, random, {
      diameterPx,
      diameterSpread: 0.08,
      brightnessSpread: 0.15,
      irregularity: 0.5,
      axisRatio: 0.88,
    })
    const shrink = Math.min(1, largest / shape.reach)
    shape.semiMajor *= shrink
    shape.semiMinor *= shrink
    shape.reach *= shrink
    const play = largest - shape.reach
    shape.x = (column + 0.5) * cellPx + (random() * 2 - 1) * play
    shape.y = (row + 0.5) * cellPx + (random() * 2 - 1) * play
    return shape
  }
  return {
    specks: [],
    width,
    height,
    count: before[rows]!,
    reach: largest,
    nucleiNear(window, margin) {
      const firstColumn = Math.max(0, Math.floor((window.x - margin) / cellPx))
      const lastColumn = Math.min(columns - 1, Math.floor((window.x + window.width + margin) / cellPx))
      const firstRow = Math.max(0, Math.floor((window.y - margin) / cellPx))
      const lastRow = Math.min(rows - 1, Math.floor((window.y + window.height + margin) / cellPx))
      const found: PlacedNucleus[] = []
      for (let row = firstRow; row <= lastRow; row++) {
        let label = before[row]!
        for (let column = 0; column <= lastColumn; column++) {
          if (!occupied(column, row)) continue
          label++
          if (column >= firstColumn) found.push({ label, shape: shapeOf(column, row) })
        }
      }
      return found
    },
  }
}
