import type { PixelWindow } from '../image/raster'
import type { FloatWindow } from '../scale/resample'
import type { NetworkInput } from './network'

/**
 * The network's input for one tile: planes instead of interleaved samples, gray repeated to three channels,
 * and what lies beyond the image's right and bottom edge filled by reflection (the pixels up to the next
 * multiple of the pooling grid).
 *
 * @param image normalised pixels that hold all of `tile` inside the image.
 * @param tile in coordinates of the (scaled) image; may reach past its right and bottom edge.
 */
export function networkInput(
  image: FloatWindow,
  imageWidth: number,
  imageHeight: number,
  tile: PixelWindow,
): NetworkInput {
  const { width, height } = tile
  const plane = width * height
  const data = new Float32Array(3 * plane)
  const columns = new Int32Array(width)
  for (let x = 0; x < width; x++) columns[x] = (reflect(tile.x + x, imageWidth) - image.x) * image.samples
  for (let y = 0; y < height; y++) {
    const row = (reflect(tile.y + y, imageHeight) - image.y) * image.width * image.samples
    const out = y * width
    if (image.samples === 1) {
      for (let x = 0; x < width; x++) data[out + x] = image.data[row + columns[x]]
      continue
    }
    for (let x = 0; x < width; x++) {
      const at = row + columns[x]
      data[out + x] = image.data[at]
      data[plane + out + x] = image.data[at + 1]
      data[2 * plane + out + x] = image.data[at + 2]
    }
  }
  if (image.samples === 1) {
    data.copyWithin(plane, 0, plane)
    data.copyWithin(2 * plane, 0, plane)
  }
  return { data, width, height }
}

/** The part of the image that `networkInput` reads for a tile, reflections included. */
export function tilePixels(tile: PixelWindow, imageWidth: number, imageHeight: number): PixelWindow {
  const [x, width] = span(tile.x, tile.width, imageWidth)
  const [y, height] = span(tile.y, tile.height, imageHeight)
  return { x, y, width, height }
}

function span(from: number, length: number, size: number): [number, number] {
  const beyond = Math.max(0, from + length - size)
  const first = Math.max(0, Math.min(from, size - 1 - beyond))
  return [first, Math.min(size, from + length) - first]
}

/** Reflection without repeating the edge pixel (… 2 1 | 0 1 2 … n−1 | n−2 …), for images of any size. */
function reflect(position: number, size: number): number {
  if (position < size) return position
  if (size === 1) return 0
  const period = 2 * (size - 1)
  const at = position % period
  return at < size ? at : period - at
}
