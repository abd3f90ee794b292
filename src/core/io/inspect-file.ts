import { type ErrorCode, toFailure } from '../errors'
import { type ByteSource, openByteSource } from './byte-source'
import { unlessGrowing } from './file-errors'
import { openPicture, readAll } from './open-picture'
import { decodePng } from './png'
import { SNIFF_BYTES, sniffFormat } from './sniff'
import { commonView } from './tiff/common-view'
import type { PageLayout } from './tiff/page-layout'
import { PageReader } from './tiff/page-reader'
import { compressionName } from './tiff/tags'
import { openTiffFrom } from './tiff/tiff-source'
import { ValueStats } from './value-stats'

/** What `karyon inspect FILE --json` prints of a file it could read. Figures are of the first page, all samples. */
export interface InspectedImage {
  file: string
  ok: true
  format: string
  width: number
  height: number
  /** Samples per pixel of the first page. */
  channels: number
  pages: number
  /** As NumPy names it: bool, uint8, int16, float16 … */
  dtype: string
  compression: string
  pixelSizeUm: { x: number; y: number } | null
  min: number | null
  max: number | null
  sum: number | null
  /** What a person should know of these figures or of the file; left out when there is nothing. */
  notes?: string[]
}

export interface InspectFailure {
  file: string
  ok: false
  code: ErrorCode
  message: string
  remedy: string
}

export type InspectLine = InspectedImage | InspectFailure

/** Reads a file's first page whole and says what is in it. Never throws. */
export async function inspectFile(path: string, signal?: AbortSignal): Promise<InspectLine> {
  try {
    signal?.throwIfAborted()
    const source = await openByteSource(path)
    try {
      return await readLine(source, signal)
    } catch (error) {
      return failureLine(path, await unlessGrowing(error, path, source.size))
    }
  } catch (error) {
    return failureLine(path, error)
  }
}

/** As `inspectFile`, from bytes that are open already; closes them. */
export async function inspectSource(source: ByteSource, signal?: AbortSignal): Promise<InspectLine> {
  try {
    return await readLine(source, signal)
  } catch (error) {
    return failureLine(source.path, error)
  }
}

async function readLine(source: ByteSource, signal?: AbortSignal): Promise<InspectedImage> {
  try {
    const container = sniffFormat(await source.readUpTo(0, SNIFF_BYTES), source.path)
    return container === 'tiff' ? await inspectTiff(source, signal) : await inspectPicture(source, container)
  } finally {
    await source.close().catch(() => undefined)
  }
}

function failureLine(file: string, error: unknown): InspectFailure {
  const { code, message, remedy } = toFailure(error, file)
  return { file, ok: false, code, message, remedy }
}

/** Samples decoded at once while a page is summed up. */
const BAND_SAMPLES = 16 * 1024 * 1024

async function inspectTiff(source: ByteSource, signal?: AbortSignal): Promise<InspectedImage> {
  const { image, pages } = await openTiffFrom(source, signal)
  const layout = pages.first
  const { metadata } = image
  const view = commonView(layout, pages.loop)
  const stats = new ValueStats()
  const reader = new PageReader(source)
  const rows = bandRows(layout)
  for (let y = 0; y < layout.height; y += rows) {
    const height = Math.min(rows, layout.height - y)
    const native = await reader.read(layout, { x: 0, y, width: layout.width, height }, undefined, signal)
    stats.add(view.apply(native))
  }
  await source.assertUnchanged()
  const notes = [...metadata.notes]
  if (view.note) notes.push(`figures as Pillow gives them: ${view.note}`)
  if (stats.hasNaN) notes.push('NaN values are left out of the figures')
  return {
    file: source.path,
    ok: true,
    format: metadata.format,
    width: layout.width,
    height: layout.height,
    channels: view.samples,
    pages: pages.ifds.length,
    dtype: view.dtype,
    compression: compressionName(layout.compression),
    pixelSizeUm: metadata.pixelSizeUm ?? null,
    ...figures(stats),
    ...(notes.length > 0 ? { notes } : {}),
  }
}

/** Whole rows of strips or tiles that together stay below the limit. */
function bandRows(layout: PageLayout): number {
  const perSegmentRow = layout.width * layout.samples * layout.segmentHeight
  return layout.segmentHeight * Math.max(1, Math.floor(BAND_SAMPLES / perSegmentRow))
}

async function inspectPicture(
  source: ByteSource,
  container: 'png' | 'jpeg' | 'webp' | 'bmp',
): Promise<InspectedImage> {
  const image = await openPicture(source, container)
  const { metadata } = image
  const stats = new ValueStats()
  let channels: number = metadata.samples
  let dtype: string = metadata.dtype
  if (container === 'png') {
    const { header, pixels } = decodePng(await readAll(source), source.path)
    stats.add(pixels.data)
    channels = pixels.samples
    dtype = header.bits === 1 && header.colourType === 0 ? 'bool' : header.bits === 16 ? 'uint16' : 'uint8'
  } else {
    stats.add((await image.readPlane({})).data)
  }
  return {
    file: source.path,
    ok: true,
    format: metadata.format,
    width: metadata.width,
    height: metadata.height,
    channels,
    pages: 1,
    dtype,
    compression: metadata.compression,
    pixelSizeUm: metadata.pixelSizeUm ?? null,
    ...figures(stats),
    ...(metadata.notes.length > 0 ? { notes: metadata.notes } : {}),
  }
}

/** JSON has no infinities: what is not finite is null. */
function figures({ min, max, sum }: ValueStats): Pick<InspectedImage, 'min' | 'max' | 'sum'> {
  const finite = (v: number) => (Number.isFinite(v) ? v : null)
  return { min: finite(min), max: finite(max), sum: finite(sum) }
}
