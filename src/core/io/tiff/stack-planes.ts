import type { PageLayout } from './page-layout'
import type { PlaneMap } from './plane-map'
import { rowByteLength } from './unpack-samples'

/**
 * A MetaMorph stack (STK): one directory, its planes behind each other, as many as its UIC2 tag has values
 * (MetaMorph Stack specification, 2005). Whether they are depths or times is not told: they lie along time.
 */
export function stackPlanes(first: PageLayout, told: number, fileSize: number): PlaneMap {
  const planeBytes = rowByteLength(first.width * first.samples, first.bits) * first.height
  const fitting = Math.floor((fileSize - first.offsets[0]) / planeBytes)
  const count = Math.max(1, Math.min(told, fitting))
  return {
    format: 'tiff',
    sizeC: 1,
    sizeZ: 1,
    sizeT: count,
    channels: [{}],
    pagesUntold: count > 1,
    planes: count,
    notes: count < told ? [`the file ends early: ${count} of ${told} planes are there`] : [],
    place: (c, z, t) => (c === 0 && z === 0 && t < count ? { page: 0, shift: t * planeBytes } : undefined),
  }
}
