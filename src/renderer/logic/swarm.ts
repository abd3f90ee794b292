export interface Dot {
  /** Position in `values`. */
  at: number
  x: number
  y: number
}

/**
 * A beeswarm: each value at its height, moved sideways just far enough that dots do not overlap, alternating
 * left and right. Where a level is fuller than the width, dots overlap rather than leave the plot.
 * @param toY maps a value to pixels. @returns x from -half to half.
 */
export function swarm(values: number[], toY: (value: number) => number, half: number, size: number): Dot[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!)
  const levels = new Map<number, number>()
  const most = Math.max(1, Math.floor((2 * half) / size))
  return order.map((at) => {
    const y = toY(values[at]!)
    const level = Math.round(y / size)
    const n = levels.get(level) ?? 0
    levels.set(level, n + 1)
    const place = n % most
    const side = place % 2 === 0 ? 1 : -1
    return { at, x: side * Math.ceil(place / 2) * size, y: level * size }
  })
}
