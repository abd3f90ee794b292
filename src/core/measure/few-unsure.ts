import type { Nucleus } from './nucleus'

/** An image with this many nuclei or fewer may as well hold none: debris in an empty well looks like them. */
const FEW = 3
/** A nucleus this sure is one. */
const SURE = 0.7
/** The smallest nuclei that are looked for, diameter in pixels. */
const SMALLEST_PX = 8

/**
 * True when an image holds only a few nuclei and none of them is beyond doubt: each is less than .7 sure, or smaller
 * than the nuclei that are looked for. They stay counted, for one of them may be the only nucleus of the field; the
 * flag asks for a look. A nucleus without a confidence is judged by its size alone.
 *
 * @param allDoubtful the segmenter itself doubts everything in this image
 */
export function isFewAndUnsure(nuclei: readonly Nucleus[], allDoubtful = false): boolean {
  return nuclei.length > 0 && nuclei.length <= FEW && (allDoubtful || nuclei.every(isDoubtful))
}

function isDoubtful({ confidence, equivalentDiameterPx }: Nucleus): boolean {
  return (confidence !== undefined && confidence < SURE) || equivalentDiameterPx < SMALLEST_PX
}
