import { openByteSource } from './byte-source'
import type { ImageMetadata } from './image-source'
import { openImageFrom } from './open-image'

/** Small enough that of a TIFF only its header and directories are read, wherever they are. */
const WHOLE_FILE_LIMIT = 16 * 1024

/**
 * What a file says of itself, without its pixels: cheap enough to ask of every file in a folder. A file can still
 * turn out damaged when its pixels are read.
 * @throws KaryonError as `openImage`
 */
export async function readImageHeader(path: string, signal?: AbortSignal): Promise<ImageMetadata> {
  const image = await openImageFrom(await openByteSource(path, WHOLE_FILE_LIMIT), { signal })
  await image.close()
  return image.metadata
}
