import { KaryonError } from '../errors'
import type { LabelImage } from '../image/label-image'
import type { PixelWindow } from '../image/raster'
import type { LabelBounds } from './label-bounds'

/**
 * A label image that is being corrected: row by row, 0 background; numbers may have gaps. With `bounds`, which every
 * edit keeps up to date, nuclei are found without reading the whole image.
 */
export type Labels = Pick<LabelImage, 'width' | 'height' | 'data'> & { readonly bounds?: LabelBounds }

/** One reversible change: the labels of a window before and after it, row by row. */
export interface LabelEdit {
  readonly window: PixelWindow
  readonly before: Uint32Array
  readonly after: Uint32Array
}

/**
 * An edit of `window` (whole pixels inside the image), cut down to the pixels that change. `change` gets a copy
 * of the window's labels to write into; the image itself stays as it is until `applyEdit`.
 *
 * @throws KaryonError `usage` when nothing changes
 */
export function editWindow(
  labels: Labels,
  window: PixelWindow,
  change: (after: Uint32Array) => void,
): LabelEdit {
  const before = readLabels(labels, window)
  const after = before.slice()
  change(after)
  let [left, top, right, bottom] = [window.width, window.height, -1, -1]
  for (let y = 0, i = 0; y < window.height; y++) {
    for (let x = 0; x < window.width; x++, i++) {
      if (before[i] === after[i]) continue
      if (x < left) left = x
      if (x > right) right = x
      if (y < top) top = y
      bottom = y
    }
  }
  if (right < 0) {
    throw new KaryonError(
      'usage',
      'This changes no pixel.',
      'Draw on free background, or allow it to draw over others.',
    )
  }
  const inner = { x: left, y: top, width: right - left + 1, height: bottom - top + 1 }
  const cut = (data: Uint32Array) => readLabels({ width: window.width, height: window.height, data }, inner)
  return {
    window: { ...inner, x: window.x + left, y: window.y + top },
    before: cut(before),
    after: cut(after),
  }
}

/** Makes an edit in place. */
export function applyEdit(labels: Labels, edit: LabelEdit): void {
  writeLabels(labels, edit.window, edit.after)
  labels.bounds?.widen(editedLabels(edit), edit.window)
}

/** Takes an edit back in place; exact when it was the last one made. */
export function revertEdit(labels: Labels, edit: LabelEdit): void {
  writeLabels(labels, edit.window, edit.before)
  labels.bounds?.widen(editedLabels(edit), edit.window)
}

/** Numbers of the nuclei that an edit takes pixels from or gives pixels to, ascending. */
export function editedLabels({ before, after }: LabelEdit): number[] {
  const found = new Set<number>()
  for (let i = 0; i < before.length; i++) {
    if (before[i] === after[i]) continue
    found.add(before[i]!)
    found.add(after[i]!)
  }
  found.delete(0)
  return [...found].sort((a, b) => a - b)
}

/** A copy of a window's labels. */
export function readLabels({ width, data }: Labels, window: PixelWindow): Uint32Array {
  const out = new Uint32Array(window.width * window.height)
  for (let y = 0; y < window.height; y++) {
    const from = (window.y + y) * width + window.x
    out.set(data.subarray(from, from + window.width), y * window.width)
  }
  return out
}

function writeLabels({ width, data }: Labels, window: PixelWindow, values: Uint32Array): void {
  for (let y = 0; y < window.height; y++) {
    const from = y * window.width
    data.set(values.subarray(from, from + window.width), (window.y + y) * width + window.x)
  }
}
