export type Comparison = '<' | '<=' | '=' | '>=' | '>'

export interface Condition {
  /** Key of the column. */
  column: string
  how: Comparison
  than: number
}

export interface RowFilter {
  /** What has to be in a row's names, lower case. */
  words: string
  conditions: Condition[]
}

const TERM = /([\p{L}][\p{L}\p{N}²]*)\s*(<=|>=|<|>|=)\s*(-?(?:\d+\.?\d*|\.\d+))/giu

/**
 * Reads what is typed into a filter: `area > 300 confidence<.7 plate-2` are two conditions and a word. Columns
 * are known by the beginning of their key or label. A term that names no column stays among the words.
 */
export function readFilter(text: string, columns: readonly { key: string; label: string }[]): RowFilter {
  const conditions: Condition[] = []
  const rest = text.replace(TERM, (term, name: string, how: Comparison, number: string) => {
    const start = name.toLowerCase()
    const column = columns.find(
      ({ key, label }) => label.toLowerCase().startsWith(start) || key.toLowerCase().startsWith(start),
    )
    if (!column) return term
    conditions.push({ column: column.key, how, than: Number(number) })
    return ' '
  })
  return { words: rest.trim().replace(/\s+/g, ' ').toLowerCase(), conditions }
}

/** A value that is not known meets no condition. */
export function holds(value: number | undefined, how: Comparison, than: number): boolean {
  if (value === undefined || Number.isNaN(value)) return false
  if (how === '<') return value < than
  if (how === '<=') return value <= than
  if (how === '>') return value > than
  if (how === '>=') return value >= than
  // As equal as it is shown: two decimals.
  return Math.abs(value - than) < 0.005
}
