/** Largest value in the (2 · radius + 1)² square around every pixel, cut at the image's edges. */
export function maxFilter(values: Float32Array, width: number, height: number, radius: number): Float32Array {
  const across = new Float32Array(values.length)
  const line = new Float32Array(Math.max(width, height))
  const queue = new Int32Array(Math.max(width, height))
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) line[x] = values[y * width + x]
    slidingMaximum(line, width, radius, queue, across, y * width, 1)
  }
  const out = new Float32Array(values.length)
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) line[y] = across[y * width + x]
    slidingMaximum(line, height, radius, queue, out, x, width)
  }
  return out
}

/** One line, by a queue of falling candidates: each value enters and leaves once. */
function slidingMaximum(
  line: Float32Array,
  length: number,
  radius: number,
  queue: Int32Array,
  out: Float32Array,
  offset: number,
  stride: number,
): void {
  let head = 0
  let tail = 0
  for (let i = 0; i < length + radius; i++) {
    if (i < length) {
      while (tail > head && line[queue[tail - 1]] <= line[i]) tail--
      queue[tail++] = i
    }
    const centre = i - radius
    if (centre < 0) continue
    if (queue[head] < centre - radius) head++
    out[offset + centre * stride] = line[queue[head]]
  }
}
