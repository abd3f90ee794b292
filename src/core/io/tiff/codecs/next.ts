/**
 * NeXT's 2-bit grey compression (TIFF compression 32766; the scheme of libtiff's tif_next.c): each row is stored
 * literally, as one literal stretch on white, or as runs of a grey value.
 * @returns packed 2-bit rows
 * @throws RangeError when a stretch leaves the row
 */
export function decodeNext(input: Uint8Array, width: number, height: number): Uint8Array {
  const stride = Math.ceil(width / 4)
  const out = new Uint8Array(stride * height).fill(0xff)
  let i = 0
  for (let y = 0; y < height; y++) {
    if (i >= input.length) return out.subarray(0, y * stride)
    const row = y * stride
    const kind = input[i++]
    if (kind === 0x00) {
      if (i + stride > input.length) return out.subarray(0, row)
      out.set(input.subarray(i, i + stride), row)
      i += stride
    } else if (kind === 0x40) {
      const at = (input[i] << 8) | input[i + 1]
      const length = (input[i + 2] << 8) | input[i + 3]
      if (at + length > stride || i + 4 + length > input.length)
        throw new RangeError(`a stretch leaves row ${y}`)
      out.set(input.subarray(i + 4, i + 4 + length), row + at)
      i += 4 + length
    } else {
      i = decodeRuns(input, i, kind, out, row, width)
    }
  }
  return out
}

function decodeRuns(
  input: Uint8Array,
  from: number,
  first: number,
  out: Uint8Array,
  row: number,
  width: number,
): number {
  let i = from
  let code = first
  let x = 0
  for (;;) {
    const grey = (code >> 6) & 3
    for (let n = code & 0x3f; n > 0 && x < width; n--, x++) {
      const shift = 6 - 2 * (x & 3)
      const at = row + (x >> 2)
      out[at] = (out[at] & ~(3 << shift)) | (grey << shift)
    }
    if (x >= width) return i
    if (i >= input.length) throw new RangeError('a row of runs ends early')
    code = input[i++]
  }
}
