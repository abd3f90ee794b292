import type { Ring } from './polygon'

/**
 * The pixels of an ImageJ oval as an outline along their corners: those whose centre lies in or on the ellipse
 * that fills the box. Integer boxes give ImageJ's own mask.
 */
export function ovalRing(box: { x: number; y: number; width: number; height: number }): Ring {
  const a = box.width / 2
  const b = box.height / 2
  const cx = box.x + a
  const cy = box.y + b
  const down: number[] = []
  const up: number[] = []
  for (let y = Math.floor(box.y); y < box.y + box.height; y++) {
    const dy = (y + 0.5 - cy) / b
    const half = 1 - dy * dy
    if (half < 0) continue
    const reach = a * Math.sqrt(half)
    const from = Math.ceil(cx - reach - 0.5)
    const to = Math.floor(cx + reach - 0.5) + 1
    if (to <= from) continue
    down.push(to, y, to, y + 1)
    up.push(y, from, y + 1, from)
  }
  return [...down, ...up.reverse()]
}
