import { gaussianBlur } from '../instances/gaussian-blur'

/** Smoothing of the block minima, in blocks: CellProfiler's filter of twice the block, full width at half maximum. */
const SMOOTHING_BLOCKS = 2 / 2.35

/**
 * Evens out the illumination as CellProfiler's CorrectIlluminationCalculate does in mode "Background": the
 * smallest value of every block of `block` px, smoothed and interpolated between block centres, is subtracted;
 * what is left is stretched to 0…1.
 */
export function subtractBackground(
  values: Float32Array,
  width: number,
  height: number,
  block: number,
): Float32Array {
  const columns = Math.ceil(width / block)
  const rows = Math.ceil(height / block)
  const coarse = gaussianBlur(
    blockMinima(values, width, height, block, columns, rows),
    columns,
    rows,
    SMOOTHING_BLOCKS,
  )
  const out = new Float32Array(values.length)
  let highest = 0
  for (let y = 0; y < height; y++) {
    const v = Math.max(0, Math.min(rows - 1, (y + 0.5) / block - 0.5))
    const r0 = Math.floor(v)
    const r1 = Math.min(rows - 1, r0 + 1)
    for (let x = 0; x < width; x++) {
      const u = Math.max(0, Math.min(columns - 1, (x + 0.5) / block - 0.5))
      const c0 = u | 0
      const c1 = c0 < columns - 1 ? c0 + 1 : c0
      const top = coarse[r0 * columns + c0] * (1 - u + c0) + coarse[r0 * columns + c1] * (u - c0)
      const low = coarse[r1 * columns + c0] * (1 - u + c0) + coarse[r1 * columns + c1] * (u - c0)
      const rest = Math.max(0, values[y * width + x] - (top * (1 - v + r0) + low * (v - r0)))
      out[y * width + x] = rest
      if (rest > highest) highest = rest
    }
  }
  if (highest > 0) for (let i = 0; i < out.length; i++) out[i] /= highest
  return out
}

function blockMinima(
  values: Float32Array,
  width: number,
  height: number,
  block: number,
  columns: number,
  rows: number,
): Float32Array {
  const out = new Float32Array(columns * rows)
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const x1 = Math.min(width, (c + 1) * block)
      const y1 = Math.min(height, (r + 1) * block)
      let lowest = Number.POSITIVE_INFINITY
      for (let y = r * block; y < y1; y++) {
        for (let x = c * block; x < x1; x++)
          if (values[y * width + x] < lowest) lowest = values[y * width + x]
      }
      out[r * columns + c] = lowest
    }
  }
  return out
}
