import type { PixelArray } from '../image/raster'

/**
 * Exact percentiles of a stream of pixels in bounded memory. Values are mapped to 32-bit keys that sort as
 * the values do; one pass counts the upper 16 bits, a second the lower 16 bits of the bins asked for (8 and
 * 16-bit images need the first pass only). NaN and infinities are left out. 64-bit floats are rounded to 32.
 */
export class OrderStatistics {
  private readonly upper = new Float64Array(65536)
  private lower: Map<number, Float64Array> | undefined
  private total = 0

  /** True when one pass tells the exact values of this kind of pixels. */
  static onePass(data: PixelArray): boolean {
    return data instanceof Uint8Array || data instanceof Uint16Array
  }

  /** Number of finite values counted. */
  get count(): number {
    return this.total
  }

  add(data: PixelArray): void {
    const { upper } = this
    if (data instanceof Uint8Array || data instanceof Uint16Array) {
      for (let i = 0; i < data.length; i++) upper[data[i]]++
      this.total += data.length
      return
    }
    const keys = toKeys(data)
    for (let i = 0; i < keys.length; i++) upper[keys[i] >>> 16]++
    this.total += keys.length
  }

  /** The bins of the first pass that hold the given ranks, for the second pass. */
  prepareRefinement(percentiles: readonly number[]): void {
    this.lower = new Map()
    for (const percentile of percentiles) {
      for (const rank of ranksOf(percentile, this.total)) {
        const { bin } = find(this.upper, rank)
        if (!this.lower.has(bin)) this.lower.set(bin, new Float64Array(65536))
      }
    }
  }

  /** Second pass over the same pixels. */
  refine(data: PixelArray): void {
    const keys = toKeys(data)
    for (let i = 0; i < keys.length; i++) {
      const bin = this.lower!.get(keys[i] >>> 16)
      if (bin) bin[keys[i] & 0xffff]++
    }
  }

  /**
   * The percentile (0…100) with linear interpolation between ranks, as numpy's default. NaN when nothing
   * was counted. `kind` is any array of the pixels' type.
   */
  percentile(percentile: number, kind: PixelArray): number {
    if (this.total === 0) return Number.NaN
    const [below, above] = ranksOf(percentile, this.total)
    const low = this.valueAt(below, kind)
    const high = this.valueAt(above, kind)
    const fraction = (percentile / 100) * (this.total - 1) - below
    return low + (high - low) * fraction
  }

  private valueAt(rank: number, kind: PixelArray): number {
    const { bin, before } = find(this.upper, rank)
    if (OrderStatistics.onePass(kind)) return bin
    const low = find(this.lower!.get(bin)!, rank - before).bin
    return fromKey(((bin << 16) | low) >>> 0, kind)
  }
}

function ranksOf(percentile: number, total: number): [number, number] {
  const position = (percentile / 100) * (total - 1)
  const below = Math.max(0, Math.min(total - 1, Math.floor(position)))
  return [below, Math.min(total - 1, below + 1)]
}

function find(histogram: Float64Array, rank: number): { bin: number; before: number } {
  let before = 0
  for (let bin = 0; bin < histogram.length; bin++) {
    if (before + histogram[bin] > rank) return { bin, before }
    before += histogram[bin]
  }
  return { bin: histogram.length - 1, before }
}

/** Sortable 32-bit keys of the finite values. */
function toKeys(data: PixelArray): Uint32Array {
  if (data instanceof Float32Array || data instanceof Float64Array) {
    const floats = data instanceof Float32Array ? data : Float32Array.from(data)
    const bits = new Uint32Array(floats.buffer, floats.byteOffset, floats.length)
    const keys = new Uint32Array(floats.length)
    let n = 0
    for (let i = 0; i < bits.length; i++) {
      const b = bits[i]
      if ((b & 0x7f800000) === 0x7f800000) continue
      keys[n++] = b >>> 31 ? ~b : b | 0x80000000
    }
    return keys.subarray(0, n)
  }
  const signed = data instanceof Int8Array || data instanceof Int16Array || data instanceof Int32Array
  const offset = signed ? 0x80000000 : 0
  const keys = new Uint32Array(data.length)
  for (let i = 0; i < data.length; i++) keys[i] = data[i] + offset
  return keys
}

function fromKey(key: number, kind: PixelArray): number {
  if (kind instanceof Float32Array || kind instanceof Float64Array) {
    const bits = new Uint32Array([key >>> 31 ? key & 0x7fffffff : ~key])
    return new Float32Array(bits.buffer)[0]
  }
  const signed = kind instanceof Int8Array || kind instanceof Int16Array || kind instanceof Int32Array
  return signed ? key - 0x80000000 : key
}
