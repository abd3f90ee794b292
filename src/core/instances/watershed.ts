import { type Connectivity, connectRuns } from './connect-runs'
import { Flooder } from './flood'
import { groupBy } from './group-by'
import { maskRuns, type PixelRuns } from './pixel-runs'

/**
 * Seeded watershed of `elevation` within `mask` from `markers` (labels > 0, below 2³¹), all width × height row
 * by row; equal to `skimage.segmentation.watershed(elevation, markers, mask=mask)` (0.26), ties between other
 * pixels included. Among seed pixels of exactly equal elevation the raster-first goes first; scikit-image
 * leaves that to the inner order of its heap. Components of the mask are flooded one by one, so that nothing
 * outside a component can change it; those with one label are filled without flooding. Markers outside the
 * mask are dropped; mask components without a marker stay 0.
 */
export function watershed(
  elevation: Float32Array,
  markers: Uint32Array,
  mask: Uint8Array,
  width: number,
  height: number,
  connectivity: Connectivity = 4,
): Uint32Array {
  const runs = maskRuns(mask, width, height)
  const { component, count } = connectRuns(runs, connectivity)
  const labels = new Uint32Array(width * height)
  const groups = groupBy(component, count)
  const flooder = new Flooder(connectivity)
  for (let c = 0; c < count; c++) {
    const members = groups.order.subarray(groups.from[c], groups.from[c + 1])
    const sole = soleLabel(markers, runs, members)
    if (sole >= 0) {
      for (const i of members) labels.fill(sole, runs.start[i], runs.end[i])
    } else {
      for (const i of members) labels.set(markers.subarray(runs.start[i], runs.end[i]), runs.start[i])
      flooder.flood(labels, elevation, 1, runs, members)
    }
  }
  return labels
}

/** The one label among the markers of some runs; 0 if there is none, −1 if there are several. */
function soleLabel(markers: Uint32Array, runs: PixelRuns, members: Int32Array): number {
  let sole = 0
  for (const i of members) {
    for (let p = runs.start[i]; p < runs.end[i]; p++) {
      const marker = markers[p]
      if (marker === 0 || marker === sole) continue
      if (sole !== 0) return -1
      sole = marker
    }
  }
  return sole
}
