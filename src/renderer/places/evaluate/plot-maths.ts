/** Positions (per cent) moved apart so that labels do not cover each other; their order stays, and the stack stays centred where it can. */
export function spread(positions: readonly number[], gap: number): number[] {
  const order = positions.map((_, i) => i).sort((a, b) => positions[a]! - positions[b]!)
  const out = [...positions]
  for (let i = 1; i < order.length; i++) {
    out[order[i]!] = Math.max(out[order[i]!]!, out[order[i - 1]!]! + gap)
  }
  return out
}

/**
 * Sideways shifts that spread equal values: values fall into 40 classes, and those of a class lie side by
 * side around the middle. The same values give the same picture.
 *
 * @param width room, in the unit of the result
 */
export function swarm(values: readonly number[], width: number): number[] {
  const classOf = (value: number) => Math.min(39, Math.floor(value * 40))
  const counts = new Array<number>(40).fill(0)
  for (const value of values) counts[classOf(value)]!++
  const most = Math.max(1, ...counts)
  const step = width / Math.max(most, 12)
  const seen = new Array<number>(40).fill(0)
  return values.map((value) => {
    const k = seen[classOf(value)]!++
    const side = k % 2 === 0 ? 1 : -1
    return Math.ceil(k / 2) * side * step
  })
}

/** How many values fall into each of `bins` equal classes from 0 to 1; 1 belongs to the last. */
export function histogram01(values: readonly number[], bins: number): number[] {
  const counts = new Array<number>(bins).fill(0)
  for (const value of values) counts[Math.max(0, Math.min(bins - 1, Math.floor(value * bins)))]!++
  return counts
}

/** Round steps from 0 to at least `most`, about four of them. */
export function wholeTicks(most: number): number[] {
  const raw = Math.max(1, most) / 4
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = Math.max(1, [1, 2, 5, 10].map((k) => k * power).find((s) => s >= raw)!)
  const ticks: number[] = []
  for (let value = 0; value < most + step; value += step) ticks.push(value)
  return ticks
}

/** The powers of ten up to a value, at least 1 and 10, for a logarithmic axis. */
export function decades(most: number): number[] {
  const ticks = [1, 10]
  while (ticks.at(-1)! * 10 <= most) ticks.push(ticks.at(-1)! * 10)
  return ticks
}

/** 1,600 as 1.6k, for narrow axes. */
export function shortInt(value: number): string {
  return value < 1000 ? String(value) : `${Number((value / 1000).toFixed(1))}k`
}

/** Words on lines of at most `longest` characters; a longer word has a line of its own. */
export function wrapWords(words: string, longest: number): string[] {
  const lines: string[] = []
  for (const word of words.split(' ')) {
    const next = `${lines.at(-1) ?? ''} ${word}`.trim()
    if (lines.length > 0 && next.length <= longest) lines[lines.length - 1] = next
    else lines.push(word)
  }
  return lines
}
