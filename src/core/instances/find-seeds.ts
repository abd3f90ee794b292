import { connectRuns, type RunComponents } from './connect-runs'
import { type PixelRuns, RunCollector } from './pixel-runs'

/** Marks a mask component with more than one seed. */
export const SEVERAL_SEEDS = -1

/** Seeds of a mask, numbered 1 … n in raster order of their anchors. */
export interface Seeds {
  /** Seed pixels as runs, without the single-pixel seeds of components that had none. */
  readonly runs: PixelRuns
  /** Seed of each seed run. */
  readonly seedOfRun: Int32Array
  /** Flat index of each seed's raster-first pixel, ascending; seed s is entry s − 1. */
  readonly anchors: Int32Array
  /** The seed of each mask component, or `SEVERAL_SEEDS`. */
  readonly seedOfComponent: Int32Array
}

/**
 * Seeds: 4-connected components of `distance` · (1 − `border`) > `threshold` within the mask. A component of
 * the mask without one gets a single-pixel seed at its largest `distance`, the raster-first of equals.
 * Products are rounded to single precision, as array libraries do, so that borderline pixels fall the same.
 */
export function findSeeds(
  distance: Float32Array,
  border: Float32Array,
  mask: PixelRuns,
  components: RunComponents,
  threshold: number,
): Seeds {
  const maskRunOfRun: number[] = []
  const runs = seedRuns(distance, border, mask, Math.fround(threshold), maskRunOfRun)
  const connected = connectRuns(runs, 4)
  const firstPixel = new Int32Array(connected.count).fill(-1)
  const parent = new Int32Array(connected.count)
  for (let i = 0; i < runs.length; i++) {
    const s = connected.component[i]
    if (firstPixel[s] >= 0) continue
    firstPixel[s] = runs.start[i]
    parent[s] = components.component[maskRunOfRun[i]]
  }
  const seedOfComponent = new Int32Array(components.count)
  for (let s = 0; s < parent.length; s++) seedOfComponent[parent[s]] = SEVERAL_SEEDS
  const peaks = peaksOfUnseeded(distance, mask, components, seedOfComponent)

  // Two lists in raster order, merged: components of seed pixels, and single-pixel seeds.
  const anchors = new Int32Array(connected.count + peaks.length)
  const number = new Int32Array(connected.count)
  const seen = new Int32Array(components.count)
  let s = 0
  let k = 0
  for (let n = 0; n < anchors.length; n++) {
    if (k < peaks.length && (s === connected.count || peaks[k].pixel < firstPixel[s])) {
      anchors[n] = peaks[k].pixel
      seedOfComponent[peaks[k++].component] = n + 1
    } else {
      anchors[n] = firstPixel[s]
      number[s] = n + 1
      const c = parent[s++]
      seedOfComponent[c] = seen[c]++ === 0 ? n + 1 : SEVERAL_SEEDS
    }
  }
  const seedOfRun = new Int32Array(runs.length)
  for (let i = 0; i < runs.length; i++) seedOfRun[i] = number[connected.component[i]]
  return { runs, seedOfRun, anchors, seedOfComponent }
}

function seedRuns(
  distance: Float32Array,
  border: Float32Array,
  mask: PixelRuns,
  limit: number,
  maskRunOfRun: number[],
): PixelRuns {
  const runs = new RunCollector(mask.width, mask.height)
  for (let y = 0; y < mask.height; y++) {
    for (let i = mask.rowStart[y]; i < mask.rowStart[y + 1]; i++) {
      const end = mask.end[i]
      let start = -1
      for (let p = mask.start[i]; p < end; p++) {
        if (Math.fround(distance[p] * Math.fround(1 - border[p])) > limit) {
          if (start < 0) start = p
        } else if (start >= 0) {
          runs.add(start, p)
          maskRunOfRun.push(i)
          start = -1
        }
      }
      if (start >= 0) {
        runs.add(start, end)
        maskRunOfRun.push(i)
      }
    }
    runs.endRow(y)
  }
  return runs.finish()
}

interface Peak {
  pixel: number
  component: number
}

/** The largest `distance` of each component whose entry in `seedOfComponent` is 0, in raster order. */
function peaksOfUnseeded(
  distance: Float32Array,
  mask: PixelRuns,
  components: RunComponents,
  seedOfComponent: Int32Array,
): Peak[] {
  const peaks: Peak[] = []
  const peakOf = new Int32Array(components.count).fill(-1)
  for (let i = 0; i < mask.length; i++) {
    const component = components.component[i]
    if (seedOfComponent[component] !== 0) continue
    if (peakOf[component] < 0) {
      peakOf[component] = peaks.length
      peaks.push({ pixel: mask.start[i], component })
    }
    const peak = peaks[peakOf[component]]
    for (let p = mask.start[i]; p < mask.end[i]; p++) if (distance[p] > distance[peak.pixel]) peak.pixel = p
  }
  return peaks.sort((a, b) => a.pixel - b.pixel)
}
