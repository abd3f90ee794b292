import type { PixelWindow } from '../image/raster'

/**
 * Which nuclei of a window belong to it: those whose seed begins (raster-first pixel) in the window's core.
 * Cores cover the image once, and a seed is seen whole by every window it begins in, so every nucleus has
 * exactly one owner, whatever lies across the seam.
 *
 * @param seedAnchors for label n, at n − 1: index of the seed's first pixel inside `window`.
 * @returns for label n, at n − 1: 1 when owned.
 */
export function ownedByCore(seedAnchors: Int32Array, window: PixelWindow, core: PixelWindow): Uint8Array {
  const owned = new Uint8Array(seedAnchors.length)
  for (let n = 0; n < seedAnchors.length; n++) {
    const x = window.x + (seedAnchors[n] % window.width)
    const y = window.y + Math.floor(seedAnchors[n] / window.width)
    const inside = x >= core.x && y >= core.y && x < core.x + core.width && y < core.y + core.height
    owned[n] = inside ? 1 : 0
  }
  return owned
}
