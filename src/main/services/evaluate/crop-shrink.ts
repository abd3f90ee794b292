import type { RgbaImage } from '@core/evaluate/error-map'

/**
 * A window of an RGBA image, shrunk by the smallest whole factor that leaves no side longer than `most`: the
 * mean of each block, so that thin lines stay to be seen. The window is held inside the image.
 */
export function cropShrink(
  image: RgbaImage,
  window: { x: number; y: number; width: number; height: number },
  most: number,
): { width: number; height: number; factor: number; data: Uint8ClampedArray<ArrayBuffer> } {
  const x0 = Math.min(window.x, image.width - 1)
  const y0 = Math.min(window.y, image.height - 1)
  const w = Math.min(window.width, image.width - x0)
  const h = Math.min(window.height, image.height - y0)
  const factor = Math.max(1, Math.ceil(Math.max(w, h) / most))
  const width = Math.ceil(w / factor)
  const height = Math.ceil(h / factor)
  const data = new Uint8ClampedArray(width * height * 4)
  const from = image.data
  if (factor === 1) {
    for (let y = 0; y < h; y++) {
      const start = ((y0 + y) * image.width + x0) * 4
      data.set(from.subarray(start, start + w * 4), y * w * 4)
    }
    return { width, height, factor, data }
  }
  for (let y = 0; y < height; y++) {
    const bottom = Math.min(h, (y + 1) * factor)
    for (let x = 0; x < width; x++) {
      const right = Math.min(w, (x + 1) * factor)
      let r = 0
      let g = 0
      let b = 0
      let a = 0
      let n = 0
      for (let v = y * factor; v < bottom; v++) {
        let i = ((y0 + v) * image.width + x0 + x * factor) * 4
        for (let u = x * factor; u < right; u++, i += 4, n++) {
          // A clear ground must not darken the lines on it.
          const alpha = from[i + 3]!
          r += from[i]! * alpha
          g += from[i + 1]! * alpha
          b += from[i + 2]! * alpha
          a += alpha
        }
      }
      const o = (y * width + x) * 4
      if (a === 0) continue
      data[o] = r / a
      data[o + 1] = g / a
      data[o + 2] = b / a
      data[o + 3] = a / n
    }
  }
  return { width, height, factor, data }
}
