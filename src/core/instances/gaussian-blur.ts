import { fullRuns, type PixelRuns } from './pixel-runs'

/** `scipy.ndimage` cuts the kernel at this many standard deviations. */
const TRUNCATE = 4

/**
 * Gaussian blur of a map (width × height) with standard deviation `sigma` in pixels, as
 * `scipy.ndimage.gaussian_filter` does it: kernel cut at 4 σ, edges mirrored with the edge pixel repeated,
 * columns before rows, sums in double precision. σ ≤ 0 returns a copy.
 */
export function gaussianBlur(map: Float32Array, width: number, height: number, sigma: number): Float32Array {
  return blurInRuns(map, fullRuns(width, height), sigma)
}

/**
 * The same blur, computed only at the pixels of `runs` (elsewhere the result is 0). It reads the map up to
 * 4 σ around them, so values equal those of the blur of the whole map.
 */
export function blurInRuns(map: Float32Array, runs: PixelRuns, sigma: number): Float32Array {
  const { width, height, rowStart, start, end } = runs
  if (sigma <= 0) return copyInRuns(map, runs)
  const out = new Float32Array(map.length)
  const kernel = gaussianKernel(sigma)
  const radius = kernel.length - 1
  const columns = mirrored(width, radius)
  const rows = mirrored(height, radius)
  const sum = new Float64Array(width)
  const line = new Float32Array(width + 2 * radius)
  for (let y = 0; y < height; y++) {
    let i = rowStart[y]
    const stop = rowStart[y + 1]
    while (i < stop) {
      // Runs closer than the kernel is wide share one span of column sums.
      const first = i
      let last = i
      while (last + 1 < stop && start[last + 1] - end[last] <= 2 * radius) last++
      const from = start[first] - y * width
      const to = end[last] - y * width
      let low = Math.max(0, from - radius)
      let high = Math.min(width, to + radius)
      if (from < radius) high = Math.max(high, Math.min(width, radius))
      if (to + radius > width) low = Math.min(low, Math.max(0, width - radius))
      blurColumns(map, width, rows, y, low, high, kernel, sum, line, radius)
      for (let k = from - radius; k < 0; k++) line[k + radius] = line[columns[k + radius] + radius]
      for (let k = width; k < to + radius; k++) line[k + radius] = line[columns[k + radius] + radius]
      for (let r = first; r <= last; r++) blurRow(line, start[r], end[r], y * width, kernel, out, radius)
      i = last + 1
    }
  }
  return out
}

/** Half a normalised Gaussian kernel: index 0 is the centre. */
function gaussianKernel(sigma: number): Float64Array {
  const radius = Math.floor(TRUNCATE * sigma + 0.5)
  const kernel = new Float64Array(radius + 1)
  let total = 0
  for (let k = 0; k <= radius; k++) {
    kernel[k] = Math.exp((-0.5 / (sigma * sigma)) * k * k)
    total += k === 0 ? kernel[k] : 2 * kernel[k]
  }
  for (let k = 0; k <= radius; k++) kernel[k] /= total
  return kernel
}

/** Entry k + radius is the index inside 0…size − 1 that index k stands for (d c b a | a b c d | d c b a). */
function mirrored(size: number, radius: number): Int32Array {
  const table = new Int32Array(size + 2 * radius)
  const period = 2 * size
  for (let k = 0; k < table.length; k++) {
    const m = (((k - radius) % period) + period) % period
    table[k] = m < size ? m : period - 1 - m
  }
  return table
}

/** Column sums of row y for columns `low` … `high` − 1, into `line` shifted by `radius`. */
function blurColumns(
  map: Float32Array,
  width: number,
  rows: Int32Array,
  y: number,
  low: number,
  high: number,
  kernel: Float64Array,
  sum: Float64Array,
  line: Float32Array,
  radius: number,
): void {
  const centre = y * width
  if (radius === 3) {
    // The decoder's usual kernel, in one pass; the order of the sums is that of the loop below.
    const [k0, k1, k2, k3] = kernel
    const a1 = rows[y + 2] * width
    const b1 = rows[y + 4] * width
    const a2 = rows[y + 1] * width
    const b2 = rows[y + 5] * width
    const a3 = rows[y] * width
    const b3 = rows[y + 6] * width
    for (let x = low; x < high; x++) {
      const outer = map[centre + x] * k0 + (map[a3 + x] + map[b3 + x]) * k3
      line[x + 3] = outer + (map[a2 + x] + map[b2 + x]) * k2 + (map[a1 + x] + map[b1 + x]) * k1
    }
    return
  }
  for (let x = low; x < high; x++) sum[x] = map[centre + x] * kernel[0]
  for (let k = radius; k > 0; k--) {
    const above = rows[y - k + radius] * width
    const below = rows[y + k + radius] * width
    const weight = kernel[k]
    for (let x = low; x < high; x++) sum[x] += (map[above + x] + map[below + x]) * weight
  }
  for (let x = low; x < high; x++) line[x + radius] = sum[x]
}

function blurRow(
  line: Float32Array,
  start: number,
  end: number,
  rowOffset: number,
  kernel: Float64Array,
  out: Float32Array,
  radius: number,
): void {
  if (radius === 3) {
    const [k0, k1, k2, k3] = kernel
    for (let p = start, c = start - rowOffset + 3; p < end; p++, c++) {
      const outer = line[c] * k0 + (line[c - 3] + line[c + 3]) * k3
      out[p] = outer + (line[c - 2] + line[c + 2]) * k2 + (line[c - 1] + line[c + 1]) * k1
    }
    return
  }
  for (let p = start; p < end; p++) {
    const c = p - rowOffset + radius
    let total = line[c] * kernel[0]
    for (let k = radius; k > 0; k--) total += (line[c - k] + line[c + k]) * kernel[k]
    out[p] = total
  }
}

function copyInRuns(map: Float32Array, runs: PixelRuns): Float32Array {
  const out = new Float32Array(map.length)
  for (let i = 0; i < runs.length; i++) {
    out.set(map.subarray(runs.start[i], runs.end[i]), runs.start[i])
  }
  return out
}
