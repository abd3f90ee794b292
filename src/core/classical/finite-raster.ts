import type { Raster } from '../image/raster'

/** The raster with NaN as the darkest value and infinities as the ends of the range; integers as they are. */
export function finiteRaster(raster: Raster, { min, max }: { min: number; max: number }): Raster {
  const { data } = raster
  if (!(data instanceof Float32Array || data instanceof Float64Array)) return raster
  return { ...raster, data: data.map((value) => (value > min ? (value < max ? value : max) : min)) }
}
