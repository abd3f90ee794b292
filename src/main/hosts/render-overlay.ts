import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { LabelSink } from '@core/assemble/label-canvas'
import { writeFileAtomic } from '@core/export/atomic'
import { OVERLAY_LIMIT, renderOverlay } from '@core/export/overlay'
import { writeError } from '@core/export/write-errors'
import type { Field } from '@core/field/field'
import { bandWindows } from '@core/image/windows'
import type { IntensityRange } from '@core/normalise/intensity-range'

const BAND_PIXELS = 8 * 2 ** 20

/**
 * Collects a label image at the overlay's resolution while it is made: images beyond the overlay's largest
 * side are thinned by a whole factor, so that memory stays bounded.
 */
export class OverlayLabels implements LabelSink {
  readonly factor: number
  readonly width: number
  readonly height: number
  readonly data: Uint32Array
  private row = 0

  constructor(
    private readonly fullWidth: number,
    fullHeight: number,
  ) {
    this.factor = Math.ceil(Math.max(fullWidth, fullHeight) / OVERLAY_LIMIT)
    this.width = Math.ceil(fullWidth / this.factor)
    this.height = Math.ceil(fullHeight / this.factor)
    this.data = new Uint32Array(this.width * this.height)
  }

  appendRows(rows: Uint32Array): void {
    const count = rows.length / this.fullWidth
    for (let y = 0; y < count; y++, this.row++) {
      if (this.row % this.factor !== 0) continue
      const to = (this.row / this.factor) * this.width
      for (let x = 0; x < this.width; x++) this.data[to + x] = rows[y * this.fullWidth + x * this.factor]
    }
  }
}

/** Writes the overlay of a counted field: the nuclear channel between its percentiles, outlines drawn over it. */
export async function writeOverlay(
  path: string,
  field: Field,
  channel: number,
  labels: OverlayLabels,
  count: number,
  range: IntensityRange,
): Promise<void> {
  const { width, height, factor } = labels
  const { samples } = field.metadata
  const pixels = new Float32Array(width * height * samples)
  for (const band of bandWindows(field.width, field.height, BAND_PIXELS)) {
    const { data } = await field.read(channel, band)
    for (let y = Math.ceil(band.y / factor); y * factor < band.y + band.height; y++) {
      for (let x = 0; x < width; x++) {
        const from = ((y * factor - band.y) * band.width + x * factor) * samples
        for (let s = 0; s < samples; s++) pixels[(y * width + x) * samples + s] = data[from + s]
      }
    }
  }
  const { low, high } = range.high > range.low ? range : { low: range.min, high: range.min + 1 }
  const image = { width, height, samples, data: pixels }
  const overlay = await renderOverlay(image, { width, height, data: labels.data, count }, { low, high })
  await mkdir(dirname(path), { recursive: true }).catch((error) => {
    throw writeError(error, path)
  })
  await writeFileAtomic(path, overlay.png)
}
