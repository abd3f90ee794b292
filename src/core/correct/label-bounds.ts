import { labelBoxes } from '../image/label-boxes'
import type { LabelImage } from '../image/label-image'
import type { PixelWindow } from '../image/raster'
import { joinWindows } from './join-windows'

/**
 * For each nucleus of a label image a window that holds all its pixels, perhaps with room around it: what looks for a
 * nucleus in it reads that window and not the image, whose hundred megapixels take a third of a second each time.
 */
export class LabelBounds {
  private constructor(private readonly windows: Map<number, PixelWindow>) {}

  /** The smallest windows, from one pass over the labels, which may have gaps. */
  static of(labels: LabelImage): LabelBounds {
    const { left, top, right, bottom } = labelBoxes(labels)
    const windows = new Map<number, PixelWindow>()
    for (let label = 1; label <= labels.count; label++) {
      const [x, y] = [left[label]!, top[label]!]
      const [width, height] = [right[label]! - x + 1, bottom[label]! - y + 1]
      if (height > 0) windows.set(label, { x, y, width, height })
    }
    return new LabelBounds(windows)
  }

  /** How many nuclei have one. */
  get count(): number {
    return this.windows.size
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
