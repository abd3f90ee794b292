import { type ByteSource, openByteSource } from './byte-source'
import { unlessGrowing } from './file-errors'
import type { ImageSource } from './image-source'
import { openPicture } from './open-picture'
import { SNIFF_BYTES, sniffFormat } from './sniff'
import { openTiff } from './tiff/tiff-source'

export interface OpenImageOptions {
  signal?: AbortSignal
  /**
   * Label images and masks: their numbers are names, not brightness. White-is-zero is not turned over, and a palette
   * of colours gives its indices instead of its colours.
   */
  storedNumbers?: boolean
}

/**
 * Opens an image file for reading: TIFF (OME, ImageJ, BigTIFF …), PNG, JPEG, WebP or BMP, told by its content and
 * never by its name. The caller closes it.
 * @throws KaryonError `file-missing`, `file-unreadable`, `file-empty`, `file-truncated`, `file-changing`,
 * `format-unknown`, `format-foreign`, `image-damaged`, `image-too-large`, `image-has-no-pixels`, `tiff-unsupported`
 */
export async function openImage(path: string, options: OpenImageOptions = {}): Promise<ImageSource> {
  options.signal?.throwIfAborted()
  const source = await openByteSource(path)
  try {
    return await openImageFrom(source, options)
  } catch (error) {
    throw await unlessGrowing(error, path, source.size)
  }
}

/** As `openImage`, from bytes that are open already; they are closed with the image, or at once on failure. */
export async function openImageFrom(
  source: ByteSource,
  { signal, storedNumbers }: OpenImageOptions = {},
): Promise<ImageSource> {
  try {
    const container = sniffFormat(await source.readUpTo(0, SNIFF_BYTES), source.path)
    if (container === 'tiff') return await openTiff(source, signal, storedNumbers)
    const picture = await openPicture(source, container, storedNumbers)
    await source.close()
    return picture
  } catch (error) {
    await source.close()
    throw error
  }
}
