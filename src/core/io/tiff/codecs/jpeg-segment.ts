import { KaryonError } from '../../../errors'
import {
  adobeMarker,
  JpegCode,
  type JpegMarker,
  joinBytes,
  jpegSegment,
  readJpegFrame,
  readJpegMarkers,
} from '../../jpeg-markers'
import { type DecodedPicture, decodePicture, type PictureColours } from '../../picture-decoder'
import type { PageLayout } from '../page-layout'
import type { Segment } from '../segment'
import { Photometric } from '../tags'
import { unsupported } from '../tiff-errors'
import { decodeBaselineJpeg, interleavePlanes } from './jpeg-baseline'

/**
 * One strip or tile of JPEG data (TIFF compression 7). Tables from the JPEGTables tag are put before it; markers
 * that steer colour conversion are replaced by what the TIFF tags say, as libtiff does: YCbCr becomes RGB,
 * everything else stays as stored.
 * @throws KaryonError `image-damaged`, `file-truncated`, `tiff-unsupported`
 */
export async function decodeJpegSegment(
  input: Uint8Array,
  layout: PageLayout,
  width: number,
  height: number,
  samples: number,
): Promise<Segment> {
  const stream = assemble(input, layout.jpegTables, layout.photometric === Photometric.YCbCr ? 1 : 0)
  const colours = coloursOf(stream.components)
  const picture = colours ? await decodePicture(stream.bytes, colours) : decodeUnusual(stream.bytes)
  // The picture library turns four inks over; TIFF keeps them as stored.
  if (stream.components === 4)
    for (let i = 0; i < picture.data.length; i++) picture.data[i] = 255 - picture.data[i]
  return fitToSegment(picture, width, height, samples)
}

/** What the picture library knows; undefined for 2 components or more than 4. */
function coloursOf(components: number): PictureColours | undefined {
  const known: Record<number, PictureColours> = { 1: 'gray', 3: 'rgb', 4: 'cmyk' }
  return known[components]
}

function decodeUnusual(stream: Uint8Array): DecodedPicture {
  const picture = decodeBaselineJpeg(stream)
  const { width, height, planes } = picture
  return { width, height, samples: planes.length, data: interleavePlanes(picture, width, height) }
}

function assemble(
  input: Uint8Array,
  tables: Uint8Array | undefined,
  transform: 0 | 1,
): { bytes: Uint8Array; components: number } {
  const own = readJpegMarkers(input)
  if (own.scanAt < 0) throw new RangeError('the JPEG data holds no scan')
  const shared = tables ? readJpegMarkers(tables).markers : []
  const frame = readJpegFrame(own.markers)
  if (!frame) throw new RangeError('the JPEG data holds no frame')
  if (frame.precision !== 8) throw unsupported(`its JPEG data has ${frame.precision} bits per sample`, '')
  if (frame.process === 3 || frame.process > 10) throw unsupported('its JPEG data is lossless', '')
  const parts: Uint8Array[] = [Uint8Array.from([0xff, JpegCode.Soi])]
  if (frame.components === 3) parts.push(adobeMarker(transform))
  for (const marker of [...shared, ...own.markers])
    if (isKept(marker)) parts.push(jpegSegment(marker.code, marker.data))
  parts.push(input.subarray(own.scanAt))
  return { bytes: joinBytes(parts), components: frame.components }
}

/** Everything but the ends of the streams, comments and application data. */
function isKept({ code }: JpegMarker): boolean {
  return code !== JpegCode.Soi && code !== JpegCode.Eoi && (code < 0xe0 || code > 0xef) && code !== 0xfe
}

/** A picture as a segment: cropped when it is larger (the last strip may be stored whole). */
export function fitToSegment(
  picture: DecodedPicture,
  width: number,
  height: number,
  samples: number,
): Segment {
  if (picture.width < width || picture.height < height) {
    throw new KaryonError(
      'image-damaged',
      `The image data is damaged: a part of ${width} × ${height} pixels holds only ${picture.width} × ${picture.height}.`,
      'Copy or export the file again from where it was made.',
    )
  }
  if (picture.samples !== samples) {
    throw new KaryonError(
      'image-damaged',
      `The image data is damaged: its parts hold ${picture.samples} samples per pixel where the header says ${samples}.`,
      'Copy or export the file again from where it was made.',
    )
  }
  if (picture.width === width && picture.height === height)
    return { width, height, samples, data: picture.data }
  const data = new Uint8Array(width * height * samples)
  for (let y = 0; y < height; y++) {
    const from = y * picture.width * samples
    data.set(picture.data.subarray(from, from + width * samples), y * width * samples)
  }
  return { width, height, samples, data }
}
