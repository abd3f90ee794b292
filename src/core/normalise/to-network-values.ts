import type { PixelArray } from '../image/raster'
import type { IntensityRange } from './intensity-range'

/**
 * Pixels as the network wants them: `low`…`high` becomes 0…1, clipped. NaN becomes 0.
 * @returns same order and number of samples as `data`.
 */
export function toNetworkValues(data: PixelArray, { low, high }: IntensityRange): Float32Array {
  const out = new Float32Array(data.length)
  if (data instanceof Uint8Array) {
    const table = new Float32Array(256)
    for (let v = 0; v < 256; v++) table[v] = clip((v - low) / (high - low))
    for (let i = 0; i < data.length; i++) out[i] = table[data[i]]
    return out
  }
  const scale = 1 / (high - low)
  for (let i = 0; i < data.length; i++) {
    const v = (data[i] - low) * scale
    out[i] = v > 0 ? (v < 1 ? v : 1) : 0
  }
  return out
}

function clip(v: number): number {
  return v > 0 ? (v < 1 ? v : 1) : 0
}
