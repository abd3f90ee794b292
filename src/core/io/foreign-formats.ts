/** A format that is known but not read: what it is and what to do instead. */
export interface Foreign {
  name: string
  remedy: string
}

export const MICROSCOPE = (program: string) => `Export it as OME-TIFF from ${program}, then open that.`

/** Formats that are known but not read: where the bytes are, what they are, what to do instead. */
export const FOREIGN: { at: number; bytes: string; foreign: Foreign }[] = [
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
