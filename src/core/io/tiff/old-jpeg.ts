import type { ByteSource } from '../byte-source'
import { isFrame, JpegCode, type JpegMarker, joinBytes, jpegSegment, readJpegMarkers } from '../jpeg-markers'
import type { Ifd } from './ifd'
import type { PageLayout } from './page-layout'
import { Tag } from './tags'

/** More than any JPEG header of tables takes. */
const HEADER_BYTES = 65_536

/**
 * Finds where an old-style JPEG page is. Writers never agreed: mostly there is a whole JPEG stream (from
 * JPEGInterchangeFormat, or simply in the first strip), which is then the page's only segment; else tables are in
 * tags and each strip or tile is entropy-coded data of its own.
 */
export async function resolveOldJpeg(source: ByteSource, ifd: Ifd, layout: PageLayout): Promise<PageLayout> {
  const told = await ifd.number(Tag.JpegInterchangeFormat)
  for (const start of [told, layout.offsets[0]]) {
    if (start === undefined || start + 2 > source.size) continue
    const soi = await source.read(start, 2)
    if (soi[0] !== 0xff || soi[1] !== JpegCode.Soi) continue
    if (layout.offsets.length > 1) {
      const { markers, scanAt } = readJpegMarkers(await source.readUpTo(start, HEADER_BYTES))
      if (scanAt >= 0) return { ...layout, oldJpeg: { header: markers } }
    }
    return {
      ...layout,
      tiled: false,
      segmentWidth: layout.width,
      segmentHeight: layout.height,
      segmentsAcross: 1,
      segmentsDown: 1,
      offsets: [start],
      byteCounts: [source.size - start],
      oldJpeg: {},
    }
  }
  const tables = {
    quantisation: await readAll(source, ifd, Tag.JpegQTables, () => 64),
    dc: await readAll(source, ifd, Tag.JpegDcTables, huffmanLength),
    ac: await readAll(source, ifd, Tag.JpegAcTables, huffmanLength),
    restartInterval: (await ifd.number(Tag.JpegRestartInterval)) ?? 0,
  }
  return { ...layout, oldJpeg: { tables } }
}

async function readAll(
  source: ByteSource,
  ifd: Ifd,
  tag: number,
  length: (head: Uint8Array) => number,
): Promise<Uint8Array[]> {
  const out: Uint8Array[] = []
  for (const offset of (await ifd.numbers(tag)) ?? []) {
    const size = length(await source.readUpTo(offset, 16))
    out.push(await source.read(offset, size))
  }
  return out
}

/** Sixteen counts and as many values as they add up to. */
function huffmanLength(head: Uint8Array): number {
  return 16 + head.reduce((a, b) => a + b, 0)
}

/** The JPEG stream of one segment: as it is, or with a header made from the tables in the tags. */
export function oldJpegStream(
  input: Uint8Array,
  layout: PageLayout,
  width: number,
  height: number,
  samples: number,
): Uint8Array {
  const header = layout.oldJpeg?.header
  if (header) return stripStream(input, header, width, height)
  const tables = layout.oldJpeg?.tables
  if (!tables || readJpegMarkers(input.subarray(0, 2)).markers[0]?.code === JpegCode.Soi) return input
  if (tables.quantisation.length === 0) throw new RangeError('it lacks its tables')
  const parts: Uint8Array[] = [Uint8Array.from([0xff, JpegCode.Soi])]
  const numbered = (id: number, table: Uint8Array) => joinBytes([Uint8Array.from([id]), table])
  tables.quantisation.forEach((t, i) => {
    parts.push(jpegSegment(JpegCode.Dqt, numbered(i, t)))
  })
  tables.dc.forEach((t, i) => {
    parts.push(jpegSegment(JpegCode.Dht, numbered(i, t)))
  })
  tables.ac.forEach((t, i) => {
    parts.push(jpegSegment(JpegCode.Dht, numbered(16 + i, t)))
  })
  const [h, v] = layout.subsampling
  const frame = [8, height >> 8, height & 255, width >> 8, width & 255, samples]
  const scan = [samples]
  for (let s = 0; s < samples; s++) {
    frame.push(s + 1, s === 0 && samples > 1 ? h * 16 + v : 0x11, Math.min(s, tables.quantisation.length - 1))
    scan.push(s + 1, Math.min(s, tables.dc.length - 1) * 16 + Math.min(s, tables.ac.length - 1))
  }
  parts.push(jpegSegment(0xc0, Uint8Array.from(frame)))
  if (tables.restartInterval > 0) {
    parts.push(
      jpegSegment(JpegCode.Dri, Uint8Array.from([tables.restartInterval >> 8, tables.restartInterval & 255])),
    )
  }
  parts.push(jpegSegment(JpegCode.Sos, Uint8Array.from([...scan, 0, 63, 0])), input)
  return joinBytes(parts)
}

/** A strip of a longer scan is coded for itself: it gets the shared header, with its own size. */
function stripStream(input: Uint8Array, header: JpegMarker[], width: number, height: number): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.from([0xff, JpegCode.Soi])]
  for (const { code, data } of header) {
    if (code === JpegCode.Soi || code === JpegCode.Eoi) continue
    const own = data.slice()
    if (isFrame(code) && own.length > 4) own.set([height >> 8, height & 255, width >> 8, width & 255], 1)
    parts.push(jpegSegment(code, own))
  }
  const own = readJpegMarkers(input.subarray(0, 2048))
  const beginsWithScan = input[0] === 0xff && (input[1] === JpegCode.Sos || input[1] === JpegCode.Soi)
  parts.push(beginsWithScan && own.scanAt >= 0 ? input.subarray(own.scanAt) : input)
  return joinBytes(parts)
}
