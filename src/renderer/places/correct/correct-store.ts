import type { PixelWindow } from '@core/image/raster'
import type { Nucleus } from '@core/measure/nucleus'
import type { CorrectOp, CorrectState } from '@shared/correct'
import { create } from 'zustand'
import type { OutlineSet } from '../../viewer/outline-set'
import type { LoadedImage } from '../image/use-image'

export type Tool = 'select' | 'add' | 'delete' | 'split' | 'merge' | 'redraw' | 'superpixels'

/** A change that is drawn and not yet accepted: what it would make. */
export interface Pending {
  op: CorrectOp
  /** The line that was drawn, x, y, x, y …; empty where none was. */
  drawn: number[]
  /** Numbers that would change. */
  changed: number[]
  nuclei: Nucleus[]
  outlines: OutlineSet
}

/** Superpixels on the stage, and what is painted of them. */
export interface Pieces {
  window: PixelWindow
  /** Piece of each pixel of the window. */
  data: Uint32Array
  outlines: OutlineSet
  /** Pieces by colour. */
  painted: Set<number>[]
}

interface CorrectMode {
  /** The image that is being corrected. */
  at: { runId: string; index: number } | undefined
  state: CorrectState | undefined
  /** A request is under way. */
  busy: boolean
  tool: Tool
  pending: Pending | undefined
  /** Points of the line that is being drawn, x, y, x, y …. */
  line: number[]
  /** Nuclei chosen to be merged. */
  marked: number[]
  pieces: Pieces | undefined
  /** 0 … 3. */
  colour: number
  /** Radius on the screen, px. */
  brush: number
  /** Where keys draw, in image pixels. */
  cursor: { x: number; y: number } | undefined
  smooth: boolean
  over: boolean
  nextColour: boolean
  /** What the last change could not do, in words. */
  said: string | undefined
  /** The image on the page, as it was loaded. */
  base: LoadedImage | undefined
  /** The image with corrections, in place of `base` as it was loaded. */
  shown: { base: LoadedImage; now: LoadedImage } | undefined
  /** While H is held: the model's outlines. */
  model: LoadedImage | undefined
}

export const NOTHING_DRAWN = {
  pending: undefined,
  line: [],
  marked: [],
  pieces: undefined,
  said: undefined,
} satisfies Partial<CorrectMode>

export const useCorrect = create<CorrectMode>(() => ({
  at: undefined,
  state: undefined,
  busy: false,
  tool: 'select',
  colour: 0,
  brush: 10,
  cursor: undefined,
  smooth: true,
  over: false,
  nextColour: true,
  base: undefined,
  shown: undefined,
  model: undefined,
  ...NOTHING_DRAWN,
}))

/** The image as it is after the corrections made since it was loaded. */
export function correctedImage(
  base: LoadedImage | undefined,
  shown: CorrectMode['shown'],
): LoadedImage | undefined {
  return base && shown?.base === base ? shown.now : base
}
