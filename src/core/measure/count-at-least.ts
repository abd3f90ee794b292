import type { Raster } from '../image/raster'

/** Pixels with any sample at or above a value, of those `within` says yes to. */
export function countAtLeast(
  { data, samples }: Raster,
  value: number,
  within: (pixel: number) => boolean,
): number {
  let count = 0
  for (let i = 0, pixel = 0; i < data.length; i += samples, pixel++) {
    const reached =
      samples === 1 ? data[i] >= value : data[i] >= value || data[i + 1] >= value || data[i + 2] >= value
    if (reached && within(pixel)) count++
  }
  return count
}
