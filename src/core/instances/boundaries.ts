/**
 * Pixels at the boundary of labels (width × height), 1 where: `thick` marks both sides of every edge between
 * different labels or label and background (4-neighbours), `inner` only the label's side. Equal to
 * `skimage.segmentation.find_boundaries(labels, connectivity=1, mode=…)`.
 */
export function boundaries(
  labels: Uint32Array,
  width: number,
  height: number,
  mode: 'inner' | 'thick',
): Uint8Array {
  const marks = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    const row = y * width
    for (let x = 0; x < width; x++) {
      const p = row + x
      const here = labels[p]
      if (x + 1 < width && labels[p + 1] !== here) marks[p] = marks[p + 1] = 1
      if (y + 1 < height && labels[p + width] !== here) marks[p] = marks[p + width] = 1
    }
  }
  if (mode === 'inner') for (let p = 0; p < marks.length; p++) if (labels[p] === 0) marks[p] = 0
  return marks
}
