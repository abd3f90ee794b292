import { KaryonError } from '../errors'

export type Container = 'tiff' | 'png' | 'jpeg' | 'webp' | 'bmp'

/** How many bytes from the start of a file `sniffFormat` wants to see. */
export const SNIFF_BYTES = 4096

interface Foreign {
  name: string
  remedy: string
}

const MICROSCOPE = (program: string) => `Export it as OME-TIFF from ${program}, then open that.`

/** Formats that are known but not read: where the bytes are, what they are, what to do instead. */
const FOREIGN: { at: number; bytes: string; foreign: Foreign }[] = [
  {
    at: 0,
    bytes: 'ZISRAWFILE',
    foreign: { name: 'a Zeiss CZI file', remedy: MICROSCOPE('ZEN or with Fiji (Bio-Formats)') },
  },
  {
    at: 0,
    bytes: '\xda\xce\xbe\x0a',
    foreign: { name: 'a Nikon ND2 file', remedy: MICROSCOPE('NIS-Elements or with Fiji (Bio-Formats)') },
  },
  { at: 0, bytes: 'jP  ', foreign: { name: 'a JPEG 2000 file', remedy: 'Export it as TIFF or PNG.' } },
  {
    at: 4,
    bytes: 'jP  \r\n\x87\n',
    foreign: {
      name: 'a JPEG 2000 file (or an old Nikon ND2)',
      remedy: 'Export it as TIFF, or from NIS-Elements as OME-TIFF.',
    },
  },
  {
    at: 0,
    bytes: '\xff\x4f\xff\x51',
    foreign: { name: 'a JPEG 2000 codestream', remedy: 'Export it as TIFF or PNG.' },
  },
  {
    at: 0,
    bytes: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1',
    foreign: {
      name: 'an OLE file (Olympus OIB, Zeiss ZVI, or an office document)',
      remedy: MICROSCOPE('its own program or with Fiji (Bio-Formats)'),
    },
  },
  {
    at: 0,
    bytes: '\x89HDF\r\n\x1a\n',
    foreign: { name: 'an HDF5 file (Imaris, BDV, ilastik …)', remedy: MICROSCOPE('Imaris, ilastik or Fiji') },
  },
  {
    at: 0,
    bytes: 'PK\x03\x04',
    foreign: { name: 'a ZIP archive', remedy: 'Unpack it and open the images inside.' },
  },
  {
    at: 0,
    bytes: 'PK\x05\x06',
    foreign: { name: 'a ZIP archive', remedy: 'Unpack it and open the images inside.' },
  },
  {
    at: 0,
    bytes: '\x1f\x8b',
    foreign: { name: 'a gzip archive', remedy: 'Unpack it and open the image inside.' },
  },
  {
    at: 0,
    bytes: 'BZh',
    foreign: { name: 'a bzip2 archive', remedy: 'Unpack it and open the image inside.' },
  },
  {
    at: 0,
    bytes: '7z\xbc\xaf\x27\x1c',
    foreign: { name: 'a 7-Zip archive', remedy: 'Unpack it and open the images inside.' },
  },
  {
    at: 0,
    bytes: 'Rar!\x1a\x07',
    foreign: { name: 'a RAR archive', remedy: 'Unpack it and open the images inside.' },
  },
  {
    at: 0,
    bytes: '\xfd7zXZ\x00',
    foreign: { name: 'an xz archive', remedy: 'Unpack it and open the image inside.' },
  },
  {
    at: 0,
    bytes: '\x28\xb5\x2f\xfd',
    foreign: { name: 'a zstd archive', remedy: 'Unpack it and open the image inside.' },
  },
  {
    at: 257,
    bytes: 'ustar',
    foreign: { name: 'a tar archive', remedy: 'Unpack it and open the images inside.' },
  },
  {
    at: 0,
    bytes: '%PDF',
    foreign: {
      name: 'a PDF document',
      remedy: 'Open the original image instead of the document it was placed in.',
    },
  },
  {
    at: 0,
    bytes: '%!PS',
    foreign: { name: 'a PostScript document', remedy: 'Open the original image instead.' },
  },
  {
    at: 0,
    bytes: 'GIF8',
    foreign: {
      name: 'a GIF picture',
      remedy: 'Export the original image as PNG or TIFF; GIF keeps only 256 colours.',
    },
  },
  {
    at: 0,
    bytes: '8BPS',
    foreign: { name: 'a Photoshop document', remedy: 'Export it as TIFF or PNG from Photoshop.' },
  },
  { at: 0, bytes: '\x76\x2f\x31\x01', foreign: { name: 'an OpenEXR file', remedy: 'Export it as TIFF.' } },
  { at: 0, bytes: 'SIMPLE  =', foreign: { name: 'a FITS file', remedy: 'Export it as TIFF from Fiji.' } },
  {
    at: 0,
    bytes: '\x93NUMPY',
    foreign: { name: 'a NumPy array', remedy: 'Save it as TIFF, with tifffile.imwrite for example.' },
  },
  {
    at: 128,
    bytes: 'DICM',
    foreign: { name: 'a DICOM file', remedy: 'Export it as OME-TIFF with Fiji (Bio-Formats).' },
  },
  { at: 208, bytes: 'MAP ', foreign: { name: 'an MRC volume', remedy: 'Export it as TIFF from Fiji.' } },
  { at: 0, bytes: 'II\xbc\x01', foreign: { name: 'a JPEG XR picture', remedy: 'Export it as TIFF or PNG.' } },
  { at: 4, bytes: 'ftypavif', foreign: { name: 'an AVIF picture', remedy: 'Export it as PNG or TIFF.' } },
  { at: 4, bytes: 'ftyphei', foreign: { name: 'a HEIC picture', remedy: 'Export it as PNG or TIFF.' } },
  {
    at: 4,
    bytes: 'ftyp',
    foreign: { name: 'a video or HEIF file', remedy: 'Export single images as PNG or TIFF.' },
  },
  { at: 0, bytes: '\xff\x0a', foreign: { name: 'a JPEG XL picture', remedy: 'Export it as PNG or TIFF.' } },
  {
    at: 0,
    bytes: '\x00\x00\x00\x0cJXL ',
    foreign: { name: 'a JPEG XL picture', remedy: 'Export it as PNG or TIFF.' },
  },
  { at: 0, bytes: 'SQLite format 3', foreign: { name: 'a database', remedy: 'Give image files.' } },
]

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
