import type { TileType } from '@shared/contract'
import { makeTileArray, type TileArray } from './tile-values'

export interface Plane {
  width: number
  height: number
  samples: 1 | 3
  type: TileType
  data: TileArray
}

/**
 * Half the size in both directions by the mean of 2 × 2 pixels, in the file's own values; an odd last row or
 * column is averaged with itself.
 */
export function halve(plane: Plane): Plane {
  const { width, height, samples, data } = plane
  const w = Math.max(1, Math.ceil(width / 2))
  const h = Math.max(1, Math.ceil(height / 2))
  const out = makeTileArray(plane.type, w * h * samples)
  const round = plane.type === 'float32' ? 0 : 0.5
  for (let y = 0; y < h; y++) {
    const top = 2 * y * width * samples
    const bottom = Math.min(2 * y + 1, height - 1) * width * samples
    for (let x = 0; x < w; x++) {
      const left = 2 * x * samples
      const right = Math.min(2 * x + 1, width - 1) * samples
      const to = (y * w + x) * samples
      for (let s = 0; s < samples; s++) {
        const sum =
          data[top + left + s]! +
          data[top + right + s]! +
          data[bottom + left + s]! +
          data[bottom + right + s]!
        out[to + s] = sum / 4 + round
      }
    }
  }
  return { width: w, height: h, samples, type: plane.type, data: out }
}

/** A rectangle of a plane, clipped to it. */
export function crop(plane: Plane, x: number, y: number, width: number, height: number): Plane {
  const w = Math.min(width, plane.width - x)
  const h = Math.min(height, plane.height - y)
  const n = plane.samples
  const out = makeTileArray(plane.type, w * h * n)
  for (let row = 0; row < h; row++) {
    const from = ((y + row) * plane.width + x) * n
    out.set(plane.data.subarray(from, from + w * n), row * w * n)
  }
  return { width: w, height: h, samples: n, type: plane.type, data: out }
}
