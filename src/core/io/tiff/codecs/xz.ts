import { Lzma2Decoder } from './lzma2'

const FILTER_DELTA = 3
const FILTER_LZMA2 = 0x21

/**
 * One .xz stream (the container TIFF compression 34925 stores; xz file format 1.2.1): blocks of LZMA2, with an
 * optional delta filter before it, as libtiff writes it. Check sums are not verified.
 * @returns the bytes decoded, at most `limit`
 * @throws RangeError for damaged data or other filters
 */
export function decodeXz(input: Uint8Array, limit: number): Uint8Array {
  const magic = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]
  if (magic.some((b, i) => input[i] !== b)) throw new RangeError('it is no xz stream')
  const checkBytes = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64][input[7] & 15]
  const out = new Uint8Array(limit)
  let written = 0
  let at = 12
  while (at < input.length && input[at] !== 0 && written < limit) {
    const blockStart = at
    const headerBytes = (input[at] + 1) * 4
    const flags = input[at + 1]
    let i = at + 2
    const number = () => {
      let value = 0
      for (let shift = 0; shift < 56; shift += 7) {
        const b = input[i++] ?? 0
        value += (b & 127) * 2 ** shift
        if (b < 128) return value
      }
      throw new RangeError('a number is too long')
    }
    if (flags & 0x40) number()
    if (flags & 0x80) number()
    let delta = 0
    for (let f = 0; f <= (flags & 3); f++) {
      const id = number()
      const size = number()
      if (id === FILTER_DELTA) delta = input[i] + 1
      else if (id !== FILTER_LZMA2) throw new RangeError(`filter ${id} is not read`)
      i += size
    }
    const decoder = new Lzma2Decoder(input, blockStart + headerBytes, out, written)
    const end = decoder.run()
    if (delta > 0) for (let k = written + delta; k < decoder.written; k++) out[k] += out[k - delta]
    written = decoder.written
    at = Math.ceil((end - blockStart) / 4) * 4 + blockStart + checkBytes
  }
  return out.subarray(0, written)
}
