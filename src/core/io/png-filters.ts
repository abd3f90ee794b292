/**
 * Undoes the row filters (PNG specification, section 9).
 * @param raw rows of one filter byte and `stride` data bytes
 * @throws RangeError for a filter that does not exist
 */
export function unfilterPng(
  raw: Uint8Array,
  stride: number,
  height: number,
  bitsPerPixel: number,
): Uint8Array {
  const back = Math.max(1, bitsPerPixel >> 3)
  const out = new Uint8Array(stride * height)
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)]
    const from = y * (stride + 1) + 1
    const row = y * stride
    const up = row - stride
    switch (filter) {
      case 0:
        out.set(raw.subarray(from, from + stride), row)
        break
      case 1:
        for (let i = 0; i < stride; i++) out[row + i] = raw[from + i] + (i >= back ? out[row + i - back] : 0)
        break
      case 2:
        for (let i = 0; i < stride; i++) out[row + i] = raw[from + i] + (y > 0 ? out[up + i] : 0)
        break
      case 3:
        for (let i = 0; i < stride; i++) {
          const left = i >= back ? out[row + i - back] : 0
          out[row + i] = raw[from + i] + ((left + (y > 0 ? out[up + i] : 0)) >> 1)
        }
        break
      case 4:
        unfilterPaeth(raw, from, out, row, stride, back, y > 0)
        break
      default:
        throw new RangeError(`row ${y + 1} has filter ${filter}, which does not exist`)
    }
  }
  return out
}

function unfilterPaeth(
  raw: Uint8Array,
  from: number,
  out: Uint8Array,
  row: number,
  stride: number,
  back: number,
  hasUp: boolean,
): void {
  const up = row - stride
  for (let i = 0; i < stride; i++) {
    const a = i >= back ? out[row + i - back] : 0
    const b = hasUp ? out[up + i] : 0
    const c = hasUp && i >= back ? out[up + i - back] : 0
    const pa = Math.abs(b - c)
    const pb = Math.abs(a - c)
    const pc = Math.abs(a + b - 2 * c)
    out[row + i] = raw[from + i] + (pa <= pb && pa <= pc ? a : pb <= pc ? b : c)
  }
}
