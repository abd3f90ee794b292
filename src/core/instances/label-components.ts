import type { LabelImage } from '../image/label-image'
import { type Connectivity, connectRuns } from './connect-runs'
import { maskRuns } from './pixel-runs'

/**
 * Connected components of the non-zero pixels of `mask` (width × height, row by row), numbered from 1 in
 * raster order of their first pixel, as `scipy.ndimage.label` does.
 */
export function labelComponents(
  mask: Uint8Array,
  width: number,
  height: number,
  connectivity: Connectivity = 4,
): LabelImage {
  const runs = maskRuns(mask, width, height)
  const { component, count } = connectRuns(runs, connectivity)
  const data = new Uint32Array(width * height)
  for (let i = 0; i < runs.length; i++) data.fill(component[i] + 1, runs.start[i], runs.end[i])
  return { width, height, data, count }
}
