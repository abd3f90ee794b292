import type { Segment } from '../decode-segment'
import { oldJpegStream } from '../old-jpeg'
import type { PageLayout } from '../page-layout'
import { yCbCrTables, yCbCrToRgb } from '../ycbcr'
import { decodeBaselineJpeg } from './jpeg-baseline'

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
  const maxH = Math.max(...picture.planes.map((p) => p.h))
  const maxV = Math.max(...picture.planes.map((p) => p.v))
  const data = new Uint8Array(width * height * samples)
  picture.planes.forEach((plane, s) => {
    const fx = maxH / plane.h
    const fy = maxV / plane.v
    for (let y = 0; y < height; y++) {
      const row = Math.min(plane.rows - 1, Math.floor(y / fy)) * plane.stride
      for (let x = 0, o = y * width * samples + s; x < width; x++, o += samples)
        data[o] = plane.data[row + Math.floor(x / fx)]
    }
  })
  if (samples === 3) yCbCrToRgb(data, 3, yCbCrTables(layout))
  return { width, height, samples, data }
}
