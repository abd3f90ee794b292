/**
 * Connected parts of a mask (width × height, 4-neighbours), numbered from 1 in the order of their first pixels.
 * @returns `parts[i]` of each pixel, 0 outside, and `sizes[n]` in pixels (`sizes[0]` is 0)
 */
export function components(
  mask: Uint8Array,
  width: number,
  height: number,
): { parts: Int32Array; sizes: number[] } {
  const parts = new Int32Array(width * height)
  const sizes = [0]
  const stack: number[] = []
  for (let first = 0; first < mask.length; first++) {
    if (mask[first] === 0 || parts[first] !== 0) continue
    const part = sizes.length
    let size = 0
    stack.push(first)
    parts[first] = part
    while (stack.length > 0) {
      const i = stack.pop()!
      const x = i % width
      size++
      const visit = [x > 0 ? i - 1 : -1, x + 1 < width ? i + 1 : -1, i - width, i + width]
      for (const n of visit) {
        if (n < 0 || n >= mask.length || mask[n] === 0 || parts[n] !== 0) continue
        parts[n] = part
        stack.push(n)
      }
    }
    sizes.push(size)
  }
  return { parts, sizes }
}
