import { gaussianBlur } from '../instances/gaussian-blur'

/** A blur this wide is made on a smaller image: it has no detail to lose. */
const COARSE_SIGMA_PX = 4

/**
 * Evens out the illumination: subtracts the image blurred with `sigma` (px) and stretches what is left above
 * 0 back to 0…1. Wide blurs are computed on block means and interpolated.
 */
export function subtractBackground(
  values: Float32Array,
  width: number,
  height: number,
  sigma: number,
): Float32Array {
  const block = Math.max(1, Math.floor(sigma / COARSE_SIGMA_PX))
  const columns = Math.ceil(width / block)
  const rows = Math.ceil(height / block)
  const coarse = gaussianBlur(
    blockMeans(values, width, height, block, columns, rows),
    columns,
    rows,
    sigma / block,
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

function blockMeans(
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
      let sum = 0
      for (let y = r * block; y < y1; y++) for (let x = c * block; x < x1; x++) sum += values[y * width + x]
      out[r * columns + c] = sum / ((x1 - c * block) * (y1 - r * block))
    }
  }
  return out
}
