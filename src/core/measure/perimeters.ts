import type { LabelRuns } from '../instances/label-runs'

/** Weight of a boundary pixel by 1 + 2 × (boundary pixels among its 4-neighbours) + 10 × (among its diagonals). */
const WEIGHTS = new Float64Array(50)
for (const code of [5, 7, 15, 17, 25, 27]) WEIGHTS[code] = 1
for (const code of [21, 33]) WEIGHTS[code] = Math.SQRT2
for (const code of [13, 23]) WEIGHTS[code] = (1 + Math.SQRT2) / 2

/**
 * Perimeter of each label (index = label), as scikit-image's `perimeter` with neighbourhood 4: boundary pixels
 * (with a 4-neighbour outside the label) weighted by the shape of the boundary around them. Source: Benkrid,
 * Crookes, Benkrid, "Design and FPGA implementation of a perimeter estimator" (2000).
 */
export function perimeters(
  labels: Uint32Array,
  runs: LabelRuns,
  width: number,
  height: number,
  count: number,
): Float64Array {
  // One guard pixel all around, so that neighbours need no bounds check.
  const stride = width + 2
  const edge = new Uint8Array(stride * (height + 2))
  const { label, row, start, end } = runs
  for (let i = 0; i < label.length; i++) {
    const l = label[i]
    const y = row[i]
    const shift = stride + 1 + 2 * y
    if (y === 0 || y === height - 1) {
      edge.fill(1, start[i] + shift, end[i] + shift)
      continue
    }
    const last = end[i] - 1
    for (let p = start[i] + 1; p < last; p++) {
      if (labels[p - width] !== l || labels[p + width] !== l) edge[p + shift] = 1
    }
    edge[start[i] + shift] = 1
    edge[last + shift] = 1
  }
  const total = new Float64Array(count + 1)
  for (let i = 0; i < label.length; i++) {
    const y = row[i]
    const shift = stride + 1 + 2 * y
    let sum = 0
    for (let p = start[i]; p < end[i]; p++) {
      if (edge[p + shift] === 1) sum += WEIGHTS[boundaryCode(labels, edge, p, p + shift, width, stride)]
    }
    total[label[i]] += sum
  }
  return total
}

/** Guard pixels have no edge mark, so `labels` is read only inside the image. */
function boundaryCode(
  labels: Uint32Array,
  edge: Uint8Array,
  p: number,
  q: number,
  width: number,
  stride: number,
): number {
  const l = labels[p]
  let code = 1
  if (edge[q - 1] === 1 && labels[p - 1] === l) code += 2
  if (edge[q + 1] === 1 && labels[p + 1] === l) code += 2
  if (edge[q - stride] === 1 && labels[p - width] === l) code += 2
  if (edge[q + stride] === 1 && labels[p + width] === l) code += 2
  if (edge[q - stride - 1] === 1 && labels[p - width - 1] === l) code += 10
  if (edge[q - stride + 1] === 1 && labels[p - width + 1] === l) code += 10
  if (edge[q + stride - 1] === 1 && labels[p + width - 1] === l) code += 10
  if (edge[q + stride + 1] === 1 && labels[p + width + 1] === l) code += 10
  return code
}
