import type { Plane } from './halve'
import { histogramOf } from './histogram'

/** RGBA of a small plane, gray between its own automatic black and white, 8-bit colour as it is. */
export function thumbnailOf(plane: Plane): {
  width: number
  height: number
  rgba: Uint8ClampedArray<ArrayBuffer>
} {
  const { width, height, samples, data } = plane
  const rgba = new Uint8ClampedArray(width * height * 4)
  const asIs = samples === 3 && plane.type === 'uint8'
  const { black, white } = asIs ? { black: 0, white: 255 } : histogramOf(plane)
  const scale = 255 / (white - black)
  for (let i = 0, to = 0; to < rgba.length; i += samples, to += 4) {
    rgba[to] = (data[i]! - black) * scale
    rgba[to + 1] = (data[i + (samples === 3 ? 1 : 0)]! - black) * scale
    rgba[to + 2] = (data[i + (samples === 3 ? 2 : 0)]! - black) * scale
    rgba[to + 3] = 255
  }
  return { width, height, rgba }
}
