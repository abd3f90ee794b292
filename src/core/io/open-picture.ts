import { KaryonError } from '../errors'
import type { Raster } from '../image/raster'
import { decodeBmp } from './bmp'
import type { ByteSource } from './byte-source'
import { type ImageMetadata, type ImageSource, PALETTE_INDICES } from './image-source'
import { readJpegFrame, readJpegMarkers } from './jpeg-markers'
import { decodePicture, loadSharp } from './picture-decoder'
import { PictureSource } from './picture-source'
import { plausibleTagPixelSize } from './pixel-size'
import { decodePng, type PngHeader, readPngHeader } from './png'
import type { Container } from './sniff'
import type { NativePixels } from './tiff/page-reader'

/** Largest picture file read whole. */
const MAX_BYTES = 2 ** 31 - 1

/**
 * Opens a one-plane picture. The file's bytes are read at once, its pixels decoded when asked for.
 * @param storedNumbers as `OpenImageOptions`
 * @throws KaryonError `image-damaged`, `file-truncated`, `image-too-large`
 */
export async function openPicture(
  source: ByteSource,
  container: Exclude<Container, 'tiff'>,
  storedNumbers = false,
): Promise<ImageSource> {
  const bytes = await readAll(source)
  const file = source.path
  switch (container) {
    case 'png': {
      const header = readPngHeader(bytes, file)
      return new PictureSource(file, pngMetadata(header, storedNumbers), async () =>
        pngRaster(decodePng(bytes, file), storedNumbers),
      )
    }
    case 'bmp': {
      const { pixels, indices } = decodeBmp(bytes, file, storedNumbers)
      const raster = dropAlpha(pixels)
      const metadata = pictureMetadata('bmp', raster.width, raster.height, raster.samples, 'none')
      if (indices) metadata.notes.push(PALETTE_INDICES)
      return new PictureSource(file, metadata, async () => raster)
    }
    case 'jpeg': {
      const frame = readJpegFrame(readJpegMarkers(bytes).markers)
      if (!frame || frame.width === 0 || frame.height === 0) throw cutJpeg(file)
      const samples = frame.components === 1 ? 1 : 3
      return new PictureSource(
        file,
        pictureMetadata('jpeg', frame.width, frame.height, samples, 'jpeg'),
        async () => pictureRaster(bytes, file, samples),
      )
    }
    case 'webp': {
      const { width, height } = await webpSize(bytes, file)
      return new PictureSource(file, pictureMetadata('webp', width, height, 3, 'webp'), async () =>
        pictureRaster(bytes, file, 3),
      )
    }
  }
}

export async function readAll(source: ByteSource): Promise<Uint8Array> {
  if (source.size > MAX_BYTES) {
    throw new KaryonError(
      'image-too-large',
      `The picture file holds ${source.size} bytes.`,
      'Save it as a tiled TIFF.',
      { file: source.path },
    )
  }
  return source.read(0, source.size)
}

function cutJpeg(file: string): KaryonError {
  return new KaryonError(
    'file-truncated',
    'The JPEG file ends before its image begins.',
    'Copy or export the file again; this one is cut short or damaged.',
    { file },
  )
}

async function webpSize(bytes: Uint8Array, file: string): Promise<{ width: number; height: number }> {
  const sharp = await loadSharp()
  try {
    const { width, height } = await sharp(bytes, { limitInputPixels: 2 ** 31 }).metadata()
    return { width: width ?? 0, height: height ?? 0 }
  } catch (error) {
    throw new KaryonError(
      'image-damaged',
      'The WebP file is damaged: its header cannot be read.',
      'Copy or export the file again from where it was made.',
      { file, cause: error },
    )
  }
}

async function pictureRaster(bytes: Uint8Array, file: string, samples: 1 | 3): Promise<Raster> {
  return dropAlpha(await decodePicture(bytes, samples === 1 ? 'gray' : 'rgb', file))
}

function pngMetadata(header: PngHeader, storedNumbers: boolean): ImageMetadata {
  const indices = storedNumbers && header.colourType === 3 && !isGrayPng(header)
  const gray = header.colourType === 0 || header.colourType === 4 || indices
  const metadata = pictureMetadata(
    'png',
    header.width,
    header.height,
    gray || isGrayPng(header) ? 1 : 3,
    'png',
  )
  if (header.bits === 16) metadata.dtype = 'uint16'
  metadata.bitDepth = header.bits
  if (header.colourType === 4 || header.colourType === 6) metadata.notes.push('alpha channel left out')
  if (indices) metadata.notes.push(PALETTE_INDICES)
  if (header.perMetre)
    metadata.pixelSizeUm = plausibleTagPixelSize(1e6 / header.perMetre.x, 1e6 / header.perMetre.y)
  return metadata
}

function isGrayPng({ colourType, palette }: PngHeader): boolean {
  if (colourType !== 3 || !palette) return colourType === 3
  for (let i = 0; i + 2 < palette.length; i += 3) {
    if (palette[i] !== palette[i + 1] || palette[i] !== palette[i + 2]) return false
  }
  return true
}

function pngRaster(
  { header, pixels }: { header: PngHeader; pixels: NativePixels },
  storedNumbers: boolean,
): Raster {
  if (header.colourType !== 3) return dropAlpha(pixels)
  const samples = isGrayPng(header) ? 1 : 3
  // Colours do not number anything, so they only show the numbers apart. Grays may well be a mask's black and white.
  if (storedNumbers && samples === 3) return pickSamples(pixels, 1)
  const { width, height, data } = pixels
  const palette = header.palette ?? Uint8Array.from({ length: 768 }, (_, i) => Math.floor(i / 3))
  const out = new Uint8Array(width * height * samples)
  for (let p = 0, o = 0; p < data.length; p++)
    for (let s = 0; s < samples; s++) out[o++] = palette[data[p] * 3 + s] ?? 0
  return { width, height, samples, data: out }
}

function dropAlpha(pixels: NativePixels): Raster {
  return pickSamples(pixels, pixels.samples < 3 ? 1 : 3)
}

function pickSamples({ width, height, samples, data }: NativePixels, count: 1 | 3): Raster {
  if (samples === count) return { width, height, samples: count, data }
  const out = data.slice(0, width * height * count)
  for (let p = 0, o = 0; p < width * height; p++)
    for (let s = 0; s < count; s++) out[o++] = data[p * samples + s]
  return { width, height, samples: count, data: out }
}

function pictureMetadata(
  format: ImageMetadata['format'],
  width: number,
  height: number,
  samples: 1 | 3,
  compression: string,
): ImageMetadata {
  return {
    format,
    width,
    height,
    samples,
    dtype: 'uint8',
    bitDepth: 8,
    sizeC: 1,
    sizeZ: 1,
    sizeT: 1,
    channels: [{}],
    pagesUntold: false,
    pages: 1,
    compression,
    notes: [],
  }
}
