import { addNucleus } from '@core/correct/add-nucleus'
import type { LabelEdit, Labels } from '@core/correct/label-edit'
import { mergeNuclei } from '@core/correct/merge-nuclei'
import { paintPieces } from '@core/correct/paint-pieces'
import type { Point } from '@core/correct/polygon-mask'
import { redrawNucleus } from '@core/correct/redraw-nucleus'
import { removeNucleus } from '@core/correct/remove-nucleus'
import { resizeNucleus } from '@core/correct/resize-nucleus'
import { splitAtWaist } from '@core/correct/split-at-waist'
import { splitByCut } from '@core/correct/split-by-cut'
import type { PixelWindow } from '@core/image/raster'
import type { CorrectKind, CorrectOp } from '@shared/correct'

/** What an operation would do to the labels, and how the list of changes names it. */
export interface Planned {
  kind: CorrectKind
  words: string
  /** Absent when nothing is drawn: a nucleus is kept. */
  edit?: LabelEdit
}

interface Means {
  labels: Labels
  /** A number not in use, nor any above it. */
  newLabel: number
  /** Superpixels of a window that was shown. */
  piecesOf(window: PixelWindow): Uint32Array
}

/**
 * The label edit of an operation; nothing is changed yet.
 * @throws KaryonError `usage` as the operation itself (src/core/correct)
 */
export function planOp(op: CorrectOp, { labels, newLabel, piecesOf }: Means): Planned {
  switch (op.kind) {
    case 'keep':
      return { kind: 'kept', words: `Kept ${op.label}` }
    case 'remove':
      return { kind: 'removed', words: `Removed ${op.label}`, edit: removeNucleus(labels, op.label) }
    case 'add':
      return {
        kind: 'added',
        words: `Added ${newLabel}`,
        edit: addNucleus(labels, newLabel, toPoints(op.outline), { over: op.over }),
      }
    case 'split':
      return {
        kind: 'split',
        words: `Split ${op.label}`,
        edit: splitByCut(labels, op.label, newLabel, toPoints(op.cut), { smooth: op.smooth }),
      }
    case 'waist':
      return { kind: 'split', words: `Split ${op.label}`, edit: splitAtWaist(labels, op.label, newLabel) }
    case 'merge':
      return {
        kind: 'merged',
        words: `Merged ${[...op.labels].sort((a, b) => a - b).join(' and ')}`,
        edit: mergeNuclei(labels, op.labels),
      }
    case 'redraw':
      return {
        kind: 'redrawn',
        words: `Redrew ${op.label}`,
        edit: redrawNucleus(labels, op.label, toPoints(op.outline), { over: op.over }),
      }
    case 'resize':
      return {
        kind: 'redrawn',
        words: `${op.grow ? 'Widened' : 'Narrowed'} ${op.label}`,
        edit: resizeNucleus(labels, op.label, op.grow),
      }
    case 'paint': {
      const { window, painted, over } = op
      const edit = paintPieces(labels, newLabel, window, piecesOf(window), painted, { over })
      const made = new Set(edit.after.filter((label) => label >= newLabel)).size
      return { kind: 'painted', words: `Painted ${made}`, edit }
    }
  }
}

function toPoints(flat: readonly number[]): Point[] {
  return Array.from({ length: flat.length / 2 }, (_, i) => ({ x: flat[2 * i]!, y: flat[2 * i + 1]! }))
}
