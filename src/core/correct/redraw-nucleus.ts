import { KaryonError } from '../errors'
import type { DrawOptions } from './add-nucleus'
import { joinWindows } from './join-windows'
import { boxOf } from './label-box'
import { editWindow, type LabelEdit, type Labels } from './label-edit'
import { type Point, polygonMask } from './polygon-mask'

/**
 * Gives a nucleus a new outline: what it had is background unless the outline holds it.
 *
 * @throws KaryonError `usage` when the nucleus is not there, when nothing changes, or when the outline lies wholly
 * on other nuclei
 */
export function redrawNucleus(
  labels: Labels,
  label: number,
  outline: readonly Point[],
  { over = false }: DrawOptions = {},
): LabelEdit {
  const drawn = polygonMask(outline, labels.width, labels.height)
  const window = joinWindows(boxOf(labels, [label]), drawn.window)
  return editWindow(labels, window, (after) => {
    for (let i = 0; i < after.length; i++) if (after[i] === label) after[i] = 0
    const before = after.slice()
    let pixels = 0
    for (let y = 0; y < drawn.window.height; y++) {
      const row = (drawn.window.y - window.y + y) * window.width + drawn.window.x - window.x
      for (let x = 0; x < drawn.window.width; x++) {
        if (drawn.mask[y * drawn.window.width + x] === 0 || (!over && before[row + x] !== 0)) continue
        after[row + x] = label
        pixels++
      }
    }
    if (pixels === 0) throw covered()
  })
}

function covered(): KaryonError {
  return new KaryonError(
    'usage',
    'The new outline lies wholly on other nuclei.',
    'Draw it on free background, or allow it to draw over others.',
  )
}
