import { JpegCode, type JpegMarker } from '../../jpeg-markers'

export interface HuffmanTable {
  /** By length: largest code (or -1), and what to add to a code for its place in `values`. */
  maxCode: Int32Array
  offset: Int32Array
  values: Uint8Array
  /** Indexed by the next 8 bits: length × 256 + symbol, or 0 for longer codes. */
  short: Uint16Array
}

/** Quantisation tables by number, in zigzag order. */
export function quantisationTables(markers: JpegMarker[]): Map<number, Uint16Array> {
  const tables = new Map<number, Uint16Array>()
  for (const { code, data } of markers) {
    if (code !== JpegCode.Dqt) continue
    let at = 0
    while (at < data.length) {
      const wide = data[at] >> 4
      const id = data[at] & 15
      const table = new Uint16Array(64)
      for (let i = 0; i < 64; i++)
        table[i] = wide ? (data[at + 1 + i * 2] << 8) | data[at + 2 + i * 2] : data[at + 1 + i]
      tables.set(id, table)
      at += 1 + 64 * (wide ? 2 : 1)
    }
  }
  return tables
}

/** DC tables by their number, AC tables by theirs plus 16. */
export function huffmanTables(markers: JpegMarker[]): Map<number, HuffmanTable> {
  const tables = new Map<number, HuffmanTable>()
  for (const { code, data } of markers) {
    if (code !== JpegCode.Dht) continue
    let at = 0
    while (at + 17 <= data.length) {
      const counts = data.subarray(at + 1, at + 17)
      const total = counts.reduce((a, b) => a + b, 0)
      tables.set(data[at], huffmanTable(counts, data.subarray(at + 17, at + 17 + total)))
      at += 17 + total
    }
  }
  return tables
}

function huffmanTable(counts: Uint8Array, values: Uint8Array): HuffmanTable {
  const maxCode = new Int32Array(17).fill(-1)
  const offset = new Int32Array(17)
  let code = 0
  let first = 0
  for (let length = 1; length <= 16; length++) {
    const n = counts[length - 1]
    if (n > 0) {
      offset[length] = first - code
      code += n
      first += n
      maxCode[length] = code - 1
    }
    code <<= 1
  }
  const short = new Uint16Array(256)
  for (let length = 1; length <= 8; length++) {
    for (let c = length > 1 ? maxCode[length] - counts[length - 1] + 1 : 0; c <= maxCode[length]; c++) {
      const free = 8 - length
      short.fill(length * 256 + values[c + offset[length]], c << free, (c + 1) << free)
    }
  }
  return { maxCode, offset, values, short }
}
