/** Pixel storage, in the image's own number type. */
export type PixelArray =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array

export type PixelType = 'uint8' | 'uint16' | 'uint32' | 'int8' | 'int16' | 'int32' | 'float32' | 'float64'

/**
 * A rectangle of pixels. `data` is row by row, samples interleaved: sample `s` of pixel (x, y) is
 * `data[(y * width + x) * samples + s]`. `samples` is 1 (gray) or 3 (RGB).
 */
export interface Raster {
  readonly width: number
  readonly height: number
  readonly samples: 1 | 3
  readonly data: PixelArray
}

/** A rectangle in image pixels; `x`, `y` is the top left corner, inside the image. */
export interface PixelWindow {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}
