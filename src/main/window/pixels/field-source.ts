import type { PixelWindow, Raster } from '@core/image/raster'
import type { ImageChannel } from '@shared/contract'

export interface LabelRows {
  /** Holds until the next read. */
  read(y: number, rows: number): Promise<Uint32Array>
  close(): Promise<void>
}

/** One counted image as Review reads it: every channel of the field, and its label image when one was written. */
export interface FieldSource {
  readonly width: number
  readonly height: number
  readonly samples: 1 | 3
  readonly bitDepth: number
  readonly dtype: import('@core/image/raster').PixelType
  readonly channels: ImageChannel[]
  /** As `ImageView.countedIntensities`. */
  readonly countedIntensities: number[]
  readonly pixelSizeUm?: number
  /** Asked each time: an image may be opened before it is counted. */
  hasLabels(): boolean
  /** @throws KaryonError as the readers do. */
  read(channel: number, window?: PixelWindow): Promise<Raster>
  /** Labels of some rows of the whole image's width; each call reads no more than those. */
  openLabels(): Promise<LabelRows>
  close(): Promise<void>
}
