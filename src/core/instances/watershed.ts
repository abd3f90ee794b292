import { type Connectivity, connectRuns } from './connect-runs'
import { createFloodField, Flooder, setLevels } from './flood'
import { groupBy } from './group-by'
import { maskRuns } from './pixel-runs'

/**
 * Seeded watershed of `elevation` within `mask` from `markers` (labels > 0), all width × height row by row;
 * equal to `skimage.segmentation.watershed(elevation, markers, mask=mask)` (0.26), ties between other pixels
 * included. Among seed pixels of exactly equal elevation the raster-first goes first; scikit-image leaves
 * that to the inner order of its heap.
 * Components of the mask are flooded one by one, so that nothing outside a component can change it, and
 * components with one label are filled without flooding. Markers outside the mask are dropped; mask
 * components without a marker stay 0.
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
  const field = createFloodField(width, height)
  const { state, stride } = field
  setLevels(field, elevation, runs, 1)
  const rowOf = rowOfRun(runs.rowStart, runs.length)
  for (let i = 0; i < runs.length; i++) {
    const shift = stride + rowOf[i]
    for (let p = runs.start[i]; p < runs.end[i]; p++) state[p + shift] = markers[p]
  }
  const groups = groupBy(component, count)
  const flooder = new Flooder(field, connectivity)
  for (let c = 0; c < count; c++) {
    const from = groups.from[c]
    const to = groups.from[c + 1]
    let sole = 0
    let several = false
    for (let g = from; g < to && !several; g++) {
      const i = groups.order[g]
      for (let p = runs.start[i]; p < runs.end[i]; p++) {
        const marker = markers[p]
        if (marker === 0 || marker === sole) continue
        if (sole !== 0) several = true
        sole = marker
      }
    }
    if (several) {
      flooder.begin()
      for (let g = from; g < to; g++) {
        const i = groups.order[g]
        const shift = stride + rowOf[i]
        for (let p = runs.start[i]; p < runs.end[i]; p++) if (markers[p] !== 0) flooder.addSeed(p + shift)
      }
      flooder.run()
    }
    for (let g = from; g < to; g++) {
      const i = groups.order[g]
      if (!several) labels.fill(sole, runs.start[i], runs.end[i])
      else
        labels.set(
          state.subarray(runs.start[i] + stride + rowOf[i], runs.end[i] + stride + rowOf[i]),
          runs.start[i],
        )
    }
  }
  return labels
}

/** The row of each run. */
export function rowOfRun(rowStart: Int32Array, length: number): Int32Array {
  const row = new Int32Array(length)
  for (let y = 0; y + 1 < rowStart.length; y++) row.fill(y, rowStart[y], rowStart[y + 1])
  return row
}
