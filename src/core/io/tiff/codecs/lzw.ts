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
  const early = old ? 0 : 1
  const out = new Uint8Array(limit)
  const start = new Int32Array(TABLE)
  const length = new Int32Array(TABLE)
  length.fill(1, 0, CLEAR)
  let width = 9
  let next = FIRST
  let widenAt = (1 << 9) - early
  let previousAt = -1
  let previousLength = 0
  let at = 0
  let i = 0
  let held = 0
  let have = 0
  while (at < limit) {
    while (have < width) {
      if (i >= input.length) return out.subarray(0, at)
      // At most 11 + 8 bits are held: codes never leave 32 bits.
      if (old) held |= input[i++] << have
      else held = (held << 8) | input[i++]
      have += 8
    }
    let code: number
    have -= width
    if (old) {
      code = held & ((1 << width) - 1)
      held >>>= width
    } else {
      code = held >>> have
      held &= (1 << have) - 1
    }
    if (code < CLEAR) {
      out[at] = code
      if (previousAt >= 0 && next < TABLE) {
        start[next] = previousAt
        length[next++] = previousLength + 1
      }
      previousAt = at++
      previousLength = 1
    } else if (code >= FIRST && previousAt >= 0) {
      let from: number
      let n: number
      if (code < next) {
        from = start[code]
        n = length[code]
      } else if (code === next) {
        // The string just being defined: the previous one and its own first byte, which is what follows it.
        from = previousAt
        n = previousLength + 1
      } else {
        throw new RangeError(`LZW code ${code} comes before it is defined (${next} codes so far)`)
      }
      if (next < TABLE) {
        start[next] = previousAt
        length[next++] = previousLength + 1
      }
      previousAt = at
      previousLength = n
      const end = at + n < limit ? at + n : limit
      while (at < end) out[at++] = out[from++]
    } else if (code === CLEAR) {
      width = 9
      next = FIRST
      widenAt = (1 << 9) - early
      previousAt = -1
      continue
    } else if (code === END) {
      break
    } else {
      throw new RangeError(`LZW data begins with code ${code}`)
    }
    if (next >= widenAt && width < 12) {
      width++
      widenAt = (1 << width) - early
    }
  }
  return out.subarray(0, at)
}
