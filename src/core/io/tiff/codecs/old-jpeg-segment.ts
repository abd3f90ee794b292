import { oldJpegStream } from '../old-jpeg'
import type { PageLayout } from '../page-layout'
import type { Segment } from '../segment'
import { yCbCrTables, yCbCrToRgb } from '../ycbcr'
import { decodeBaselineJpeg, interleavePlanes } from './jpeg-baseline'

/**
 * One strip or tile of old-style JPEG data (TIFF compression 6), as libtiff reads it: chroma repeated over its
 * block rather than smoothed, and converted to RGB with the file's own coefficients and reference levels.
 * @throws RangeError for damaged data
 */
export function decodeOldJpegSegment(
  input: Uint8Array,
  layout: PageLayout,
  width: number,
  height: number,
  samples: number,
): Segment {
  const picture = decodeBaselineJpeg(oldJpegStream(input, layout, width, height, samples))
  if (
    picture.planes.length !== samples ||
    picture.width < width ||
    picture.height < Math.min(height, layout.height)
  ) {
    throw new RangeError(
      `the JPEG data holds ${picture.width} × ${picture.height} pixels of ${picture.planes.length} samples instead of ${width} × ${height} of ${samples}`,
    )
  }
  const data = interleavePlanes(picture, width, height)
  if (samples === 3) yCbCrToRgb(data, 3, yCbCrTables(layout))
  return { width, height, samples, data }
}
