import { inflateSync } from 'node:zlib'
import { KaryonError } from '../errors'
import { unfilterPng } from './png-filters'
import type { NativePixels } from './tiff/page-reader'
import { allocateSamples, unpackSamples } from './tiff/unpack-samples'

export interface PngHeader {
  width: number
  height: number
  /** 1, 2, 4, 8 or 16. */
  bits: number
  /** 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGB and alpha. */
  colourType: number
  interlaced: boolean
  palette?: Uint8Array
  /** Pixels per metre, when the file tells. */
  perMetre?: { x: number; y: number }
}

const SAMPLES: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }
const MAX_PIXELS = 2 ** 30

interface Chunk {
  type: string
  data: Uint8Array
}

/** Chunks of a PNG (PNG specification, section 5) up to its end, or to where it is cut off. */
function readChunks(bytes: Uint8Array): { chunks: Chunk[]; complete: boolean } {
  const chunks: Chunk[] = []
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 8
  while (at + 8 <= bytes.length) {
    const length = view.getUint32(at)
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    const end = at + 8 + length
    chunks.push({ type, data: bytes.subarray(at + 8, Math.min(end, bytes.length)) })
    if (type === 'IEND') return { chunks, complete: true }
    at = end + 4
  }
  return { chunks, complete: false }
}

/** @throws KaryonError `image-damaged`, `file-truncated`, `image-too-large` */
export function readPngHeader(bytes: Uint8Array, file: string): PngHeader {
  const { chunks } = readChunks(bytes)
  const header = chunks[0]
  if (header?.type !== 'IHDR' || header.data.length < 13) {
    if (bytes.length < 33) throw truncated(file, 'its header is not whole')
    throw damaged(file, 'it does not begin with its header')
  }
  const view = new DataView(header.data.buffer, header.data.byteOffset, header.data.byteLength)
  const png: PngHeader = {
    width: view.getUint32(0),
    height: view.getUint32(4),
    bits: header.data[8],
    colourType: header.data[9],
    interlaced: header.data[12] === 1,
  }
  const bitsFit =
    [8, 16].includes(png.bits) || ([1, 2, 4].includes(png.bits) && [0, 3].includes(png.colourType))
  if (SAMPLES[png.colourType] === undefined || !bitsFit || (png.colourType === 3 && png.bits === 16)) {
    throw damaged(file, `colour type ${png.colourType} with ${png.bits} bits does not exist`)
  }
  if (png.width === 0 || png.height === 0)
    throw damaged(file, `it claims ${png.width} × ${png.height} pixels`)
  const stored = chunks.reduce((n, c) => n + (c.type === 'IDAT' ? c.data.length : 0), 0)
  if (
    png.width * png.height > MAX_PIXELS ||
    png.width * png.height * png.bits > Math.max(2 ** 28, stored * 8 * 1100)
  ) {
    throw new KaryonError(
      'image-too-large',
      `The header claims ${png.width} × ${png.height} pixels, but the file holds only ${bytes.length} bytes.`,
      'The header is damaged or the image too large for a PNG; export it again, as tiled TIFF for example.',
      { file },
    )
  }
  png.palette = chunks.find((c) => c.type === 'PLTE')?.data
  const physical = chunks.find((c) => c.type === 'pHYs')?.data
  if (physical && physical.length >= 9 && physical[8] === 1) {
    const p = new DataView(physical.buffer, physical.byteOffset)
    png.perMetre = { x: p.getUint32(0), y: p.getUint32(4) }
  }
  return png
}

/**
 * Decodes a PNG to its own values: palette indices, samples of 1 to 16 bits, alpha included.
 * @throws KaryonError `image-damaged`, `file-truncated`, `image-too-large`
 */
export function decodePng(bytes: Uint8Array, file: string): { header: PngHeader; pixels: NativePixels } {
  const header = readPngHeader(bytes, file)
  const { chunks, complete } = readChunks(bytes)
  const samples = SAMPLES[header.colourType]
  const passes = header.interlaced ? ADAM7 : [[0, 0, 1, 1]]
  const rows = passes.map(([x0, y0, dx, dy]) => ({
    width: Math.ceil((header.width - x0) / dx),
    height: Math.ceil((header.height - y0) / dy),
    x0,
    y0,
    dx,
    dy,
  }))
  const rowBytes = (width: number) => Math.ceil((width * samples * header.bits) / 8)
  const needed = rows.reduce((n, p) => n + (p.width > 0 ? p.height * (rowBytes(p.width) + 1) : 0), 0)
  const raw = inflateAll(chunks, needed, complete, file)
  const type = { kind: 'uint', bits: header.bits } as const
  const out = allocateSamples(type, header.width * header.height * samples)
  let at = 0
  for (const pass of rows) {
    if (pass.width <= 0 || pass.height <= 0) continue
    const stride = rowBytes(pass.width)
    const filtered = raw.subarray(at, at + pass.height * (stride + 1))
    at += filtered.length
    const plain = unfilterRows(filtered, stride, pass.height, samples * header.bits, file)
    const values = unpackSamples(plain, type, false, pass.height, pass.width * samples)
    if (header.interlaced) spread(values, out, pass, header.width, samples)
    else out.set(values)
  }
  return { header, pixels: { width: header.width, height: header.height, samples, data: out } }
}

function unfilterRows(
  raw: Uint8Array,
  stride: number,
  height: number,
  bitsPerPixel: number,
  file: string,
): Uint8Array {
  try {
    return unfilterPng(raw, stride, height, bitsPerPixel)
  } catch (error) {
    throw damaged(file, error instanceof Error ? error.message : String(error), error)
  }
}

/** First column, first row, column step, row step of the seven interlacing passes. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
]

interface Pass {
  width: number
  height: number
  x0: number
  y0: number
  dx: number
  dy: number
}

function spread(
  values: { [i: number]: number },
  out: { [i: number]: number },
  pass: Pass,
  width: number,
  samples: number,
): void {
  for (let y = 0, i = 0; y < pass.height; y++) {
    for (let x = 0; x < pass.width; x++) {
      const o = ((pass.y0 + y * pass.dy) * width + pass.x0 + x * pass.dx) * samples
      for (let s = 0; s < samples; s++) out[o + s] = values[i++]
    }
  }
}

function inflateAll(chunks: Chunk[], needed: number, complete: boolean, file: string): Uint8Array {
  const data = chunks.filter((c) => c.type === 'IDAT').map((c) => c.data)
  let raw: Uint8Array
  try {
    raw = inflateSync(data.length === 1 ? data[0] : Buffer.concat(data), {
      finishFlush: 2,
      maxOutputLength: needed + 2 ** 20,
    })
  } catch (error) {
    if (!complete) throw truncated(file, 'its pixel data is cut off', error)
    throw damaged(
      file,
      `its pixel data cannot be unfolded (${error instanceof Error ? error.message : error})`,
      error,
    )
  }
  if (raw.length < needed) {
    const what = `of ${needed} bytes of pixels only ${raw.length} are there`
    throw complete ? damaged(file, what) : truncated(file, what)
  }
  return raw
}

function truncated(file: string, why: string, cause?: unknown): KaryonError {
  return new KaryonError(
    'file-truncated',
    `The PNG file ends early: ${why}.`,
    'Copy or export the file again; this one is cut short.',
    { file, cause },
  )
}

function damaged(file: string, why: string, cause?: unknown): KaryonError {
  return new KaryonError(
    'image-damaged',
    `The PNG file is damaged: ${why}.`,
    'Copy or export the file again from where it was made.',
    { file, cause },
  )
}
