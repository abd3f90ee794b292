import type { Raster } from '../image/raster'

/**
 * Maximum projection, in place: each value of `into` becomes the larger of the two. NaN loses to any number.
 * Both rasters have the same size, samples and number type.
 */
export function projectMaximum(into: Raster, plane: Raster): void {
  const a = into.data
  const b = plane.data
  for (let i = 0; i < a.length; i++) {
    if (b[i] > a[i] || Number.isNaN(a[i])) a[i] = b[i]
  }
}
