import { createHash } from 'node:crypto'

/** Number of 4-connected regions of equal, non-zero value. */
export function countComponents(values: Uint32Array, width: number, height: number): number {
  const seen = new Uint8Array(values.length)
  const stack: number[] = []
  let count = 0
  for (let start = 0; start < values.length; start++) {
    if (!values[start] || seen[start]) continue
    count++
    seen[start] = 1
    stack.push(start)
    while (stack.length > 0) {
      const at = stack.pop()!
      const x = at % width
      const y = (at - x) / width
      for (const [dx, dy] of [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ] as const) {
        const p = x + dx
        const q = y + dy
        if (p < 0 || q < 0 || p >= width || q >= height) continue
        const next = q * width + p
        if (seen[next] || values[next] !== values[start]) continue
        seen[next] = 1
        stack.push(next)
      }
    }
  }
  return count
}

export function sha(values: Uint8Array | Uint16Array | Uint32Array): string {
  return createHash('sha256')
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex')
}
