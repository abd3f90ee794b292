import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { KaryonError } from '../../errors'
import type { Raster } from '../../image/raster'

/** The pixels of a PNG in their own number type. */
export async function readRaster(path: string): Promise<Raster> {
  const bytes = await readFile(path)
  try {
    const image = sharp(bytes, { limitInputPixels: false })
    const meta = await image.metadata()
    const gray = meta.channels < 3
    if (meta.depth === 'ushort') {
      const { data, info } = await image
        .removeAlpha()
        .toColourspace(gray ? 'grey16' : 'rgb16')
        .raw({ depth: 'ushort' })
        .toBuffer({ resolveWithObject: true })
      return {
        width: info.width,
        height: info.height,
        samples: gray ? 1 : 3,
        data: new Uint16Array(data.buffer, data.byteOffset, data.length / 2),
      }
    }
    const { data, info } = await image
      .removeAlpha()
      .toColourspace(gray ? 'b-w' : 'srgb')
      .raw()
      .toBuffer({ resolveWithObject: true })
    return { width: info.width, height: info.height, samples: gray ? 1 : 3, data: new Uint8Array(data) }
  } catch (error) {
    throw new KaryonError(
      'image-damaged',
      `${path} could not be read: ${(error as Error).message}.`,
      'Save it again from the program that made it.',
      { file: path },
    )
  }
}
