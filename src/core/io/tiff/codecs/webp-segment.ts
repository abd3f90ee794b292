import { decodePicture } from '../../picture-decoder'
import type { Segment } from '../segment'
import { fitToSegment } from './jpeg-segment'

/** One strip or tile of WebP data (TIFF compression 50001). A missing alpha channel is opaque, as in libtiff. */
export async function decodeWebpSegment(
  input: Uint8Array,
  width: number,
  height: number,
  samples: number,
): Promise<Segment> {
  const picture = await decodePicture(input, 'rgb')
  if (picture.samples === 3 && samples === 4) {
    const { data } = picture
    const out = new Uint8Array((data.length / 3) * 4).fill(255)
    for (let i = 0, o = 0; i < data.length; i += 3, o += 4) {
      out[o] = data[i]
      out[o + 1] = data[i + 1]
      out[o + 2] = data[i + 2]
    }
    return fitToSegment({ ...picture, samples: 4, data: out }, width, height, samples)
  }
  return fitToSegment(picture, width, height, samples)
}
