/**
 * Gives every pixel of `mask` (width × height) that has no part yet the part it is nearest to, step by step through
 * the mask (4-neighbours, in the order of the pixels). Pixels that no part reaches stay 0.
 */
export function spreadParts(parts: Uint8Array, mask: Uint8Array, width: number, height: number): void {
  const queue = new Int32Array(width * height)
  let end = 0
  for (let i = 0; i < parts.length; i++) if (parts[i] !== 0) queue[end++] = i
  for (let at = 0; at < end; at++) {
    const i = queue[at]!
    const x = i % width
    const part = parts[i]!
    if (x > 0 && mask[i - 1] === 1 && parts[i - 1] === 0) parts[(queue[end++] = i - 1)] = part
    if (x + 1 < width && mask[i + 1] === 1 && parts[i + 1] === 0) parts[(queue[end++] = i + 1)] = part
    if (i >= width && mask[i - width] === 1 && parts[i - width] === 0)
      parts[(queue[end++] = i - width)] = part
    if (i + width < parts.length && mask[i + width] === 1 && parts[i + width] === 0)
      parts[(queue[end++] = i + width)] = part
  }
}
