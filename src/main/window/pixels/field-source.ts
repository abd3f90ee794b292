import type { LabelImage } from '@core/image/label-image'
import type { PixelWindow, Raster } from '@core/image/raster'
import type { ImageChannel } from '@shared/contract'

/** One counted image as Review reads it: every channel of the field, and its label image when one was written. */
export interface FieldSource {
  readonly width: number
  readonly height: number
  readonly samples: 1 | 3
  readonly bitDepth: number
  readonly dtype: import('@core/image/raster').PixelType
  readonly channels: ImageChannel[]
  readonly pixelSizeUm?: number
  /** Asked each time: an image may be opened before it is counted. */
  hasLabels(): boolean
  /** @throws KaryonError as the readers do. */
  read(channel: number, window?: PixelWindow): Promise<Raster>
  labels(): Promise<LabelImage>
  close(): Promise<void>
}
