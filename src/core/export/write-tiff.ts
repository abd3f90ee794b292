import { deflateSync } from 'node:zlib'
import type { PixelArray, Raster } from '../image/raster'
import { assembleTiff, joinChunks } from './assemble-tiff'
import { pixelsPerCentimetre, TAG, type TiffField } from './tiff-tags'

export interface WriteTiffOptions {
  compression?: 'none' | 'deflate'
  /** ImageDescription, written as UTF-8. */
  description?: string
  software?: string
  pixelSizeUm?: { x: number; y: number }
}

/** Bytes of pixels in one strip. */
const STRIP_BYTES = 128 * 1024

/**
 * A raster as the bytes of a single-page TIFF: 8, 16 and 32-bit integers (signed and unsigned), 32 and 64-bit
 * floats, gray or RGB (chunky), little-endian, strips. The values are the raster's own, unscaled.
 */
export function writeTiff(raster: Raster, options: WriteTiffOptions = {}): Uint8Array {
  return joinChunks(writeTiffChunks(raster, options))
}

/** As `writeTiff`, in chunks and without copying uncompressed pixels. */
function writeTiffChunks(raster: Raster, options: WriteTiffOptions = {}): Uint8Array[] {
  const { width, height, samples, data } = raster
  if (width < 1 || height < 1 || data.length !== width * height * samples) {
    throw new RangeError(
      `${data.length} values do not make ${width} × ${height} pixels of ${samples} samples`,
    )
  }
  const deflate = options.compression === 'deflate'
  const rowBytes = width * samples * data.BYTES_PER_ELEMENT
  const rowsPerStrip = Math.min(height, Math.max(1, Math.floor(STRIP_BYTES / rowBytes)))
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  const strips: Uint8Array[] = []
  for (let row = 0; row < height; row += rowsPerStrip) {
    const part = bytes.subarray(row * rowBytes, Math.min(height, row + rowsPerStrip) * rowBytes)
    strips.push(deflate ? deflateSync(part, { level: 3 }) : part)
  }
  return assembleTiff({ width, height, rowsPerStrip, strips, fields: imageFields(raster, options) })
}

/** Every tag but the size and the places of the strips. */
export function imageFields(
  raster: Pick<Raster, 'samples' | 'data'>,
  options: WriteTiffOptions,
): TiffField[] {
  const { samples, data } = raster
  const each = (value: number) => new Array<number>(samples).fill(value)
  const fields: TiffField[] = [
    { tag: TAG.newSubfileType, type: 'long', values: [0] },
    { tag: TAG.bitsPerSample, type: 'short', values: each(data.BYTES_PER_ELEMENT * 8) },
    { tag: TAG.compression, type: 'short', values: [options.compression === 'deflate' ? 8 : 1] },
    { tag: TAG.photometric, type: 'short', values: [samples === 3 ? 2 : 1] },
    { tag: TAG.samplesPerPixel, type: 'short', values: [samples] },
    { tag: TAG.planarConfiguration, type: 'short', values: [1] },
    { tag: TAG.sampleFormat, type: 'short', values: each(sampleFormat(data)) },
    { tag: TAG.software, type: 'ascii', values: options.software ?? 'Karyon' },
  ]
  if (options.description !== undefined) {
    fields.push({ tag: TAG.imageDescription, type: 'ascii', values: options.description })
  }
  if (options.pixelSizeUm) {
    fields.push(
      { tag: TAG.xResolution, type: 'rational', values: [pixelsPerCentimetre(options.pixelSizeUm.x)] },
      { tag: TAG.yResolution, type: 'rational', values: [pixelsPerCentimetre(options.pixelSizeUm.y)] },
      { tag: TAG.resolutionUnit, type: 'short', values: [3] },
    )
  }
  return fields
}

/** TIFF's SampleFormat: 1 unsigned, 2 signed, 3 floating point. */
function sampleFormat(data: PixelArray): 1 | 2 | 3 {
  if (data instanceof Float32Array || data instanceof Float64Array) return 3
  return data instanceof Int8Array || data instanceof Int16Array || data instanceof Int32Array ? 2 : 1
}
