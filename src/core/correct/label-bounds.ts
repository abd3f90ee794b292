import type { PixelWindow } from '../image/raster'
import { joinWindows } from './join-windows'

/**
 * For each nucleus of a label image a window that holds all its pixels, perhaps with room around it: what looks for a
 * nucleus in it reads that window and not the image, whose hundred megapixels take a third of a second each time.
 */
export class LabelBounds {
  private constructor(private readonly windows: Map<number, PixelWindow>) {}

  /** The smallest windows, from one pass over the labels (row by row, 0 background). */
  static of({ width, height, data }: { width: number; height: number; data: Uint32Array }): LabelBounds {
    const windows = new Map<number, { x: number; y: number; width: number; height: number }>()
    for (let y = 0; y < height; y++) {
      const row = y * width
      for (let x = 0; x < width; ) {
        const label = data[row + x]!
        const from = x
        do x++
        while (x < width && data[row + x] === label)
        if (label === 0) continue
        const known = windows.get(label)
        if (!known) {
          windows.set(label, { x: from, y, width: x - from, height: 1 })
          continue
        }
        const right = Math.max(known.x + known.width, x)
        known.x = Math.min(known.x, from)
        known.width = right - known.x
        known.height = y + 1 - known.y
      }
    }
    return new LabelBounds(windows)
  }

  /** One window that holds every pixel of all of them; undefined when none is in the image. */
  around(wanted: Iterable<number>): PixelWindow | undefined {
    let all: PixelWindow | undefined
    for (const label of wanted) {
      const own = this.windows.get(label)
      if (own) all = all ? joinWindows(all, own) : own
    }
    return all
  }

  /** These nuclei may have pixels in `window` from now on. */
  widen(labels: Iterable<number>, window: PixelWindow): void {
    for (const label of labels) {
      const own = this.windows.get(label)
      this.windows.set(label, own ? joinWindows(own, window) : window)
    }
  }
}
