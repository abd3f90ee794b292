import type { PixelWindow, Raster } from '../image/raster'
import { measureNuclei } from '../measure/measure-nuclei'
import type { Nucleus } from '../measure/nucleus'
import { boxOf, present } from './label-box'
import { type Labels, readLabels } from './label-edit'

/** A person drew it: there is nothing to be unsure of. */
export const BY_HAND_CONFIDENCE = 1

/**
 * Measures the given nuclei anew, those of them that are still there, in the smallest window that holds them: the same
 * numbers as measuring the whole image. They are marked as corrected by hand, with confidence 1.
 *
 * @param read all channels of a window of the image, in the order of the image's channels
 */
export async function remeasure(
  labels: Labels,
  wanted: readonly number[],
  read: (window: PixelWindow) => Promise<readonly Raster[]>,
): Promise<Nucleus[]> {
  const there = present(labels, wanted)
  if (there.length === 0) return []
  const window = boxOf(labels, there, 1)
  const numberOf = new Map(there.map((label, n) => [label, n + 1]))
  const local = readLabels(labels, window).map((label) => numberOf.get(label) ?? 0)
  const nuclei = measureNuclei(local, window.width, window.height, there.length, await read(window), {
    offsetX: window.x,
    offsetY: window.y,
    imageWidth: labels.width,
    imageHeight: labels.height,
  })
  return nuclei.map((nucleus) => ({
    ...nucleus,
    label: there[nucleus.label - 1]!,
    confidence: BY_HAND_CONFIDENCE,
    byHand: true,
  }))
}
