import { histogram, type ThresholdMethod, thresholdOf } from './thresholds'

export interface ThresholdOptions {
  readonly method: ThresholdMethod
  /** Side of the blocks that get a threshold of their own; 0 = one threshold for the whole image. */
  readonly windowPx: number
  /** Multiplies every threshold. */
  readonly factor: number
  /** No threshold is below this, 0…1. */
  readonly lowest: number
}

/** CellProfiler keeps local thresholds within these shares of the global one. */
const LOCAL_LOW = 0.7
const LOCAL_HIGH = 1.5

/**
 * Foreground of an image with values 0…1: brighter than a threshold that changes over the image. As in
 * CellProfiler's IdentifyPrimaryObjects each block has its own threshold, kept within .7 … 1.5 of the global
 * one and interpolated between block centres (here linearly), so that an empty block finds nothing.
 *
 * @returns one byte a pixel, and the global threshold
 */
export function adaptiveThreshold(
  values: Float32Array,
  width: number,
  height: number,
  options: ThresholdOptions,
): { mask: Uint8Array; global: number } {
  const { method, windowPx, factor, lowest } = options
  const global = Math.max(lowest, thresholdOf(histogram(values, width, 0, 0, width, height), method) * factor)
  const mask = new Uint8Array(values.length)
  const columns = windowPx > 0 ? Math.max(1, Math.floor(width / windowPx)) : 1
  const rows = windowPx > 0 ? Math.max(1, Math.floor(height / windowPx)) : 1
  const local = new Float64Array(columns * rows)
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const bins = histogram(
        values,
        width,
        Math.floor((c * width) / columns),
        Math.floor((r * height) / rows),
        Math.floor(((c + 1) * width) / columns),
        Math.floor(((r + 1) * height) / rows),
      )
      const own = columns * rows === 1 ? global : thresholdOf(bins, method) * factor
      local[r * columns + c] = Math.max(
        lowest,
        Math.min(global * LOCAL_HIGH, Math.max(global * LOCAL_LOW, own)),
      )
    }
  }
  const line = new Float64Array(columns)
  for (let y = 0; y < height; y++) {
    const [r0, r1, fy] = between(y, height, rows)
    for (let c = 0; c < columns; c++)
      line[c] = local[r0 * columns + c] * (1 - fy) + local[r1 * columns + c] * fy
    for (let x = 0; x < width; x++) {
      const at = ((x + 0.5) * columns) / width - 0.5
      const c0 = at <= 0 ? 0 : at >= columns - 1 ? columns - 1 : at | 0
      const c1 = c0 < columns - 1 ? c0 + 1 : c0
      const fx = at <= 0 ? 0 : at - c0
      if (values[y * width + x] > line[c0] + (line[c1] - line[c0]) * fx) mask[y * width + x] = 1
    }
  }
  return { mask, global }
}

/** The two blocks whose centres lie around a row, and how far it is towards the second. */
function between(y: number, height: number, rows: number): [number, number, number] {
  const at = Math.max(0, Math.min(rows - 1, ((y + 0.5) * rows) / height - 0.5))
  const first = Math.floor(at)
  return [first, Math.min(rows - 1, first + 1), at - first]
}
