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
  const last = firstTap(from + length - 1, ratio, sourceLength)
  return [firstTap(from, ratio, sourceLength), last + tapCount(ratio, sourceLength)]
}

/** Source pixels that weigh in on one target position; enlarging, the two it lies between. */
function tapCount(ratio: number, sourceLength: number): number {
  if (ratio === 1) return 1
  return Math.min(sourceLength, ratio < 1 ? 2 : Math.floor(ratio * 2) + 1)
}

/** The first of them, so that all lie inside the image. */
function firstTap(position: number, ratio: number, sourceLength: number): number {
  const centre = (position + 0.5) * ratio - 0.5
  const lowest = ratio <= 1 ? Math.floor(centre) : Math.ceil(centre - ratio)
  return Math.max(0, Math.min(sourceLength - tapCount(ratio, sourceLength), lowest))
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
  if (sourceWidth === targetWidth && sourceHeight === targetHeight) return cropWindow(source, target)
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

/** At the image's edges only the pixels there are weigh, and a position beyond the outermost centres is at it. */
function axisWeights(
  from: number,
  length: number,
  targetLength: number,
  sourceLength: number,
  windowStart: number,
): AxisWeights {
  const ratio = sourceLength / targetLength
  const support = Math.max(1, ratio)
  const taps = tapCount(ratio, sourceLength)
  const start = new Int32Array(length)
  const weights = new Float32Array(length * taps)
  for (let i = 0; i < length; i++) {
    const centre = Math.max(0, Math.min(sourceLength - 1, (from + i + 0.5) * ratio - 0.5))
    const first = firstTap(from + i, ratio, sourceLength)
    start[i] = first - windowStart
    let sum = 0
    for (let k = 0; k < taps; k++) sum += weightAt(first + k, centre, support)
    for (let k = 0; k < taps; k++) weights[i * taps + k] = weightAt(first + k, centre, support) / sum
  }
  return { taps, start, weights }
}

/** Triangle filter. */
function weightAt(position: number, centre: number, support: number): number {
  return Math.max(0, 1 - Math.abs(position - centre) / support)
}

function resampleColumns(source: FloatWindow, axis: AxisWeights, width: number): Float32Array {
  const { data, samples, height } = source
  const out = new Float32Array(width * height * samples)
  const stride = source.width * samples
  for (let y = 0; y < height; y++) {
    if (samples === 1 && axis.taps === 2) twoTapRow(data, y * stride, out, y * width, axis, width)
    else if (samples === 1 && axis.taps === 3) threeTapRow(data, y * stride, out, y * width, axis, width)
    else anyTapRow(data, y * stride, out, y * width * samples, axis, width, samples)
  }
  return out
}

/** Enlarging a gray row: the common case, kept free of inner loops. */
function twoTapRow(
  data: Float32Array,
  rowIn: number,
  out: Float32Array,
  rowOut: number,
  { start, weights }: AxisWeights,
  width: number,
): void {
  for (let x = 0; x < width; x++) {
    const at = rowIn + start[x]
    out[rowOut + x] = weights[2 * x] * data[at] + weights[2 * x + 1] * data[at + 1]
  }
}

/** Shrinking a gray row to more than two thirds: the other common case. */
function threeTapRow(
  data: Float32Array,
  rowIn: number,
  out: Float32Array,
  rowOut: number,
  { start, weights }: AxisWeights,
  width: number,
): void {
  for (let x = 0, w = 0; x < width; x++, w += 3) {
    const at = rowIn + start[x]
    out[rowOut + x] = weights[w] * data[at] + weights[w + 1] * data[at + 1] + weights[w + 2] * data[at + 2]
  }
}

function anyTapRow(
  data: Float32Array,
  rowIn: number,
  out: Float32Array,
  rowOut: number,
  { taps, start, weights }: AxisWeights,
  width: number,
  samples: number,
): void {
  for (let x = 0; x < width; x++) {
    const w = x * taps
    const at = rowIn + start[x] * samples
    for (let s = 0; s < samples; s++) {
      let sum = 0
      for (let k = 0; k < taps; k++) sum += weights[w + k] * data[at + k * samples + s]
      out[rowOut + x * samples + s] = sum
    }
  }
}

function resampleRows(across: Float32Array, stride: number, axis: AxisWeights, height: number): Float32Array {
  const { taps, start, weights } = axis
  const out = new Float32Array(stride * height)
  for (let y = 0; y < height; y++) {
    const to = y * stride
    const from = start[y] * stride
    const first = weights[y * taps]
    // Both rows at once; rounded in between, so that the sums do not depend on how many are taken together.
    if (taps > 1) addTwoRows(out, to, across, from, stride, first, weights[y * taps + 1])
    else for (let i = 0; i < stride; i++) out[to + i] = first * across[from + i]
    for (let k = 2; k < taps; k++) {
      const weight = weights[y * taps + k]
      if (weight !== 0) addRow(out, to, across, from + k * stride, stride, weight)
    }
  }
  return out
}

function addTwoRows(
  out: Float32Array,
  to: number,
  across: Float32Array,
  from: number,
  stride: number,
  first: number,
  second: number,
): void {
  for (let i = 0; i < stride; i++) {
    out[to + i] = Math.fround(first * across[from + i]) + second * across[from + stride + i]
  }
}

function addRow(
  out: Float32Array,
  to: number,
  across: Float32Array,
  from: number,
  stride: number,
  weight: number,
): void {
  for (let i = 0; i < stride; i++) out[to + i] += weight * across[from + i]
}

/** The target's part of the source; the source itself when they are the same rectangle. */
function cropWindow(source: FloatWindow, target: PixelWindow): FloatWindow {
  if (
    source.x === target.x &&
    source.width === target.width &&
    source.y === target.y &&
    source.height === target.height
  ) {
    return source
  }
  const { samples } = source
  const row = target.width * samples
  const data = new Float32Array(row * target.height)
  for (let y = 0; y < target.height; y++) {
    const from = ((target.y - source.y + y) * source.width + target.x - source.x) * samples
    data.set(source.data.subarray(from, from + row), y * row)
  }
  return { ...target, samples, data }
}
