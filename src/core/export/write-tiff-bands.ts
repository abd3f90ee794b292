import type { PixelArray } from '../image/raster'
import { CLASSIC_LIMIT, stripDirectory } from './assemble-tiff'
import { type AtomicOptions, openAtomic } from './atomic'
import { tiffHeader } from './tiff-tags'
import { imageFields, type WriteTiffOptions } from './write-tiff'

export interface BandedImage {
  width: number
  height: number
  samples: 1 | 3
  /** Bands of whole rows from top to bottom, all of one number type; each is one strip. */
  bands: Iterable<PixelArray> | AsyncIterable<PixelArray>
  /** Rows of every band but the last. */
  rowsPerBand: number
}

/**
 * Writes an uncompressed TIFF band by band, for images larger than memory; a BigTIFF when classic files cannot
 * hold it. @throws RangeError when the bands do not make the image; KaryonError `disk-full`, `output-unwritable`
 */
export async function writeTiffBands(
  path: string,
  image: BandedImage,
  options: Omit<WriteTiffOptions, 'compression'> & AtomicOptions = {},
): Promise<void> {
  const { width, height, samples, rowsPerBand } = image
  const file = await openAtomic(path, options)
  try {
    let first: PixelArray | undefined
    let big = false
    let at = 0
    let rows = 0
    const offsets: number[] = []
    const lengths: number[] = []
    for await (const band of image.bands) {
      if (!first) {
        // Nothing is compressed: the place of the directory is known before the pixels are written.
        first = band
        const pixelBytes = width * height * samples * band.BYTES_PER_ELEMENT
        big = pixelBytes + Math.ceil(height / rowsPerBand) * 16 + 4096 > CLASSIC_LIMIT
        at = big ? 16 : 8
        await file.write(tiffHeader(even(at + pixelBytes), big))
      }
      const expected = Math.min(rowsPerBand, height - rows) * width * samples
      if (band.length !== expected)
        throw new RangeError(`A band has ${band.length} values instead of ${expected}`)
      offsets.push(at)
      lengths.push(band.byteLength)
      await file.write(new Uint8Array(band.buffer, band.byteOffset, band.byteLength))
      at += band.byteLength
      rows += rowsPerBand
    }
    if (!first || rows < height) throw new RangeError(`The bands end at row ${rows} of ${height}`)
    if (at & 1) await file.write(new Uint8Array(1))
    const fields = imageFields({ samples, data: first }, options)
    await file.write(
      stripDirectory({ width, height, rowsPerStrip: rowsPerBand, fields }, offsets, lengths, even(at), big),
    )
  } catch (error) {
    await file.abort()
    throw error
  }
  await file.commit()
}

const even = (offset: number) => offset + (offset & 1 ? 1 : 0)
