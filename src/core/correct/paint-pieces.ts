import { KaryonError } from '../errors'
import type { PixelWindow } from '../image/raster'
import type { DrawOptions } from './add-nucleus'
import { components } from './components'
import { editWindow, type LabelEdit, type Labels } from './label-edit'

/** Colours to paint with: touching nuclei need different ones, and four are enough on a plane. */
export const PAINT_COLOURS = 4

/**
 * New nuclei from painted superpixels, numbered from `newLabel` on: each connected part of a colour is one. So a
 * colour may serve again where it touches nothing of its own.
 *
 * @param pieces superpixels of `window`, row by row (see superpixels.ts)
 * @param painted of each colour the numbers of its superpixels
 * @throws KaryonError `usage` for more than four colours, or when no free pixel is painted
 */
export function paintPieces(
  labels: Labels,
  newLabel: number,
  window: PixelWindow,
  pieces: Uint32Array,
  painted: readonly (readonly number[])[],
  { over = false }: DrawOptions = {},
): LabelEdit {
  if (painted.length > PAINT_COLOURS) {
    throw new KaryonError('usage', `There are ${PAINT_COLOURS} colours.`, 'Accept these first.')
  }
  let next = newLabel
  return editWindow(labels, window, (after) => {
    for (const colour of painted) {
      const chosen = new Set(colour)
      const mask = Uint8Array.from(pieces, (piece, i) =>
        chosen.has(piece) && (over || after[i] === 0) ? 1 : 0,
      )
      const { parts, sizes } = components(mask, window.width, window.height)
      for (let i = 0; i < after.length; i++) if (parts[i] !== 0) after[i] = next + parts[i]! - 1
      next += sizes.length - 1
    }
  })
}
