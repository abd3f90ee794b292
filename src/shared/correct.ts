import type { PixelWindow } from '@core/image/raster'
import type { Nucleus } from '@core/measure/nucleus'

/** Correcting an image by hand: its part of the window's contract. */

/** Points as x, y, x, y …: image pixels, edges at whole numbers. */
export type FlatPoints = number[]

/** One correction, as the window asks for it. `over`: it may take pixels of other nuclei. */
export type CorrectOp =
  | { kind: 'remove'; label: number }
  /** A person has looked at it and is sure of it: nothing is drawn anew. */
  | { kind: 'keep'; label: number }
  | { kind: 'add'; outline: FlatPoints; over: boolean }
  | { kind: 'split'; label: number; cut: FlatPoints; smooth: boolean }
  | { kind: 'waist'; label: number }
  | { kind: 'merge'; labels: number[] }
  | { kind: 'redraw'; label: number; outline: FlatPoints; over: boolean }
  /** The outline a pixel outwards or inwards. */
  | { kind: 'resize'; label: number; grow: boolean }
  /** Superpixels of `window`, as `correct.superpixels` gave them, by colour. */
  | { kind: 'paint'; window: PixelWindow; painted: number[][]; over: boolean }

/** What was done, for counting and for its sign in the list. */
export const CORRECT_KINDS = ['removed', 'kept', 'added', 'split', 'merged', 'redrawn', 'painted'] as const
export type CorrectKind = (typeof CORRECT_KINDS)[number]

/** A line of the list of changes, oldest first. */
export interface CorrectEntry {
  kind: CorrectKind
  /** 'Split 14', 'Merged 22 and 23'. */
  words: string
  /** ISO time. */
  at: string
  undone: boolean
}

export interface CorrectState {
  /** Nuclei now, and as the model outlined them. */
  count: number
  modelCount: number
  entries: CorrectEntry[]
}

/** How an image was corrected; part of its record. */
export interface Corrected {
  /** Time of the last change, ISO. */
  at: string
  /** Nuclei the model had outlined. */
  modelCount: number
  edits: Partial<Record<CorrectKind, number>>
}

/** What a change (or its preview) did: nuclei that are there under a changed number, and their outlines. */
export interface CorrectAnswer {
  state: CorrectState
  /** Numbers that changed or went. */
  changed: number[]
  nuclei: Nucleus[]
}

type OneImage = { runId: string; index: number }

export interface CorrectRequests {
  /** Opens an image to be corrected; what was corrected before is still there. */
  'correct.open': { args: OneImage; result: CorrectState }
  /** Brings the tables of the run up to date and closes the image. */
  'correct.done': { args: OneImage; result: null }
}

/** Outlines as in `image.outlines`. */
export interface CorrectBinaryRequests {
  'correct.edit': { args: OneImage & { op: CorrectOp; preview: boolean }; meta: CorrectAnswer }
  /** `revert` takes back everything; `redo` still brings it again, one by one. */
  'correct.step': { args: OneImage & { step: 'undo' | 'redo' | 'revert' }; meta: CorrectAnswer }
  /** What the model had outlined. */
  'correct.model': { args: OneImage; meta: { count: number } }
  'correct.superpixels': {
    args: OneImage & { x: number; y: number }
    meta: { window: PixelWindow; count: number }
    /** [Uint32 piece of each pixel, then the pieces' outlines as in `image.outlines`]. */
  }
}
