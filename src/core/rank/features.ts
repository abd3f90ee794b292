import type { ProbabilityMaps } from '../instances/probability-maps'
import { median } from '../measure/summarise'
import type { Candidates } from './candidates'
import { FEATURE_NAMES } from './feature-names'
import { MaskFeatures } from './mask-features'
import { PointGrid } from './point-grid'

const WIDTH = FEATURE_NAMES.length
const AXIS_RATIO = FEATURE_NAMES.indexOf('axisRatio')
const ON_EDGE = FEATURE_NAMES.indexOf('onEdge')

/** Where a window lies in its image, and what its nuclei are compared with. */
export interface WindowPlace {
  /** The window's top left pixel in the image. */
  x: number
  y: number
  imageWidth: number
  imageHeight: number
  /** Median area of the image's nuclei in pixels; of the window's own at level 0 when left out (a whole image). */
  medianAreaPx?: number
}

/**
 * The features of all candidates, one after another, `FEATURE_NAMES` each; sums in double precision. Everything but
 * the median area depends on the surroundings only, up to four median diameters away.
 * Source: the features of topcoders' ranker, `../shared/field/evaluation.md`; training/karyon_training/features.py.
 *
 * @param maps the mean over zooms, where there are several.
 */
export function candidateFeatures(
  candidates: Candidates,
  maps: ProbabilityMaps,
  place: WindowPlace,
): Float32Array {
  const { count, width, height, area, level, found, left, top, right, bottom, centreX, centreY } = candidates
  const out = new Float32Array(count * WIDTH)
  const plain: number[] = []
  for (let c = 0; c < count; c++) if (level[c] === 0) plain.push(c)
  const areas = plain.length > 0 ? plain.map((c) => area[c]) : area
  const medianArea = place.medianAreaPx ?? median(areas) ?? 1
  const diameter = 2 * Math.sqrt(medianArea / Math.PI)
  // Neighbours are counted among the nuclei of level 0: candidates of other levels repeat them.
  const neighbours = new PointGrid(width, height, 2 * diameter)
  for (const c of plain) neighbours.add(c, centreX[c], centreY[c])
  const masks = new MaskFeatures(candidates, maps)
  for (let c = 0; c < count; c++) {
    const at = c * WIDTH
    out[at] = area[c] / medianArea
    out[at + 1] = 0.5 * Math.log((4 * area[c]) / Math.PI)
    const seedMargin = masks.write(c, out, at + AXIS_RATIO)
    const onEdge =
      left[c] + place.x === 0 ||
      top[c] + place.y === 0 ||
      right[c] + place.x === place.imageWidth ||
      bottom[c] + place.y === place.imageHeight
    out[at + ON_EDGE] = onEdge ? 1 : 0
    out[at + ON_EDGE + 1] = neighbours.near(centreX[c], centreY[c], 2 * diameter).length
    const far = neighbours.near(centreX[c], centreY[c], 4 * diameter)
    out[at + ON_EDGE + 2] = far.length
    out[at + ON_EDGE + 3] = far.length > 0 ? area[c] / medianOf(far, area) : 1
    out[at + ON_EDGE + 4] = found[c]
    out[at + ON_EDGE + 5] = level[c]
    out[at + ON_EDGE + 6] = seedMargin
  }
  return out
}

let sorted = new Float64Array(64)

/** Median area of some candidates, at least one. */
function medianOf(members: Int32Array, area: readonly number[]): number {
  const n = members.length
  if (sorted.length < n) sorted = new Float64Array(2 * n)
  for (let i = 0; i < n; i++) sorted[i] = area[members[i]]
  sorted.subarray(0, n).sort()
  return n % 2 === 1 ? sorted[n >> 1] : (sorted[(n >> 1) - 1] + sorted[n >> 1]) / 2
}
