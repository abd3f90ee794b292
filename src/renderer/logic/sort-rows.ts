type Key = number | string | undefined

/** Sorted copy; rows without a value last either way; text in natural order (field 2 before field 10). */
export function sortRows<T>(rows: readonly T[], key: (row: T) => Key, down: boolean): T[] {
  const sign = down ? -1 : 1
  // Each key once: some are means over a well's fields.
  const keys = rows.map(key)
  const order = rows.map((_, i) => i)
  order.sort((a, b) => {
    const x = keys[a]
    const y = keys[b]
    if (x === undefined || y === undefined) return x === y ? 0 : x === undefined ? 1 : -1
    if (typeof x === 'number' && typeof y === 'number') return sign * (x - y)
    return sign * collator.compare(String(x), String(y))
  })
  return order.map((i) => rows[i]!)
}

const collator = new Intl.Collator('en', { numeric: true })
