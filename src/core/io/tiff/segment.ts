import type { PixelArray } from '../../image/raster'

/** One decoded strip or tile. `data` is row by row, `samples` interleaved. */
export interface Segment {
  width: number
  height: number
  samples: number
  data: PixelArray
}
