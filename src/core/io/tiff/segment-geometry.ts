import { KaryonError } from '../../errors'
import type { ByteSource } from '../byte-source'
import type { Ifd } from './ifd'
import type { PageLayout, SegmentGeometry } from './page-layout'
import { Compression, Photometric, Tag } from './tags'
import { damaged } from './tiff-errors'

/** @throws KaryonError `image-has-no-pixels`, `image-damaged` */
export async function segmentGeometry(
  source: ByteSource,
  ifd: Ifd,
  tiled: boolean,
  width: number,
  height: number,
  planes: number,
): Promise<SegmentGeometry> {
  const offsets =
    (await ifd.numbers(tiled ? Tag.TileOffsets : Tag.StripOffsets)) ??
    (tiled ? await ifd.numbers(Tag.StripOffsets) : undefined)
  let byteCounts =
    (await ifd.numbers(tiled ? Tag.TileByteCounts : Tag.StripByteCounts)) ??
    (tiled ? await ifd.numbers(Tag.StripByteCounts) : undefined)
  if (!offsets || offsets.length === 0) {
    if (ifd.has(Tag.JpegInterchangeFormat)) {
      return { ...oneSegment(width, height), offsets: [], byteCounts: [] }
    }
    throw new KaryonError(
      'image-has-no-pixels',
      `The file describes an image of ${width} × ${height} pixels but says nowhere where they are.`,
      'Export the image again from where it was made.',
      { file: source.path },
    )
  }
  const segmentWidth = tiled ? ((await ifd.number(Tag.TileWidth)) ?? 0) : width
  let segmentHeight = tiled
    ? ((await ifd.number(Tag.TileLength)) ?? 0)
    : ((await ifd.number(Tag.RowsPerStrip)) ?? height)
  if (!tiled) segmentHeight = Math.min(segmentHeight === 0 ? height : segmentHeight, height)
  if (!(segmentWidth > 0 && segmentHeight > 0) || segmentWidth * segmentHeight > 2 ** 31) {
    throw damaged(source, `its tiles are ${segmentWidth} × ${segmentHeight} pixels`)
  }
  const segmentsAcross = Math.ceil(width / segmentWidth)
  let segmentsDown = Math.ceil(height / segmentHeight)
  const expected = segmentsAcross * segmentsDown * planes
  if (offsets.length < expected && !tiled && offsets.length === planes) {
    // One strip but a wrong number of rows per strip: the strip is the image.
    segmentHeight = height
    segmentsDown = 1
  }
  if (!byteCounts || byteCounts.length === 0) byteCounts = guessByteCounts(offsets, source.size)
  return { segmentWidth, segmentHeight, segmentsAcross, segmentsDown, offsets, byteCounts }
}

function oneSegment(width: number, height: number) {
  return { segmentWidth: width, segmentHeight: height, segmentsAcross: 1, segmentsDown: 1 }
}

/** Without byte counts (allowed to be forgotten by old writers) a segment ends where the next begins. */
function guessByteCounts(offsets: number[], size: number): number[] {
  const sorted = [...new Set(offsets)].sort((a, b) => a - b)
  const next = new Map(sorted.map((offset, i) => [offset, i + 1 < sorted.length ? sorted[i + 1] : size]))
  return offsets.map((offset) => Math.max(0, (next.get(offset) ?? size) - offset))
}

/** Rows of uncompressed data read at once: enough to be quick, few enough for small windows. */
const PLAIN_STRIP_BYTES = 512 * 1024

/**
 * Uncompressed strips that lie behind each other are one run of rows: cut anew, so that one strip over a large
 * image is read in parts, and thousands of one-row strips are read together.
 */
export function regroupPlainStrips(layout: PageLayout): PageLayout {
  const { tiled, compression, photometric, segmentsDown, offsets, byteCounts, height } = layout
  if (tiled || compression !== Compression.None || photometric === Photometric.YCbCr) return layout
  const rowBytes = Math.ceil((layout.width * (layout.planar ? 1 : layout.samples) * layout.bits) / 8)
  const stripBytes = rowBytes * layout.segmentHeight
  const planes = layout.planar ? layout.samples : 1
  if (offsets.length < segmentsDown * planes) return layout
  for (let i = 0; i < segmentsDown * planes; i++) {
    const isFirst = i % segmentsDown === 0
    if (!isFirst && offsets[i] !== offsets[i - 1] + stripBytes) return layout
    if (offsets[i] === 0 || (byteCounts[i] ?? 0) === 0) return layout
  }
  const rows = Math.min(height, Math.max(1, Math.floor(PLAIN_STRIP_BYTES / rowBytes)))
  const down = Math.ceil(height / rows)
  const cut = { segmentHeight: rows, segmentsDown: down, offsets: [] as number[], byteCounts: [] as number[] }
  for (let plane = 0; plane < planes; plane++) {
    for (let i = 0; i < down; i++) {
      cut.offsets.push(offsets[plane * segmentsDown] + i * rows * rowBytes)
      cut.byteCounts.push(Math.min(rows, height - i * rows) * rowBytes)
    }
  }
  return { ...layout, ...cut }
}
