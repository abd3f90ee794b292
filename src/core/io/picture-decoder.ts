import { KaryonError } from '../errors'

type SharpModule = typeof import('sharp')

let loaded: Promise<SharpModule['default']> | undefined

/**
 * The native picture library, loaded on first use: TIFF, PNG and BMP never need it. Kept behind this one function
 * because its native build must not share a process with GTK (Electron on Linux): there, decoding belongs into a
 * host process of its own.
 */
export function loadSharp(): Promise<SharpModule['default']> {
  loaded ??= importSharp()
  return loaded
}

async function importSharp(): Promise<SharpModule['default']> {
  const { default: sharp } = await import('sharp')
  // Every image is decoded once; a cache of decoded ones would only hold memory.
  sharp.cache(false)
  return sharp
}

export interface DecodedPicture {
  width: number
  height: number
  samples: number
  /** Interleaved, 8 bit. */
  data: Uint8Array
}

/** How the decoder hands colours over: one gray sample, RGB (with alpha if there is any), or the four inks. */
export type PictureColours = 'gray' | 'rgb' | 'cmyk'

/**
 * Decodes a whole 8-bit JPEG or WebP stream.
 * @throws KaryonError `image-damaged` with the decoder's words
 */
export async function decodePicture(
  stream: Uint8Array,
  colours: PictureColours,
  file?: string,
): Promise<DecodedPicture> {
  const sharp = await loadSharp()
  try {
    let image = sharp(stream, { failOn: 'error', limitInputPixels: 2 ** 31, unlimited: true })
    if (colours === 'cmyk') image = image.pipelineColourspace('cmyk').toColourspace('cmyk')
    if (colours === 'gray') image = image.toColourspace('b-w')
    const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
    return { width: info.width, height: info.height, samples: info.channels, data }
  } catch (error) {
    const words = error instanceof Error ? error.message.split('\n')[0] : String(error)
    const truncated = /premature end|truncated|out of data|unexpected end/i.test(words)
    throw new KaryonError(
      truncated ? 'file-truncated' : 'image-damaged',
      truncated ? `The image data ends early (${words}).` : `The image data is damaged: ${words}.`,
      'Copy or export the file again from where it was made.',
      { file, cause: error },
    )
  }
}
