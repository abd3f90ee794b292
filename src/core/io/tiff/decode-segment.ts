import { KaryonError } from '../../errors'
import type { PixelArray } from '../../image/raster'
import type { ByteSource } from '../byte-source'
import { decompress } from './codecs/decompress'
import { decodeJpegSegment } from './codecs/jpeg-segment'
import { decodeOldJpegSegment } from './codecs/old-jpeg-segment'
import { decodeWebpSegment } from './codecs/webp-segment'
import type { PageLayout } from './page-layout'
import { undoFloatDifferencing, undoHorizontalDifferencing, undoPackedDifferencing } from './predictor'
import type { Segment } from './segment'
import { Compression, compressionName, Photometric } from './tags'
import { damaged, formatBytes, unsupported } from './tiff-errors'
import { allocateSamples, rowByteLength, type SampleType, unpackSamples } from './unpack-samples'
import { unpackSubsampled } from './ycbcr'

/** The number type samples have once decoded: JPEG and WebP hold 8 bits whatever the tags say. */
export function decodedType(layout: PageLayout): SampleType {
  if (isPicture(layout.compression)) return { kind: 'uint', bits: 8 }
  return { kind: layout.kind, bits: layout.bits }
}

export function isPicture(compression: number): boolean {
  return (
    compression === Compression.Jpeg ||
    compression === Compression.OldJpeg ||
    compression === Compression.Webp ||
    compression === 34927
  )
}

/** Uncompressed-like YCbCr whose chroma is stored for blocks of pixels. */
export function isSubsampled(layout: PageLayout): boolean {
  const [h, v] = layout.subsampling
  return (
    layout.photometric === Photometric.YCbCr &&
    layout.samples === 3 &&
    !isPicture(layout.compression) &&
    (h > 1 || v > 1)
  )
}

/**
 * Reads and decodes one strip or tile: decompress, undo the predictor, unpack to numbers.
 * @throws KaryonError `image-damaged`, `file-truncated`, `tiff-unsupported`
 */
export async function decodeSegment(
  source: ByteSource,
  layout: PageLayout,
  column: number,
  row: number,
  plane: number,
): Promise<Segment> {
  const { segmentWidth: width, segmentsAcross, segmentsDown } = layout
  const index = (plane * segmentsDown + row) * segmentsAcross + column
  const height = layout.tiled
    ? layout.segmentHeight
    : Math.min(layout.segmentHeight, layout.height - row * layout.segmentHeight)
  const samples = layout.planar ? 1 : layout.samples
  const where = `${layout.tiled ? 'tile' : 'strip'} ${index + 1} of ${layout.offsets.length}`
  if (index >= layout.offsets.length) {
    throw damaged(
      source,
      `it needs ${index + 1} ${layout.tiled ? 'tiles' : 'strips'} but lists ${layout.offsets.length}`,
    )
  }
  const offset = layout.offsets[index]
  const listed = layout.byteCounts[index] ?? 0
  const type = decodedType(layout)
  if (offset === 0 && listed === 0) {
    // Sparse files leave empty segments out.
    return { width, height, samples, data: allocateSamples(type, width * height * samples) }
  }
  if (isSubsampled(layout) && layout.planar) {
    throw unsupported('its colours are stored at lower resolution in planes of their own', source.path)
  }
  const needed = isSubsampled(layout)
    ? subsampledBytes(layout, width, height)
    : rowByteLength(width * samples, layout.bits) * height
  const input = await readSegmentBytes(source, layout, offset, listed, needed)
  try {
    if (layout.compression === Compression.Jpeg)
      return await decodeJpegSegment(input, layout, width, height, samples)
    if (layout.compression === Compression.OldJpeg)
      return decodeOldJpegSegment(input, layout, width, height, samples)
    if (isPicture(layout.compression)) return await decodeWebpSegment(input, width, height, samples)
    const bytes = await decompress(input, layout, { width, height, samples, needed })
    if (bytes.length < needed) {
      if (offset + listed > source.size) throw cutShort(source, where, bytes.length, needed)
      throw damaged(
        source,
        `${where} unfolds to ${formatBytes(bytes.length)} instead of ${formatBytes(needed)}`,
      )
    }
    if (isSubsampled(layout)) return unpackSubsampled(bytes, layout, width, height)
    return { width, height, samples, data: toSamples(bytes, layout, width, height, samples) }
  } catch (error) {
    if (error instanceof KaryonError) {
      throw error.file
        ? error
        : new KaryonError(error.code, error.message, error.remedy, { file: source.path, cause: error })
    }
    if (offset + listed > source.size) throw cutShort(source, where, source.size - offset, listed)
    const words = error instanceof Error ? error.message : String(error)
    throw damaged(
      source,
      `${where} (${compressionName(layout.compression)}) cannot be unfolded: ${words}`,
      error,
    )
  }
}

async function readSegmentBytes(
  source: ByteSource,
  layout: PageLayout,
  offset: number,
  listed: number,
  needed: number,
): Promise<Uint8Array> {
  if (layout.compression === Compression.None) return source.read(offset, needed)
  if (offset >= source.size) return source.read(offset, Math.max(1, listed))
  // A byte count of zero is a forgotten one: take what there is up to the next segment, or the end.
  const length = listed > 0 ? listed : nextOffset(layout.offsets, offset, source.size) - offset
  return source.readUpTo(offset, length)
}

function nextOffset(offsets: number[], offset: number, size: number): number {
  let next = size
  for (const other of offsets) if (other > offset && other < next) next = other
  return next
}

function toSamples(
  bytes: Uint8Array,
  layout: PageLayout,
  width: number,
  height: number,
  samples: number,
): PixelArray {
  const { bits, littleEndian } = layout
  const type = decodedType(layout)
  const perRow = width * samples
  // Readers differ on a predictor without compression: tifffile undoes it for whole bytes, libtiff never does.
  const ignored = layout.compression === Compression.None && bits % 8 !== 0
  const predictor = ignored ? 1 : layout.predictor
  if (predictor === 2 && bits % 8 === 0) {
    const own = bytes.slice(0, perRow * height * (bits / 8))
    undoHorizontalDifferencing(own, bits, littleEndian && bits !== 24, height, perRow, samples)
    return unpackSamples(own, type, littleEndian, height, perRow)
  }
  if (predictor === 3 && layout.kind === 'float') {
    const own = bytes.slice(0, perRow * height * (bits / 8))
    return unpackSamples(
      undoFloatDifferencing(own, bits, height, perRow, samples),
      type,
      true,
      height,
      perRow,
    )
  }
  if (predictor > 3 || predictor === 3) {
    throw unsupported(`its predictor ${predictor} does not suit ${layout.kind} data`, '')
  }
  const data = unpackSamples(bytes, type, littleEndian, height, perRow)
  if (predictor === 2) undoPackedDifferencing(data, bits, layout.kind === 'int', height, perRow, samples)
  return data
}

function subsampledBytes(layout: PageLayout, width: number, height: number): number {
  const [h, v] = layout.subsampling
  return Math.ceil(width / h) * Math.ceil(height / v) * (h * v + 2)
}

function cutShort(source: ByteSource, where: string, got: number, wanted: number): KaryonError {
  return new KaryonError(
    'file-truncated',
    `The file ends early: of ${where} only ${formatBytes(Math.max(0, got))} of ${formatBytes(wanted)} are there.`,
    'Copy or export the file again; this one is cut short.',
    { file: source.path },
  )
}
