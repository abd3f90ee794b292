import type { Field } from '@core/field/field'
import type { PixelArray, PixelWindow, Raster } from '@core/image/raster'

/** A field in memory, as the pipeline sees one. */
export function fakeField(width: number, height: number, data: PixelArray, samples: 1 | 3 = 1): Field {
  const read = async (_channel: number, window: PixelWindow): Promise<Raster> => {
    const row = window.width * samples
    const part = data.slice(0, row * window.height)
    for (let y = 0; y < window.height; y++) {
      const from = ((window.y + y) * width + window.x) * samples
      part.set(data.subarray(from, from + row) as never, y * row)
    }
    return { width: window.width, height: window.height, samples, data: part }
  }
  const dtype = data instanceof Uint8Array ? 'uint8' : data instanceof Uint16Array ? 'uint16' : 'float32'
  const metadata = { dtype, bitDepth: data.BYTES_PER_ELEMENT * 8, samples, width, height }
  const metadataOf = async () => metadata
  return {
    width,
    height,
    metadata,
    metadataOf,
    channels: [{ info: {} }],
    read,
    planesOf: () => 1,
  } as unknown as Field
}

/** Collects a label image. */
export class LabelRows {
  private readonly rows: Uint32Array[] = []
  appendRows(rows: Uint32Array): void {
    this.rows.push(rows.slice())
  }
  get data(): number[] {
    return this.rows.flatMap((rows) => Array.from(rows))
  }
}
