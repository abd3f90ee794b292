import type { PixelRuns } from './pixel-runs'

/** Which component (0 … count − 1) each run belongs to; components in raster order of their first pixel. */
export interface RunComponents {
  readonly component: Int32Array
  readonly count: number
}

/** 4: pixels that share an edge are one component; 8: pixels that share a corner too. */
export type Connectivity = 4 | 8

/**
 * Connected components of runs by union–find, the smaller run index as root, so that components come out in
 * raster order as `scipy.ndimage.label` numbers them. Source: Wu, Otoo, Suzuki, "Optimizing two-pass
 * connected-component labeling algorithms", Pattern Anal. Appl. 12 (2009), on runs instead of pixels.
 */
export function connectRuns(runs: PixelRuns, connectivity: Connectivity): RunComponents {
  const { width, height, rowStart, start, end, length } = runs
  const parent = new Int32Array(length)
  for (let i = 0; i < length; i++) parent[i] = i
  const reach = connectivity === 8 ? 1 : 0
  for (let y = 1; y < height; y++) {
    let above = rowStart[y - 1]
    const aboveStop = rowStart[y]
    const stop = rowStart[y + 1]
    let i = rowStart[y]
    while (i < stop && above < aboveStop) {
      const a = start[above] + width
      const b = end[above] + width
      if (a < end[i] + reach && start[i] < b + reach) unite(parent, above, i)
      if (b < end[i]) above++
      else i++
    }
  }
  const component = parent
  let count = 0
  for (let i = 0; i < length; i++) {
    // A root is its own parent and comes before its members, whose parents are already component numbers.
    component[i] = parent[i] === i ? count++ : component[parent[i]]
  }
  return { component, count }
}

function unite(parent: Int32Array, i: number, j: number): void {
  let a = i
  let b = j
  while (parent[a] !== a) a = parent[a] = parent[parent[a]]
  while (parent[b] !== b) b = parent[b] = parent[parent[b]]
  if (a < b) parent[b] = a
  else if (b < a) parent[a] = b
}
