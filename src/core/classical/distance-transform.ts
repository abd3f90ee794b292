/** Stands for "no background in this line"; squared distances of real images stay far below. */
const FAR = 1e20

/**
 * Euclidean distance of every pixel of `mask` to the nearest pixel outside it, 0 outside; as
 * `scipy.ndimage.distance_transform_edt`. Beyond the image there is nothing: a mask that covers everything
 * gets the image's diagonal. Method: lower envelope of parabolas, first along columns, then along rows
 * (Felzenszwalb and Huttenlocher, Theory of Computing 8, 2012).
 */
export function distanceTransform(mask: Uint8Array, width: number, height: number): Float32Array {
  const squared = new Float64Array(width * height)
  columnDistances(mask, width, height, squared)
  const longest = Math.max(width, height)
  const line = new Float64Array(longest)
  const parabola = new Int32Array(longest)
  const border = new Float64Array(longest + 1)
  const out = new Float32Array(width * height)
  const limit = Math.hypot(width, height)
  for (let y = 0; y < height; y++) {
    const row = y * width
    for (let x = 0; x < width; x++) line[x] = squared[row + x]
    let k = 0
    parabola[0] = 0
    border[0] = -FAR
    border[1] = FAR
    for (let q = 1; q < width; q++) {
      let s = crossing(line, q, parabola[k])
      while (s <= border[k]) s = crossing(line, q, parabola[--k])
      parabola[++k] = q
      border[k] = s
      border[k + 1] = FAR
    }
    k = 0
    for (let x = 0; x < width; x++) {
      while (border[k + 1] < x) k++
      const d = x - parabola[k]
      out[row + x] = Math.min(limit, Math.sqrt(d * d + line[parabola[k]]))
    }
  }
  return out
}

/** Squared distance to the nearest background pixel of the same column. */
function columnDistances(mask: Uint8Array, width: number, height: number, squared: Float64Array): void {
  const last = new Float64Array(width).fill(FAR)
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      last[x] = mask[i] === 0 ? 0 : last[x] + 1
      squared[i] = last[x]
    }
  }
  last.fill(FAR)
  for (let y = height - 1; y >= 0; y--) {
    for (let x = 0, i = y * width; x < width; x++, i++) {
      last[x] = mask[i] === 0 ? 0 : last[x] + 1
      const nearest = Math.min(squared[i], last[x])
      squared[i] = nearest >= FAR ? FAR : nearest * nearest
    }
  }
}

/** Where the parabolas over p and q meet, q to the right of p. */
function crossing(line: Float64Array, q: number, p: number): number {
  return (line[q] + q * q - (line[p] + p * p)) / (2 * (q - p))
}
