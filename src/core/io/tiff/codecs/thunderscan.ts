const TWO_BIT = [0, 1, 0, -1]
const THREE_BIT = [0, 1, 2, 3, 0, -3, -2, -1]

/**
 * ThunderScan 4-bit grey compression (TIFF compression 32809; the scheme of libtiff's tif_thunder.c): bytes are
 * runs, three 2-bit or two 3-bit differences, or a raw value.
 * @returns packed 4-bit rows; fewer than `height` when the input ends early
 */
export function decodeThunderScan(input: Uint8Array, width: number, height: number): Uint8Array {
  const stride = Math.ceil(width / 2)
  const out = new Uint8Array(stride * height)
  let i = 0
  for (let y = 0; y < height; y++) {
    const row = y * stride
    let last = 0
    let x = 0
    const put = (value: number) => {
      last = value & 15
      // Differences come two or three at a time: what is behind the row's end is padding.
      if (x >= width) return
      out[row + (x >> 1)] |= x & 1 ? last : last << 4
      x++
    }
    while (x < width) {
      if (i >= input.length) return out.subarray(0, row)
      const code = input[i++]
      const n = code & 0x3f
      switch (code & 0xc0) {
        case 0x00:
          if (x + n > width) throw new RangeError(`row ${y} holds ${x + n} pixels instead of ${width}`)
          for (let k = 0; k < n; k++) put(last)
          break
        case 0x40:
          for (const shift of [4, 2, 0]) {
            const delta = (n >> shift) & 3
            if (delta !== 2) put(last + TWO_BIT[delta])
          }
          break
        case 0x80:
          for (const shift of [3, 0]) {
            const delta = (n >> shift) & 7
            if (delta !== 4) put(last + THREE_BIT[delta])
          }
          break
        default:
          put(n)
      }
    }
  }
  return out
}
