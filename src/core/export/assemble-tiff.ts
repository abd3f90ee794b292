import { TAG, type TiffField, tiffDirectory, tiffHeader } from './tiff-tags'

/** Classic TIFF addresses 4 GiB; a little is kept back for the directory's own rounding. */
export const CLASSIC_LIMIT = 0xffffffff - 65_536

/** Everything of a single-page, stripped TIFF but where its bytes lie. */
export interface StrippedImage {
  width: number
  height: number
  rowsPerStrip: number
  strips: readonly Uint8Array[]
  /** Every tag but the size, the strips' places and their lengths. */
  fields: readonly TiffField[]
}

/**
 * Lays header, strips and directory out, in this order, so that the strips are not copied.
 * @param classicLimit bytes above which the file becomes a BigTIFF; lowered only by tests
 * @returns the file's chunks in order
 */
export function assembleTiff(image: StrippedImage, classicLimit = CLASSIC_LIMIT): Uint8Array[] {
  let stripBytes = 0
  // Strips begin on even bytes, as some old readers demand.
  for (const strip of image.strips) stripBytes += strip.length + (strip.length & 1)
  const directoryBytes = image.strips.length * 16 + 4096
  const big = stripBytes + directoryBytes > classicLimit
  const offsets: number[] = []
  const lengths: number[] = []
  const chunks: Uint8Array[] = []
  let at = big ? 16 : 8
  for (const strip of image.strips) {
    offsets.push(at)
    lengths.push(strip.length)
    chunks.push(strip)
    at += strip.length
    if (at & 1) {
      chunks.push(new Uint8Array(1))
      at++
    }
  }
  const directory = stripDirectory(image, offsets, lengths, at, big)
  return [tiffHeader(at, big), ...chunks, directory]
}

/** The directory of a stripped image whose strips lie at `offsets`; the directory itself lies at `at`. */
export function stripDirectory(
  image: Omit<StrippedImage, 'strips'>,
  offsets: readonly number[],
  lengths: readonly number[],
  at: number,
  big: boolean,
): Uint8Array {
  const wide = big ? 'long8' : 'long'
  const fields: TiffField[] = [
    ...image.fields,
    { tag: TAG.imageWidth, type: 'long', values: [image.width] },
    { tag: TAG.imageLength, type: 'long', values: [image.height] },
    { tag: TAG.rowsPerStrip, type: 'long', values: [image.rowsPerStrip] },
    { tag: TAG.stripOffsets, type: wide, values: offsets },
    { tag: TAG.stripByteCounts, type: wide, values: lengths },
  ]
  return tiffDirectory(fields, at, big)
}

export function joinChunks(chunks: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    out.set(chunk, at)
    at += chunk.length
  }
  return out
}
