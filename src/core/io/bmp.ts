import { KaryonError } from '../errors'
import type { NativePixels } from './tiff/page-reader'

export interface BmpImage {
  bits: number
  pixels: NativePixels
  /** True where `pixels` are the indices of a palette of colours. */
  indices: boolean
}

const MAX_PIXELS = 2 ** 29

/**
 * Decodes an uncompressed Windows bitmap of 1, 4, 8, 24 or 32 bits to RGB, or to gray when all colours of its
 * palette are gray.
 * @param storedNumbers as `OpenImageOptions`
 * @throws KaryonError `file-truncated`, `image-damaged`, `image-too-large`, `format-foreign`
 */
export function decodeBmp(bytes: Uint8Array, file: string, storedNumbers = false): BmpImage {
  if (bytes.length < 54) throw truncated(file, bytes.length, 54)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = view.getUint32(10, true)
  const headerSize = view.getUint32(14, true)
  const old = headerSize === 12
  const width = old ? view.getUint16(18, true) : view.getInt32(18, true)
  const tall = old ? view.getUint16(20, true) : view.getInt32(22, true)
  const bits = old ? view.getUint16(24, true) : view.getUint16(28, true)
  const compression = old ? 0 : view.getUint32(30, true)
  const height = Math.abs(tall)
  if (width <= 0 || height === 0) throw damaged(file, `it claims ${width} × ${height} pixels`)
  if (![1, 4, 8, 24, 32].includes(bits) || (compression !== 0 && !(compression === 3 && bits === 32))) {
    throw new KaryonError(
      'format-foreign',
      `This bitmap is stored with ${bits} bits and compression ${compression}, which Karyon does not read.`,
      'Save it as PNG or TIFF.',
      { file },
    )
  }
  if (width * height > MAX_PIXELS) {
    throw new KaryonError(
      'image-too-large',
      `The header claims ${width} × ${height} pixels.`,
      'Save it as TIFF.',
      { file },
    )
  }
  const stride = Math.ceil((width * bits) / 32) * 4
  if (start + stride * height > bytes.length) throw truncated(file, bytes.length, start + stride * height)
  const palette = bits <= 8 ? readPalette(bytes, view, headerSize, bits, old) : undefined
  const gray = palette?.every(([r, g, b]) => r === g && g === b) ?? false
  const indices = storedNumbers && palette !== undefined && !gray
  const samples = gray || indices ? 1 : 3
  const data = new Uint8Array(width * height * samples)
  for (let y = 0, o = 0; y < height; y++) {
    const row = start + (tall > 0 ? height - 1 - y : y) * stride
    for (let x = 0; x < width; x++) {
      if (palette) {
        const at = x * bits
        const index = (bytes[row + (at >> 3)] >> (8 - bits - (at & 7))) & ((1 << bits) - 1)
        if (indices) {
          data[o++] = index
          continue
        }
        const colour = palette[index] ?? [0, 0, 0]
        for (let s = 0; s < samples; s++) data[o++] = colour[s]
      } else {
        const at = row + x * (bits / 8)
        data[o++] = bytes[at + 2]
        data[o++] = bytes[at + 1]
        data[o++] = bytes[at]
      }
    }
  }
  return { bits: 8, pixels: { width, height, samples, data }, indices }
}

function readPalette(
  bytes: Uint8Array,
  view: DataView,
  headerSize: number,
  bits: number,
  old: boolean,
): number[][] {
  const told = old ? 0 : view.getUint32(46, true)
  const count = Math.min(told || 1 << bits, 1 << bits)
  const size = old ? 3 : 4
  return Array.from({ length: count }, (_, i) => {
    const at = 14 + headerSize + i * size
    return [bytes[at + 2] ?? 0, bytes[at + 1] ?? 0, bytes[at] ?? 0]
  })
}

function truncated(file: string, size: number, needed: number): KaryonError {
  return new KaryonError(
    'file-truncated',
    `The bitmap ends early: it holds ${size} bytes and needs ${needed}.`,
    'Copy or export the file again; this one is cut short.',
    { file },
  )
}

function damaged(file: string, why: string): KaryonError {
  return new KaryonError(
    'image-damaged',
    `The bitmap is damaged: ${why}.`,
    'Export it again from where it was made.',
    { file },
  )
}
