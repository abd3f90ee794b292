import { connectRuns } from './connect-runs'
import { rowOfRun } from './flood'
import { fullRuns, type PixelRuns, RunCollector } from './pixel-runs'

const SEVERAL = -1

/**
 * Fills holes in place: a 4-connected background region that does not touch the image's border and has a
 * single label around it (4-neighbours) takes that label. For one object that is
 * `scipy.ndimage.binary_fill_holes`; a hole between two labels stays. Returns the pixels filled per label
 * (index = label, length count + 1). Labels lie within `mask`, the whole image unless given: only there are zeros
 * looked for.
 */
export function fillHoles(
  labels: Uint32Array,
  width: number,
  height: number,
  count: number,
  mask = fullRuns(width, height),
): Uint32Array {
  const filled = new Uint32Array(count + 1)
  const gaps = zeroRuns(labels, mask)
  const { component, count: regions } = connectRuns(gaps, 4)
  const around = new Int32Array(regions)
  const rowOf = rowOfRun(gaps)
  for (let i = 0; i < gaps.length; i++) {
    const c = component[i]
    const y = rowOf[i]
    const atBorder =
      y === 0 || y === height - 1 || gaps.start[i] === y * width || gaps.end[i] === (y + 1) * width
    if (atBorder) around[c] = SEVERAL
  }
  for (let i = 0; i < gaps.length; i++) {
    const c = component[i]
    if (around[c] === SEVERAL) continue
    const start = gaps.start[i]
    const end = gaps.end[i]
    let owner = agree(around[c], labels[start - 1])
    owner = agree(owner, labels[end])
    for (let p = start; p < end && owner !== SEVERAL; p++) {
      owner = agree(agree(owner, labels[p - width]), labels[p + width])
    }
    around[c] = owner
  }
  for (let i = 0; i < gaps.length; i++) {
    const owner = around[component[i]]
    if (owner <= 0) continue
    labels.fill(owner, gaps.start[i], gaps.end[i])
    filled[owner] += gaps.end[i] - gaps.start[i]
  }
  return filled
}

/** `owner` so far (0: none yet) and a neighbour's label (0: background of the same region). */
function agree(owner: number, label: number): number {
  if (label === 0 || label === owner) return owner
  return owner === 0 ? label : SEVERAL
}

function zeroRuns(labels: Uint32Array, { width, height, rowStart, start, end }: PixelRuns): PixelRuns {
  const runs = new RunCollector(width, height)
  for (let y = 0; y < height; y++) {
    // Where the zeros before the next labelled pixel begin.
    let from = y * width
    for (let i = rowStart[y]; i < rowStart[y + 1]; i++) {
      for (let p = start[i]; p < end[i]; p++) {
        if (labels[p] === 0) continue
        if (p > from) runs.add(from, p)
        from = p + 1
      }
    }
    if ((y + 1) * width > from) runs.add(from, (y + 1) * width)
    runs.endRow(y)
  }
  return runs.finish()
}
