import { KaryonError } from '../errors'
import type { PixelWindow, Raster } from '../image/raster'
import { assertWindow } from './assert-window'
import type { ImageMetadata, ImageSource, PlaneIndex } from './image-source'

/** A one-plane picture that is decoded whole, on first use: PNG, JPEG, WebP, BMP. */
export class PictureSource implements ImageSource {
  private decoded?: Promise<Raster>

  constructor(
    private readonly file: string,
    readonly metadata: ImageMetadata,
    private readonly decode: () => Promise<Raster>,
  ) {}

  async readPlane(index: PlaneIndex, window?: PixelWindow, signal?: AbortSignal): Promise<Raster> {
    const { c = 0, z = 0, t = 0 } = index
    if (c !== 0 || z !== 0 || t !== 0) {
      throw new KaryonError(
        'plane-missing',
        `There is no plane c ${c}, z ${z}, t ${t}: this picture has one plane only.`,
        'Read plane c 0, z 0, t 0.',
        { file: this.file },
      )
    }
    if (window) assertWindow(window, this.metadata, this.file)
    signal?.throwIfAborted()
    this.decoded ??= this.decode()
    const whole = await this.decoded
    signal?.throwIfAborted()
    return window ? cropRaster(whole, window) : { ...whole, data: whole.data.slice() }
  }

  async close(): Promise<void> {
    this.decoded = undefined
  }
}

export function cropRaster(raster: Raster, window: PixelWindow): Raster {
  const { samples } = raster
  const perRow = window.width * samples
  const data = raster.data.slice(0, perRow * window.height)
  for (let y = 0; y < window.height; y++) {
    const from = ((window.y + y) * raster.width + window.x) * samples
    data.set(raster.data.subarray(from, from + perRow), y * perRow)
  }
  return { width: window.width, height: window.height, samples, data }
}
