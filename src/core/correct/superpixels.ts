import type { Raster } from '../image/raster'
import { mergeCrumbs } from './merge-crumbs'

export interface SuperpixelOptions {
  /** Wanted side of a superpixel in pixels. */
  side?: number
  /** Weight of nearness against likeness, as the paper's m: 10 by default. */
  compactness?: number
}

const TURNS = 10

/**
 * Small pieces of alike pixels of a raster, numbered from 1 without gaps: SLIC (Achanta et al., IEEE TPAMI 34,
 * 2274, 2012) on the raster's own samples, stretched to 0…100 between their least and greatest value, instead of
 * CIELAB: most images are gray. Ten rounds of k-means in windows of twice the side, then pieces of less than a
 * quarter of the side's square, and all but the largest part of each piece, join a neighbour.
 */
export function superpixels(
  raster: Raster,
  options: SuperpixelOptions = {},
): { data: Uint32Array; count: number } {
  const { side = 10, compactness = 10 } = options
  const { width, height, samples } = raster
  const values = stretched(raster)
  const columns = Math.max(1, Math.round(width / side))
  const rows = Math.max(1, Math.round(height / side))
  const count = columns * rows
  // Of each centre: x, y, then its samples.
  const stride = 2 + samples
  const centres = new Float64Array(count * stride)
  for (let k = 0; k < count; k++) {
    const x = Math.floor(((k % columns) + 0.5) * (width / columns))
    const y = Math.floor((Math.floor(k / columns) + 0.5) * (height / rows))
    centres[k * stride] = x
    centres[k * stride + 1] = y
    for (let s = 0; s < samples; s++) centres[k * stride + 2 + s] = values[(y * width + x) * samples + s]!
  }
  const nearest = new Int32Array(width * height)
  const best = new Float64Array(width * height)
  const weight = (compactness / side) ** 2
  for (let turn = 0; turn < TURNS; turn++) {
    best.fill(Number.POSITIVE_INFINITY)
    for (let k = 0; k < count; k++)
      assign(k, centres, stride, values, samples, width, height, side, weight, nearest, best)
    move(centres, stride, nearest, values, samples, width, count)
  }
  return mergeCrumbs(nearest, width, height, (side * side) / 4)
}

function stretched({ data, samples, width, height }: Raster): Float32Array {
  const size = width * height * samples
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (let i = 0; i < size; i++) {
    const value = data[i]!
    if (value < low) low = value
    if (value > high && value < Number.POSITIVE_INFINITY) high = value
  }
  const scale = high > low && Number.isFinite(low) ? 100 / (high - low) : 0
  const out = new Float32Array(size)
  // False for NaN and infinities: they count as dark.
  for (let i = 0; i < size; i++) out[i] = data[i]! - data[i]! === 0 ? (data[i]! - low) * scale : 0
  return out
}

function assign(
  k: number,
  centres: Float64Array,
  stride: number,
  values: Float32Array,
  samples: number,
  width: number,
  height: number,
  side: number,
  weight: number,
  nearest: Int32Array,
  best: Float64Array,
): void {
  const at = k * stride
  const cx = centres[at]!
  const cy = centres[at + 1]!
  const right = Math.min(width - 1, Math.ceil(cx + side))
  const bottom = Math.min(height - 1, Math.ceil(cy + side))
  for (let y = Math.max(0, Math.floor(cy - side)); y <= bottom; y++) {
    for (let x = Math.max(0, Math.floor(cx - side)); x <= right; x++) {
      const i = y * width + x
      let distance = weight * ((x - cx) ** 2 + (y - cy) ** 2)
      for (let s = 0; s < samples; s++) distance += (values[i * samples + s]! - centres[at + 2 + s]!) ** 2
      if (distance >= best[i]!) continue
      best[i] = distance
      nearest[i] = k
    }
  }
}

/** Each centre to the mean of its pixels. */
function move(
  centres: Float64Array,
  stride: number,
  nearest: Int32Array,
  values: Float32Array,
  samples: number,
  width: number,
  count: number,
): void {
  const sums = new Float64Array(count * stride)
  const pixels = new Uint32Array(count)
  for (let i = 0; i < nearest.length; i++) {
    const k = nearest[i]!
    pixels[k]!++
    sums[k * stride]! += i % width
    sums[k * stride + 1]! += Math.floor(i / width)
    for (let s = 0; s < samples; s++) sums[k * stride + 2 + s]! += values[i * samples + s]!
  }
  for (let k = 0; k < count; k++) {
    if (pixels[k] === 0) continue
    for (let s = 0; s < stride; s++) centres[k * stride + s] = sums[k * stride + s]! / pixels[k]!
  }
}
