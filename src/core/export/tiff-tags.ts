/** Writing of TIFF 6.0 and BigTIFF directories (little-endian), as far as our own files need it. */

export const TAG = {
  newSubfileType: 254,
  imageWidth: 256,
  imageLength: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  imageDescription: 270,
  stripOffsets: 273,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  xResolution: 282,
  yResolution: 283,
  planarConfiguration: 284,
  resolutionUnit: 296,
  software: 305,
  predictor: 317,
  sampleFormat: 339,
} as const

/** Field types: their TIFF number and size in bytes. */
const TYPES = { ascii: [2, 1], short: [3, 2], long: [4, 4], rational: [5, 8], long8: [16, 8] } as const

export type TiffField =
  | { tag: number; type: 'short' | 'long' | 'long8'; values: readonly number[] }
  | { tag: number; type: 'rational'; values: readonly (readonly [number, number])[] }
  | { tag: number; type: 'ascii'; values: string }

/** Bytes of a file header that points to a directory at `offset`. */
export function tiffHeader(offset: number, big: boolean): Uint8Array {
  const bytes = new Uint8Array(big ? 16 : 8)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, 0x4949, true)
  view.setUint16(2, big ? 43 : 42, true)
  if (big) {
    view.setUint16(4, 8, true)
    view.setBigUint64(8, BigInt(offset), true)
  } else view.setUint32(4, offset, true)
  return bytes
}

/**
 * One image file directory with its out-of-line values behind it, to be placed at `offset` (even).
 * Fields are sorted by tag as TIFF 6.0 demands. ASCII is written as UTF-8 with its closing zero.
 */
export function tiffDirectory(fields: readonly TiffField[], offset: number, big: boolean): Uint8Array {
  const sorted = [...fields].sort((a, b) => a.tag - b.tag)
  const [countSize, entrySize, inline] = big ? [8, 20, 8] : [2, 12, 4]
  const encoded = sorted.map(encodeValues)
  const tableSize = countSize + sorted.length * entrySize + (big ? 8 : 4)
  let valuesAt = tableSize
  const places = encoded.map(({ bytes }) => {
    if (bytes.length <= inline) return -1
    // Values begin on an even byte.
    valuesAt += valuesAt & 1
    const at = valuesAt
    valuesAt += bytes.length
    return at
  })
  const out = new Uint8Array(valuesAt)
  const view = new DataView(out.buffer)
  if (big) view.setBigUint64(0, BigInt(sorted.length), true)
  else view.setUint16(0, sorted.length, true)
  sorted.forEach((field, index) => {
    const at = countSize + index * entrySize
    const { bytes, count } = encoded[index]!
    view.setUint16(at, field.tag, true)
    view.setUint16(at + 2, TYPES[field.type][0], true)
    if (big) view.setBigUint64(at + 4, BigInt(count), true)
    else view.setUint32(at + 4, count, true)
    const valueAt = at + entrySize - inline
    const place = places[index]!
    if (place < 0) out.set(bytes, valueAt)
    else {
      out.set(bytes, place)
      if (big) view.setBigUint64(valueAt, BigInt(offset + place), true)
      else view.setUint32(valueAt, offset + place, true)
    }
  })
  return out
}

function encodeValues(field: TiffField): { bytes: Uint8Array; count: number } {
  if (field.type === 'ascii') {
    const bytes = new TextEncoder().encode(`${field.values}\0`)
    return { bytes, count: bytes.length }
  }
  const size = TYPES[field.type][1]
  const bytes = new Uint8Array(field.values.length * size)
  const view = new DataView(bytes.buffer)
  if (field.type === 'rational') {
    field.values.forEach(([numerator, denominator], i) => {
      view.setUint32(i * 8, numerator, true)
      view.setUint32(i * 8 + 4, denominator, true)
    })
  } else {
    field.values.forEach((value, i) => {
      if (field.type === 'short') view.setUint16(i * size, value, true)
      else if (field.type === 'long') view.setUint32(i * size, value, true)
      else view.setBigUint64(i * size, BigInt(value), true)
    })
  }
  return { bytes, count: field.values.length }
}

/** Pixels per centimetre as a TIFF rational, from micrometres per pixel. */
export function pixelsPerCentimetre(umPerPixel: number): readonly [number, number] {
  // A size of up to five decimals is kept exactly: 10,000 µm × 100,000 over the size × 100,000.
  const scaled = Math.round(umPerPixel * 100_000)
  if (Math.abs(scaled / 100_000 - umPerPixel) < 1e-12 && scaled > 0 && scaled <= 0xffffffff) {
    return [1_000_000_000, scaled]
  }
  const perCm = 10_000 / umPerPixel
  // The largest denominator that keeps the numerator in 32 bits keeps about seven digits.
  const denominator = Math.max(1, Math.min(1_000_000, Math.floor(0xffffffff / perCm)))
  return [Math.round(perCm * denominator), denominator]
}
