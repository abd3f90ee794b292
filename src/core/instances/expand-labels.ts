/**
 * Grows labels into the background by up to `distance` pixels (Euclidean, between pixel centres), as
 * `skimage.segmentation.expand_labels`; every pixel takes its nearest label, the lower label where two are
 * equally near. Cost grows with the outlines' length times distance². Returns a new array.
 */
export function expandLabels(
  labels: Uint32Array,
  width: number,
  height: number,
  distance: number,
): Uint32Array {
  const out = labels.slice()
  const reach = Math.floor(distance)
  const nearest = new Float32Array(labels.length).fill(Number.POSITIVE_INFINITY)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const label = labels[y * width + x]
      if (label === 0 || !touchesBackground(labels, width, height, x, y)) continue
      for (let ny = Math.max(0, y - reach); ny <= Math.min(height - 1, y + reach); ny++) {
        for (let nx = Math.max(0, x - reach); nx <= Math.min(width - 1, x + reach); nx++) {
          const p = ny * width + nx
          if (labels[p] !== 0) continue
          const d = (nx - x) * (nx - x) + (ny - y) * (ny - y)
          if (d > distance * distance || d > nearest[p]) continue
          if (d === nearest[p] && out[p] < label) continue
          nearest[p] = d
          out[p] = label
        }
      }
    }
  }
  return out
}

function touchesBackground(
  labels: Uint32Array,
  width: number,
  height: number,
  x: number,
  y: number,
): boolean {
  const p = y * width + x
  return (
    (x > 0 && labels[p - 1] === 0) ||
    (x + 1 < width && labels[p + 1] === 0) ||
    (y > 0 && labels[p - width] === 0) ||
    (y + 1 < height && labels[p + width] === 0)
  )
}
