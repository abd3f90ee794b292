import { editWindow, type LabelEdit, type Labels } from './label-edit'
import { type Point, polygonMask } from './polygon-mask'

/** A drawn outline never takes pixels of other nuclei, unless `over` says so. */
export interface DrawOptions {
  over?: boolean
}

/**
 * Adds nucleus `label` (a number not in use) inside a drawn closed outline.
 *
 * @throws KaryonError `usage` when no free pixel lies inside
 */
export function addNucleus(
  labels: Labels,
  label: number,
  outline: readonly Point[],
  { over = false }: DrawOptions = {},
): LabelEdit {
  const { window, mask } = polygonMask(outline, labels.width, labels.height)
  return editWindow(labels, window, (after) => {
    for (let i = 0; i < after.length; i++) if (mask[i] === 1 && (over || after[i] === 0)) after[i] = label
  })
}
