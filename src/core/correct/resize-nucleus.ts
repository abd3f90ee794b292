import { boxOf } from './label-box'
import { editWindow, type LabelEdit, type Labels } from './label-edit'

/**
 * Moves a nucleus' outline by one pixel, outwards over free background (`grow`) or inwards.
 *
 * @throws KaryonError `usage` when it is not there or has no room to grow; shrinking keeps at least one pixel
 */
export function resizeNucleus(labels: Labels, label: number, grow: boolean): LabelEdit {
  const window = boxOf(labels, [label], 1)
  const { width, height } = window
  return editWindow(labels, window, (after) => {
    const before = after.slice()
    let left = 0
    for (let i = 0; i < before.length; i++) {
      const x = i % width
      const around = [x > 0 ? i - 1 : -1, x + 1 < width ? i + 1 : -1, i - width, i + width]
      const touches = (own: boolean) =>
        around.some((n) => n >= 0 && n < width * height && (before[n] === label) === own)
      if (grow && before[i] === 0 && touches(true)) after[i] = label
      if (!grow && before[i] === label && touches(false)) after[i] = 0
      if (after[i] === label) left++
    }
    if (left === 0) after.set(before)
  })
}
