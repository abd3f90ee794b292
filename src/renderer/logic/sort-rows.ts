type Key = number | string | undefined

/** Sorted copy; rows without a value last either way; text in natural order (field 2 before field 10). */
export function sortRows<T>(rows: T[], key: (row: T) => Key, down: boolean): T[] {
  const sign = down ? -1 : 1
  return rows.toSorted((a, b) => {
    const x = key(a)
    const y = key(b)
    if (x === undefined || y === undefined) return x === y ? 0 : x === undefined ? 1 : -1
    if (typeof x === 'number' && typeof y === 'number') return sign * (x - y)
    return sign * collator.compare(String(x), String(y))
  })
}

const collator = new Intl.Collator('en', { numeric: true })
