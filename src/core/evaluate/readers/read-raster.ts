import { KaryonError } from '../../errors'
import type { Raster } from '../../image/raster'
import { type OpenImageOptions, openImage } from '../../io/open-image'

/**
 * The pixels of a picture with exactly one plane, in their own number type. `note` is told what the image reader says of it.
 * @throws KaryonError `label-mismatch` for stacks and several channels; whatever the image reader throws
 */
export async function readRaster(
  path: string,
  options: OpenImageOptions = {},
  note: (sentence: string) => void = () => {},
): Promise<Raster> {
  const source = await openImage(path, options)
  try {
    const { sizeC, sizeZ, sizeT } = source.metadata
    const planes = sizeC * sizeZ * sizeT
    if (planes > 1) {
      throw new KaryonError(
        'label-mismatch',
        `${path} holds ${planes} planes, but a label image has one.`,
        'Save one label image a plane.',
        { file: path },
      )
    }
    source.metadata.notes.forEach(note)
    return await source.readPlane({})
  } finally {
    await source.close()
  }
}
