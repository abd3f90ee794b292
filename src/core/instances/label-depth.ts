import type { LabelRuns } from './label-runs'

/** Depth of a step across an edge and across a corner: the 3–4 chamfer metric, within 8 % of Euclid's. */
const EDGE = 3
const CORNER = 4
const DEEPEST = 60000

/**
 * For every pixel of a label, the distance to the nearest pixel that is not that label's, in thirds of a
 * pixel (chamfer 3–4, so an outermost pixel is 3 deep); 0 in background. The image's own border is no
 * boundary. `runs` are those of `labels` (width × height). Source: Borgefors, "Distance transformations in
 * digital images", CVGIP 34 (1986), the two passes run on all labels at once.
 */
export function labelDepth(labels: Uint32Array, runs: LabelRuns, width: number, height: number): Uint16Array {
  const depth = new Uint16Array(width * height)
  const { label, row, start, end } = runs
  for (let i = 0; i < label.length; i++) {
    const above = row[i] > 0 ? -width : 0
    sweepRight(labels, depth, label[i], start[i], end[i], row[i] * width, width, above)
  }
  for (let i = label.length - 1; i >= 0; i--) {
    const below = row[i] < height - 1 ? width : 0
    sweepLeft(labels, depth, label[i], start[i], end[i], row[i] * width, width, below)
  }
  return depth
}

/** One run, left to right, from its left neighbour and the row `other` away (0: no such row). */
function sweepRight(
  labels: Uint32Array,
  depth: Uint16Array,
  label: number,
  start: number,
  end: number,
  rowStart: number,
  width: number,
  other: number,
): void {
  let d = start > rowStart ? 0 : DEEPEST
  for (let p = start; p < end; p++) {
    d += EDGE
    if (other !== 0) d = Math.min(d, nearRow(labels, depth, label, p, rowStart, width, other))
    if (d > DEEPEST) d = DEEPEST
    depth[p] = d
  }
}

/** One run, right to left, keeping what the first pass found where that is less. */
function sweepLeft(
  labels: Uint32Array,
  depth: Uint16Array,
  label: number,
  start: number,
  end: number,
  rowStart: number,
  width: number,
  other: number,
): void {
  let d = end < rowStart + width ? 0 : DEEPEST
  for (let p = end - 1; p >= start; p--) {
    d = Math.min(d + EDGE, depth[p])
    if (other !== 0) d = Math.min(d, nearRow(labels, depth, label, p, rowStart, width, other))
    depth[p] = d
  }
}

/** The least depth pixel p can have by the three pixels of the row `other` away. */
function nearRow(
  labels: Uint32Array,
  depth: Uint16Array,
  label: number,
  p: number,
  rowStart: number,
  width: number,
  other: number,
): number {
  const q = p + other
  let d = labels[q] === label ? depth[q] + EDGE : EDGE
  if (p > rowStart) d = Math.min(d, labels[q - 1] === label ? depth[q - 1] + CORNER : CORNER)
  if (p + 1 < rowStart + width) d = Math.min(d, labels[q + 1] === label ? depth[q + 1] + CORNER : CORNER)
  return d
}
