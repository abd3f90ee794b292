import type { PixelArray } from '../../image/raster'
import { float24ToNumber, halfTable } from './half-float'
import type { SampleKind } from './page-layout'

export interface SampleType {
  kind: SampleKind
  bits: number
}

/** An array for `count` samples of a type: the smallest of the engine's number types that holds them exactly (64-bit integers as float64). */
export function allocateSamples({ kind, bits }: SampleType, count: number): PixelArray {
  if (kind === 'float') return bits === 64 ? new Float64Array(count) : new Float32Array(count)
  if (bits > 32) return new Float64Array(count)
  if (kind === 'int') {
    return bits <= 8 ? new Int8Array(count) : bits <= 16 ? new Int16Array(count) : new Int32Array(count)
  }
  return bits <= 8 ? new Uint8Array(count) : bits <= 16 ? new Uint16Array(count) : new Uint32Array(count)
}

/** Bytes of a row of `count` samples; rows begin on byte borders. */
export function rowByteLength(count: number, bits: number): number {
  return Math.ceil((count * bits) / 8)
}

/**
 * Decoded segment bytes to samples. Depths of 8, 16, 32 and 64 follow the file's byte order; all others are packed, most significant bit first (TIFF 6.0, BitsPerSample), and rows begin on byte borders.
 * @param bytes `rows` rows of `rowByteLength(perRow, bits)` bytes; the result never shares memory with them unless they are aligned 8, 16, 32 or 64-bit data in this machine's order
 */
export function unpackSamples(
  bytes: Uint8Array,
  type: SampleType,
  littleEndian: boolean,
  rows: number,
  perRow: number,
): PixelArray {
  const { kind, bits } = type
  const count = rows * perRow
  if (bits === 8) {
    return kind === 'int' ? new Int8Array(bytes.buffer, bytes.byteOffset, count) : bytes.subarray(0, count)
  }
  if (bits === 16) return sixteen(bytes, kind, littleEndian, count)
  if (bits === 32) {
    const words = words32(bytes, littleEndian, count)
    if (kind === 'uint') return words
    return kind === 'int'
      ? new Int32Array(words.buffer, words.byteOffset, count)
      : new Float32Array(words.buffer, words.byteOffset, count)
  }
  if (bits === 64) return sixtyFour(bytes, kind, littleEndian, count)
  // 24-bit integers count as packed bits (as in tifffile), 24-bit floats follow the byte order.
  if (bits === 24) return twentyFour(bytes, kind, kind === 'float' && littleEndian, count)
  if (kind === 'uint' && (bits === 1 || bits === 2 || bits === 4)) return fractions(bytes, bits, rows, perRow)
  return packed(bytes, type, rows, perRow)
}

const HOST_IS_LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

function words16(bytes: Uint8Array, littleEndian: boolean, count: number): Uint16Array {
  if (littleEndian === HOST_IS_LITTLE) {
    if (bytes.byteOffset % 2 === 0) return new Uint16Array(bytes.buffer, bytes.byteOffset, count)
    return new Uint16Array(bytes.slice(0, count * 2).buffer)
  }
  const out = new Uint16Array(count)
  for (let i = 0, b = 0; i < count; i++, b += 2) out[i] = (bytes[b] << 8) | bytes[b + 1]
  return out
}

function words32(bytes: Uint8Array, littleEndian: boolean, count: number): Uint32Array {
  if (littleEndian === HOST_IS_LITTLE) {
    if (bytes.byteOffset % 4 === 0) return new Uint32Array(bytes.buffer, bytes.byteOffset, count)
    return new Uint32Array(bytes.slice(0, count * 4).buffer)
  }
  const out = new Uint32Array(count)
  for (let i = 0, b = 0; i < count; i++, b += 4) {
    out[i] = (bytes[b] << 24) | (bytes[b + 1] << 16) | (bytes[b + 2] << 8) | bytes[b + 3]
  }
  return out
}

function sixteen(bytes: Uint8Array, kind: SampleKind, littleEndian: boolean, count: number): PixelArray {
  const words = words16(bytes, littleEndian, count)
  if (kind === 'uint') return words
  if (kind === 'int') return new Int16Array(words.buffer, words.byteOffset, count)
  const half = halfTable()
  const out = new Float32Array(count)
  for (let i = 0; i < count; i++) out[i] = half[words[i]]
  return out
}

function sixtyFour(bytes: Uint8Array, kind: SampleKind, littleEndian: boolean, count: number): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const out = new Float64Array(count)
  if (kind === 'float') for (let i = 0; i < count; i++) out[i] = view.getFloat64(i * 8, littleEndian)
  else {
    const high = littleEndian ? 4 : 0
    for (let i = 0; i < count; i++) {
      const at = i * 8
      const top =
        kind === 'int' ? view.getInt32(at + high, littleEndian) : view.getUint32(at + high, littleEndian)
      out[i] = top * 4294967296 + view.getUint32(at + 4 - high, littleEndian)
    }
  }
  return out
}

function twentyFour(bytes: Uint8Array, kind: SampleKind, littleEndian: boolean, count: number): PixelArray {
  const out = allocateSamples({ kind, bits: 24 }, count)
  const low = littleEndian ? 0 : 2
  const high = 2 - low
  for (let i = 0, b = 0; i < count; i++, b += 3) {
    const value = bytes[b + low] | (bytes[b + 1] << 8) | (bytes[b + high] << 16)
    out[i] = kind === 'float' ? float24ToNumber(value) : kind === 'int' ? (value << 8) >> 8 : value
  }
  return out
}

/** Several samples to a byte. */
function fractions(bytes: Uint8Array, bits: 1 | 2 | 4, rows: number, perRow: number): Uint8Array {
  const out = new Uint8Array(rows * perRow)
  const stride = rowByteLength(perRow, bits)
  const mask = (1 << bits) - 1
  for (let y = 0, o = 0; y < rows; y++) {
    const end = o + perRow
    for (let at = y * stride; o < end; at++) {
      const byte = bytes[at]
      for (let shift = 8 - bits; shift >= 0 && o < end; shift -= bits) out[o++] = (byte >> shift) & mask
    }
  }
  return out
}

function packed(bytes: Uint8Array, type: SampleType, rows: number, perRow: number): PixelArray {
  const { kind, bits } = type
  const out = allocateSamples(type, rows * perRow)
  const stride = rowByteLength(perRow, bits)
  const mask = 2 ** bits - 1
  const half = 2 ** (bits - 1)
  for (let y = 0, o = 0; y < rows; y++) {
    let at = y * stride
    // Up to 31 + 8 bits are held at once: beyond 32, so as a double and not with shifts.
    let held = 0
    let have = 0
    for (let x = 0; x < perRow; x++) {
      while (have < bits) {
        held = held * 256 + bytes[at++]
        have += 8
      }
      have -= bits
      const scale = 2 ** have
      const value = Math.floor(held / scale)
      held -= value * scale
      out[o++] = kind === 'int' && value >= half ? value - mask - 1 : value
    }
  }
  return out
}
