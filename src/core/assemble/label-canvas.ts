import type { PixelWindow } from '../image/raster'

/** Takes finished rows of the label image, top to bottom. */
export interface LabelSink {
  appendRows(rows: Uint32Array): void
}

/**
 * The label image of a field under construction: windows paint their own nuclei, rows that no later window
 * can reach are handed on. Holds one band of rows, never the whole image.
 */
export class LabelCanvas {
  private rows: Uint32Array
  private top = 0
  private bottom: number

  /** @param sink where finished rows go. */
  constructor(
    private readonly width: number,
    private readonly height: number,
    private readonly sink: LabelSink,
  ) {
    this.bottom = 0
    this.rows = new Uint32Array(0)
  }

  /**
   * Paints a window's nuclei: label n becomes `numbers[n − 1]`, 0 = not painted. A pixel that already has a
   * nucleus keeps it.
   */
  paint(labels: Uint32Array, window: PixelWindow, numbers: Uint32Array): void {
    this.reach(window.y + window.height)
    for (let y = 0; y < window.height; y++) {
      const from = y * window.width
      const to = (window.y + y - this.top) * this.width + window.x
      for (let x = 0; x < window.width; x++) {
        const label = labels[from + x]
        if (label === 0) continue
        const number = numbers[label - 1]
        if (number !== 0 && this.rows[to + x] === 0) this.rows[to + x] = number
      }
    }
  }

  /** Hands on all rows above `y`: nothing will be painted there any more. */
  finishAbove(y: number): void {
    const count = Math.min(y, this.height) - this.top
    if (count <= 0) return
    this.reach(this.top + count)
    this.sink.appendRows(this.rows.subarray(0, count * this.width))
    this.rows = this.rows.slice(count * this.width)
    this.top += count
  }

  /** Hands on what is left. */
  finish(): void {
    this.finishAbove(this.height)
  }

  private reach(bottom: number): void {
    if (bottom <= this.bottom) return
    const rows = new Uint32Array((bottom - this.top) * this.width)
    rows.set(this.rows)
    this.rows = rows
    this.bottom = bottom
  }
}
