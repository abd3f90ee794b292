const CLEAR = 256
const END = 257
const FIRST = 258
const TABLE = 4096

/**
 * TIFF LZW decoding (TIFF 6.0, section 13): codes of 9 to 12 bits, most significant bit first, widened one code
 * early; data of writers before 1990, least significant bit first and widened on time, is told by its first bytes
 * as libtiff does. The table keeps, for every code, where its string last stood in the output, so a code is
 * copied from there in one go.
 * @returns the bytes decoded, at most `limit`; fewer when the input ends early
 * @throws RangeError for a code that the table cannot hold yet
 */
export function decodeLzw(input: Uint8Array, limit: number): Uint8Array {
  const old = input.length >= 2 && input[0] === 0 && (input[1] & 1) === 1
  const out = new Uint8Array(limit)
  const start = new Uint32Array(TABLE + 1)
  const length = new Uint16Array(TABLE + 1)
  const early = old ? 0 : 1
  const bitsTotal = input.length * 8
  let width = 9
  let next = FIRST
  let previous = -1
  let previousAt = 0
  let at = 0
  let bit = 0
  while (at < limit && bit + width <= bitsTotal) {
    const byte = bit >> 3
    let code: number
    if (old) {
      const word = input[byte] | (input[byte + 1] << 8) | (input[byte + 2] << 16)
      code = (word >>> (bit & 7)) & ((1 << width) - 1)
    } else {
      const word = (input[byte] << 16) | (input[byte + 1] << 8) | input[byte + 2]
      code = (word >>> (24 - (bit & 7) - width)) & ((1 << width) - 1)
    }
    bit += width
    if (code === END) break
    if (code === CLEAR) {
      width = 9
      next = FIRST
      previous = -1
      continue
    }
    const here = at
    if (previous < 0) {
      if (code > 255) throw new RangeError(`LZW data begins with code ${code}`)
      out[at++] = code
    } else {
      if (code < 256) {
        out[at++] = code
      } else if (code < next) {
        const from = start[code]
        const to = Math.min(from + length[code], from + limit - at)
        for (let i = from; i < to; i++) out[at++] = out[i]
      } else if (code === next) {
        // The string just being defined: the previous one and its own first byte.
        const to = Math.min(previousAt + lengthOf(previous, length), previousAt + limit - at)
        for (let i = previousAt; i < to; i++) out[at++] = out[i]
        if (at < limit) out[at++] = out[previousAt]
      } else {
        throw new RangeError(`LZW code ${code} comes before it is defined (${next} codes so far)`)
      }
      if (next < TABLE) {
        start[next] = previousAt
        length[next] = lengthOf(previous, length) + 1
        next++
        if (next + early >= 1 << width && width < 12) width++
      }
    }
    previous = code
    previousAt = here
  }
  return out.subarray(0, at)
}

function lengthOf(code: number, length: Uint16Array): number {
  return code < 256 ? 1 : length[code]
}
