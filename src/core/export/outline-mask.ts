/**
 * Where outlines lie: 2 on pixels of a nucleus with a 4-neighbour outside it (another nucleus or background),
 * 1 (casing) on other pixels beside an outline, also diagonally, 0 elsewhere. Beyond the image's edge counts
 * as inside: a nucleus cut by the edge is open there.
 */
export function outlineMask(labels: Uint32Array, width: number, height: number): Uint8Array {
  const mask = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x
      const label = labels[i]!
      if (
        label !== 0 &&
        ((x > 0 && labels[i - 1] !== label) ||
          (x + 1 < width && labels[i + 1] !== label) ||
          (y > 0 && labels[i - width] !== label) ||
          (y + 1 < height && labels[i + width] !== label))
      ) {
        mask[i] = 2
      }
    }
  }
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - 1)
    const bottom = Math.min(height - 1, y + 1)
    for (let x = 0; x < width; x++) {
      if (mask[y * width + x] !== 2) continue
      const left = Math.max(0, x - 1)
      const right = Math.min(width - 1, x + 1)
      for (let v = top; v <= bottom; v++) {
        for (let u = left; u <= right; u++) if (mask[v * width + u] === 0) mask[v * width + u] = 1
      }
    }
  }
  return mask
}
