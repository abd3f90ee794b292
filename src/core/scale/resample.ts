import type { PixelWindow } from '../image/raster'

/** A rectangle of Float32 samples cut from a larger image, with its place in it. */
export interface FloatWindow extends PixelWindow {
  /** Samples per pixel, interleaved. */
  readonly samples: number
  readonly data: Float32Array
}

/**
 * The source rectangle that `resampleWindow` reads for a target window, inside an image of `sourceWidth` ×
 * `sourceHeight`.
 */
export function sourceWindow(
  target: PixelWindow,
  targetWidth: number,
  targetHeight: number,
  sourceWidth: number,
  sourceHeight: number,
): PixelWindow {
  const [x, x1] = sourceSpan(target.x, target.width, targetWidth, sourceWidth)
  const [y, y1] = sourceSpan(target.y, target.height, targetHeight, sourceHeight)
  return { x, y, width: x1 - x, height: y1 - y }
}

function sourceSpan(
  from: number,
  length: number,
  targetLength: number,
  sourceLength: number,
): [number, number] {
  const ratio = sourceLength / targetLength
  const support = Math.max(1, ratio)
  const first = Math.floor((from + 0.5) * ratio - 0.5 - support)
  const last = Math.ceil((from + length - 0.5) * ratio - 0.5 + support)
  return [Math.max(0, first), Math.min(sourceLength, last + 1)]
}

/**
 * One window of an image resampled to `targetWidth` × `targetHeight`: bilinear with half-pixel centres,
 * widened to a triangle of the target's pixel pitch when shrinking (no aliasing), edges by the nearest pixel.
 * Same as torch `interpolate(mode="bilinear", align_corners=False, antialias=True)`. Weights come from
 * absolute coordinates, so a window is exactly the crop of the whole resampled image.
 *
 * @param source must hold at least `sourceWindow(target, …)`.
 * @returns the target window, same samples per pixel. Returns the source's pixels unchanged at equal sizes.
 */
export function resampleWindow(
  source: FloatWindow,
  sourceWidth: number,
  sourceHeight: number,
  target: PixelWindow,
  targetWidth: number,
  targetHeight: number,
): FloatWindow {
  const { samples } = source
  const columns = axisWeights(target.x, target.width, targetWidth, sourceWidth, source.x)
  const rows = axisWeights(target.y, target.height, targetHeight, sourceHeight, source.y)
  const across = resampleColumns(source, columns, target.width)
  const data = resampleRows(across, target.width * samples, rows, target.height)
  return { ...target, samples, data }
}

interface AxisWeights {
  /** Taps per output position; all positions use the same number, padded with zero weights. */
  taps: number
  /** First source position (inside the given window) of each output position. */
  start: Int32Array
  /** `taps` weights per output position, summing to 1. */
  weights: Float32Array
}

function axisWeights(
  from: number,
  length: number,
  targetLength: number,
  sourceLength: number,
  windowStart: number,
): AxisWeights {
  const ratio = sourceLength / targetLength
  if (ratio === 1) {
    return {
      taps: 1,
      start: Int32Array.from({ length }, (_, i) => from + i - windowStart),
      weights: new Float32Array(length).fill(1),
    }
  }
  const support = Math.max(1, ratio)
  const taps = Math.ceil(support * 2) + 1
  const start = new Int32Array(length)
  const weights = new Float32Array(length * taps)
  for (let i = 0; i < length; i++) {
    const centre = (from + i + 0.5) * ratio - 0.5
    const first = Math.max(0, Math.min(sourceLength - 1, Math.ceil(centre - support)))
    const last = Math.max(first, Math.min(sourceLength - 1, Math.floor(centre + support)))
    start[i] = first - windowStart
    let sum = 0
    for (let s = first; s <= last; s++) sum += Math.max(0, 1 - Math.abs(s - centre) / support)
    for (let s = first; s <= last; s++) {
      weights[i * taps + (s - first)] = sum > 0 ? Math.max(0, 1 - Math.abs(s - centre) / support) / sum : 1
    }
  }
  return { taps, start, weights }
}

function resampleColumns(source: FloatWindow, axis: AxisWeights, width: number): Float32Array {
  const { data, samples, height } = source
  const { taps, start, weights } = axis
  const out = new Float32Array(width * height * samples)
  const stride = source.width * samples
  for (let y = 0; y < height; y++) {
    const rowIn = y * stride
    const rowOut = y * width * samples
    for (let x = 0; x < width; x++) {
      const w = x * taps
      const at = rowIn + start[x] * samples
      for (let s = 0; s < samples; s++) {
        let sum = 0
        for (let k = 0; k < taps; k++) {
          const weight = weights[w + k]
          if (weight !== 0) sum += weight * data[at + k * samples + s]
        }
        out[rowOut + x * samples + s] = sum
      }
    }
  }
  return out
}

function resampleRows(across: Float32Array, stride: number, axis: AxisWeights, height: number): Float32Array {
  const { taps, start, weights } = axis
  const out = new Float32Array(stride * height)
  for (let y = 0; y < height; y++) {
    const rowOut = y * stride
    for (let k = 0; k < taps; k++) {
      const weight = weights[y * taps + k]
      if (weight === 0) continue
      const rowIn = (start[y] + k) * stride
      for (let i = 0; i < stride; i++) out[rowOut + i] += weight * across[rowIn + i]
    }
  }
  return out
}
