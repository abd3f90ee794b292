import { boxOf } from './label-box'
import { editWindow, type LabelEdit, type Labels } from './label-edit'

/** Takes a nucleus away: its pixels become background. @throws KaryonError `usage` when it is not there */
export function removeNucleus(labels: Labels, label: number): LabelEdit {
  return editWindow(labels, boxOf(labels, [label]), (after) => {
    for (let i = 0; i < after.length; i++) if (after[i] === label) after[i] = 0
  })
}
