/** For each output position, `taps` weights for the inputs from `first` on (clamped to the last input). */
interface ResizeWeights {
  readonly first: Int32Array
  readonly weight: Float32Array
  readonly taps: number
}

export interface ResizeOptions {
  /** Widen the filter when shrinking so that fine detail does not turn into false patterns. Off by default. */
  antialias?: boolean
}

/**
 * Resizes a single-plane map (width × height) with bilinear interpolation, pixel centres at half coordinates,
 * edges clamped: `torch.nn.functional.interpolate(mode='bilinear', align_corners=False)` with `antialias` as
 * given (the antialiased form is a triangle filter stretched by the shrink factor; it equals the plain form
 * when enlarging). Equal sizes give an exact copy. Result outWidth × outHeight.
 */
export function resizeBilinear(
  map: Float32Array,
  width: number,
  height: number,
  outWidth: number,
  outHeight: number,
  options: ResizeOptions = {},
): Float32Array {
  if (outWidth === width && outHeight === height) return map.slice()
  const antialias = options.antialias ?? false
  const across = resizeWeights(width, outWidth, antialias)
  const down = resizeWeights(height, outHeight, antialias)
  const out = new Float32Array(outWidth * outHeight)
  // Rows resized across, kept in a ring: one output row needs `taps` consecutive ones.
  const ring = new Float32Array(down.taps * outWidth)
  let ready = 0
  for (let y = 0; y < outHeight; y++) {
    const top = down.first[y]
    const stop = Math.min(height, top + down.taps)
    for (let row = Math.max(ready, top); row < stop; row++) {
      resizeRow(map, row * width, width, across, ring, (row % down.taps) * outWidth, outWidth)
    }
    ready = Math.max(ready, stop)
    const target = y * outWidth
    for (let k = 0; k < stop - top; k++) {
      const weight = down.weight[y * down.taps + k]
      const source = ((top + k) % down.taps) * outWidth
      for (let x = 0; x < outWidth; x++) out[target + x] += weight * ring[source + x]
    }
  }
  return out
}

function resizeRow(
  map: Float32Array,
  row: number,
  width: number,
  across: ResizeWeights,
  out: Float32Array,
  target: number,
  outWidth: number,
): void {
  const { first, weight, taps } = across
  for (let x = 0; x < outWidth; x++) {
    const from = first[x]
    const n = Math.min(taps, width - from)
    let sum = 0
    for (let k = 0; k < n; k++) sum += map[row + from + k] * weight[x * taps + k]
    out[target + x] = sum
  }
}

/** Weights beyond the image's edge are folded into the edge pixel (plain) or left out (antialiased). */
function resizeWeights(size: number, outSize: number, antialias: boolean): ResizeWeights {
  const scale = size / outSize
  return antialias && scale > 1 ? triangleWeights(size, outSize, scale) : linearWeights(size, outSize, scale)
}

function linearWeights(size: number, outSize: number, scale: number): ResizeWeights {
  const first = new Int32Array(outSize)
  const weight = new Float32Array(2 * outSize)
  for (let i = 0; i < outSize; i++) {
    const at = Math.max(0, (i + 0.5) * scale - 0.5)
    const below = Math.min(Math.floor(at), size - 1)
    const part = below === size - 1 ? 0 : at - below
    first[i] = below
    weight[2 * i] = 1 - part
    weight[2 * i + 1] = part
  }
  return { first, weight, taps: 2 }
}

function triangleWeights(size: number, outSize: number, scale: number): ResizeWeights {
  const taps = 2 * Math.ceil(scale) + 1
  const first = new Int32Array(outSize)
  const weight = new Float32Array(taps * outSize)
  for (let i = 0; i < outSize; i++) {
    const centre = scale * (i + 0.5)
    const from = Math.max(Math.floor(centre - scale + 0.5), 0)
    const n = Math.min(Math.floor(centre + scale + 0.5), size) - from
    let total = 0
    for (let k = 0; k < n; k++) {
      const w = Math.max(0, 1 - Math.abs((from + k - centre + 0.5) / scale))
      weight[i * taps + k] = w
      total += w
    }
    for (let k = 0; k < n; k++) weight[i * taps + k] /= total
    first[i] = from
  }
  return { first, weight, taps }
}
