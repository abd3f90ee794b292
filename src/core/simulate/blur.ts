/** Pixels beyond a window's edge that a blur of `sigma` reads. */
export function blurMargin(sigma: number): number {
  return sigma > 0 ? Math.ceil(3 * sigma) : 0
}

/**
 * Gaussian blur of `input` (row by row), without its margin: the result is smaller by `blurMargin(sigma)` on
 * each side. Each output depends on its own neighbourhood only, bit for bit, so parts of a field fit together.
 */
export function blurInside(input: Float32Array, width: number, height: number, sigma: number): Float32Array {
  const margin = blurMargin(sigma)
  if (margin === 0) return input
  const kernel = new Float32Array(margin + 1)
  let sum = 0
  for (let k = 0; k <= margin; k++) {
    kernel[k] = Math.exp((-k * k) / (2 * sigma * sigma))
    sum += k === 0 ? kernel[k]! : 2 * kernel[k]!
  }
  for (let k = 0; k <= margin; k++) kernel[k]! /= sum
  const inner = width - 2 * margin
  const rows = new Float32Array(inner * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < inner; x++) {
      const at = y * width + x + margin
      let value = kernel[0]! * input[at]!
      for (let k = 1; k <= margin; k++) value += kernel[k]! * (input[at - k]! + input[at + k]!)
      rows[y * inner + x] = value
    }
  }
  const out = new Float32Array(inner * (height - 2 * margin))
  for (let y = 0; y < height - 2 * margin; y++) {
    for (let x = 0; x < inner; x++) {
      const at = (y + margin) * inner + x
      let value = kernel[0]! * rows[at]!
      for (let k = 1; k <= margin; k++) value += kernel[k]! * (rows[at - k * inner]! + rows[at + k * inner]!)
      out[y * inner + x] = value
    }
  }
  return out
}
