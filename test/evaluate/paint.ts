import type { LabelImage } from '@core/image/label-image'

/** ["e", cx, cy, rx, ry] or ["r", x, y, w, h], in whole pixels, as in test/golden/evaluate.py. */
export type Shape = [string, number, number, number, number]

export function paint(width: number, height: number, shapes: readonly Shape[]): LabelImage {
  const data = new Uint32Array(width * height)
  shapes.forEach(([kind, a, b, c, d], i) => {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const inside =
          kind === 'e'
            ? ((x - a) * d) ** 2 + ((y - b) * c) ** 2 <= (c * d) ** 2
            : x >= a && x < a + c && y >= b && y < b + d
        if (inside) data[y * width + x] = i + 1
      }
    }
  })
  return { width, height, data, count: shapes.length }
}
