import type { Matching } from './matching'
import type { OverlapTable } from './overlap'
import { AT_70 } from './thresholds'

/** Lower edges, in pixels, of the area classes for recall by nucleus size; each twice the one before. */
const SIZE_EDGES_PX: readonly number[] = [0, 50, 100, 200, 400, 800, 1600, 3200]

export interface SizeBin {
  /** Area from `fromPx` (included) to `toPx` (not included); `toPx` is Infinity in the last class. */
  readonly fromPx: number
  readonly toPx: number
  readonly targets: number
  /** Of those, matched at IoU > .7. */
  readonly found: number
}

export function emptySizeBins(): { fromPx: number; toPx: number; targets: number; found: number }[] {
  return SIZE_EDGES_PX.map((fromPx, i) => ({
    fromPx,
    toPx: SIZE_EDGES_PX[i + 1] ?? Number.POSITIVE_INFINITY,
    targets: 0,
    found: 0,
  }))
}

/** Targets by their area, and how many of them were found at IoU > .7. */
export function recallBySize(table: OverlapTable, matching: Matching): SizeBin[] {
  const bins = emptySizeBins()
  for (let label = 1; label < table.targetArea.length; label++) {
    const area = table.targetArea[label]
    if (area === 0) continue
    let bin = 0
    while (bin + 1 < SIZE_EDGES_PX.length && area >= SIZE_EDGES_PX[bin + 1]) bin++
    bins[bin].targets++
    if (matching.targetLevel[label] > AT_70) bins[bin].found++
  }
  return bins
}
