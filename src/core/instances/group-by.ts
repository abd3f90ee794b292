/** The indices 0 … n − 1 grouped by `key[i]` (0 … count − 1), each group in ascending order. */
export interface Groups {
  /** Group g is `order[from[g]]` … `order[from[g + 1] - 1]`. */
  readonly from: Int32Array
  readonly order: Int32Array
}

/** Counting sort: stable and linear. */
export function groupBy(key: Int32Array, count: number): Groups {
  const from = new Int32Array(count + 1)
  for (let i = 0; i < key.length; i++) from[key[i] + 1]++
  for (let g = 0; g < count; g++) from[g + 1] += from[g]
  const order = new Int32Array(key.length)
  const place = from.slice()
  for (let i = 0; i < key.length; i++) order[place[key[i]]++] = i
  return { from, order }
}
