import type { PixelArray, PixelType } from '@core/image/raster'
import type { TileType } from '@shared/contract'

export type TileArray = Uint8Array | Uint16Array | Float32Array

/** The type a tile's values have: the file's own where a texture can hold it, otherwise 32-bit float. */
export function tileType(dtype: PixelType): TileType {
  if (dtype === 'uint8' || dtype === 'uint16') return dtype
  return 'float32'
}

export function toTileArray(data: PixelArray): TileArray {
  if (data instanceof Uint8Array || data instanceof Uint16Array || data instanceof Float32Array) return data
  return Float32Array.from(data)
}

export function makeTileArray(type: TileType, length: number): TileArray {
  if (type === 'uint8') return new Uint8Array(length)
  if (type === 'uint16') return new Uint16Array(length)
  return new Float32Array(length)
}
