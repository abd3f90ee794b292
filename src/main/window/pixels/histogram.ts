import type { Histogram } from '@shared/contract'
import type { Plane } from './halve'

const BINS = 256
const FINE = 4096
const MOST_SAMPLES = 4_000_000

/** Linear histogram between the smallest and the largest value, from at most four million evenly spread values. */
export function histogramOf(plane: Plane): Histogram {
  const { data } = plane
  const step = Math.max(1, Math.floor(data.length / MOST_SAMPLES))
  let from = Number.POSITIVE_INFINITY
  let to = Number.NEGATIVE_INFINITY
  for (let i = 0; i < data.length; i += step) {
    const value = data[i]!
    if (value < from) from = value
    if (value > to) to = value
  }
  if (!Number.isFinite(from) || !Number.isFinite(to)) return { from: 0, to: 1, bins: [], black: 0, white: 1 }
  if (to === from) to = from + 1
  const fine = new Uint32Array(FINE)
  const scale = FINE / (to - from)
  let total = 0
  for (let i = 0; i < data.length; i += step) {
    const bin = Math.floor((data[i]! - from) * scale)
    fine[bin >= FINE ? FINE - 1 : bin]!++
    total++
  }
  const bins = new Array<number>(BINS).fill(0)
  for (let i = 0; i < FINE; i++) bins[Math.floor((i * BINS) / FINE)]! += fine[i]!
  const at = (share: number) => {
    let sum = 0
    for (let i = 0; i < FINE; i++) {
      sum += fine[i]!
      if (sum >= share * total) return from + (i + 0.5) / scale
    }
    return to
  }
  const whole = plane.type !== 'float32'
  const black = at(0.001)
  const white = Math.max(at(0.999), black + (whole ? 1 : (to - from) / FINE))
  return { from, to, bins, black: whole ? Math.floor(black) : black, white: whole ? Math.ceil(white) : white }
}
