/**
 * PackBits run-length decoding (TIFF 6.0, section 9). Stops at the end of input or of output, whichever comes
 * first, like libtiff.
 * @returns the bytes decoded, at most `limit`
 */
export function decodePackBits(input: Uint8Array, limit: number): Uint8Array {
  const out = new Uint8Array(limit)
  let at = 0
  let i = 0
  while (i < input.length && at < limit) {
    const n = input[i++]
    if (n < 128) {
      const length = Math.min(n + 1, input.length - i, limit - at)
      out.set(input.subarray(i, i + length), at)
      i += n + 1
      at += length
    } else if (n > 128 && i < input.length) {
      const length = Math.min(257 - n, limit - at)
      out.fill(input[i++], at, at + length)
      at += length
    }
  }
  return out.subarray(0, at)
}
