import { KaryonError } from '../errors'
import { FOREIGN, type Foreign, MICROSCOPE } from './foreign-formats'

export type Container = 'tiff' | 'png' | 'jpeg' | 'webp' | 'bmp'

/** How many bytes from the start of a file `sniffFormat` wants to see. */
export const SNIFF_BYTES = 4096

/**
 * The container of a file by its first bytes; its name plays no part.
 * @param head at least the first `SNIFF_BYTES` bytes, or the whole file
 * @throws KaryonError `format-foreign` for a known format that is not read, `format-unknown` for anything else
 */
export function sniffFormat(head: Uint8Array, file: string): Container {
  // Some writers put the 42 of their header in the wrong byte order; libtiff and Pillow read them all the same.
  const tiff = ['II*\0', 'MM\0*', 'II+\0', 'MM\0+', 'II\0*', 'MM*\0']
  if (tiff.some((magic) => starts(head, 0, magic))) return 'tiff'
  if (starts(head, 0, '\x89PNG\r\n\x1a\n')) return 'png'
  if (starts(head, 0, '\xff\xd8\xff')) return 'jpeg'
  if (starts(head, 0, 'RIFF') && starts(head, 8, 'WEBP')) return 'webp'
  if (isBmp(head)) return 'bmp'
  for (const { at, bytes, foreign } of FOREIGN) {
    if (starts(head, at, bytes)) throw foreignError(foreign, file)
  }
  if (isLif(head)) {
    throw foreignError(
      { name: 'a Leica LIF file', remedy: MICROSCOPE('LAS X or with Fiji (Bio-Formats)') },
      file,
    )
  }
  throw unknownError(head, file)
}

function foreignError(foreign: Foreign, file: string): KaryonError {
  return new KaryonError(
    'format-foreign',
    `This is ${foreign.name}, which Karyon does not read.`,
    foreign.remedy,
    { file },
  )
}

function unknownError(head: Uint8Array, file: string): KaryonError {
  const remedy = 'Give a TIFF, OME-TIFF, PNG, JPEG, WebP or BMP image.'
  if (looksLikeText(head)) {
    return new KaryonError('format-unknown', 'This is a text file, not an image.', remedy, { file })
  }
  const shown = [...head.subarray(0, 4)].map((b) => b.toString(16).padStart(2, '0')).join(' ')
  const message = head.every((b) => b === 0)
    ? 'The file begins with zeros only: it was probably never written completely.'
    : `This is no image format Karyon knows (it begins with bytes ${shown}).`
  return new KaryonError('format-unknown', message, remedy, { file })
}

function starts(head: Uint8Array, at: number, bytes: string): boolean {
  if (head.length < at + bytes.length) return false
  for (let i = 0; i < bytes.length; i++) if (head[at + i] !== bytes.charCodeAt(i)) return false
  return true
}

/** 'BM' is also how many a text begins: the header's own size must fit too. */
function isBmp(head: Uint8Array): boolean {
  if (!starts(head, 0, 'BM') || head.length < 18) return false
  const dibSize = head[14] | (head[15] << 8) | (head[16] << 16) | (head[17] << 24)
  return [12, 16, 40, 52, 56, 64, 108, 124].includes(dibSize)
}

/** Leica: 0x70, three zeros, a length, 0x2a, then UTF-16 XML. */
function isLif(head: Uint8Array): boolean {
  return starts(head, 0, '\x70\0\0\0') && head[8] === 0x2a
}

function looksLikeText(head: Uint8Array): boolean {
  const sample = head.subarray(0, 512)
  if (sample.length === 0) return false
  const utf16 = (sample[0] === 0xff && sample[1] === 0xfe) || (sample[0] === 0xfe && sample[1] === 0xff)
  return utf16 || sample.every((b) => b >= 32 || b === 9 || b === 10 || b === 13 || b === 12)
}
