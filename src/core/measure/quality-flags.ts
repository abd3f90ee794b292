import type { PixelType } from '../image/raster'
import type { IntensityRange } from '../normalise/intensity-range'

/** Share of nuclear pixels at the largest storable value above which intensities cannot be trusted. */
const SATURATED_SHARE = 0.05

/** Largest value an integer pixel of a given number of significant bits can hold; undefined for floats. */
export function fullScale(dtype: PixelType, bitDepth: number): number | undefined {
  if (dtype.startsWith('float')) return undefined
  const bits = Math.min(bitDepth, dtype.endsWith('8') ? 8 : dtype.endsWith('16') ? 16 : 32)
  return dtype.startsWith('u') ? 2 ** bits - 1 : 2 ** (bits - 1) - 1
}

/**
 * True when more than a twentieth of the nuclei's pixels stand at the top of the scale. Cameras of 12 or
 * 14 bits stored in 16 saturate below full scale: a pile-up at the image's own maximum counts when that
 * maximum is one below a power of two.
 */
export function isSaturated(
  atMaximum: number,
  nuclearPixels: number,
  range: IntensityRange,
  top: number | undefined,
): boolean {
  if (top === undefined || nuclearPixels === 0) return false
  const camera = Math.log2(range.max + 1)
  const isTop = range.max >= top || (camera >= 10 && Number.isInteger(camera))
  return isTop && atMaximum / nuclearPixels > SATURATED_SHARE
}
