const BITS = 11
const BINS = 1 << BITS
const PASSES = 3

/**
 * Puts row numbers in the order of their values: ties keep their order, NaN comes last either way. Counting
 * sort by 11 bits at a time (LSD radix sort on the bits of a float32 made to order like whole numbers): a
 * million rows take tens of milliseconds where comparing them takes half a second.
 *
 * @param rows row numbers, ascending; not changed
 * @param values one a row number, not one a position in `rows`
 */
export function radixOrder(rows: Uint32Array, values: Float32Array, down: boolean): Uint32Array<ArrayBuffer> {
  const n = rows.length
  const keys = new Uint32Array(n)
  const order = new Uint32Array(n)
  const floats = new Float32Array(1)
  const bits = new Uint32Array(floats.buffer)
  let known = 0
  let unknown = n
  for (let i = 0; i < n; i++) {
    const value = values[rows[i]!]!
    if (Number.isNaN(value)) {
      order[--unknown] = rows[i]!
      continue
    }
    // Adding 0 makes -0 the same as 0.
    floats[0] = value + 0
    const b = bits[0]!
    const ascending = b & 0x80000000 ? ~b : b | 0x80000000
    keys[known] = down ? ~ascending : ascending
    order[known++] = rows[i]!
  }
  order.subarray(unknown).reverse()
  return sortKnown(order, keys, known)
}

function sortKnown(
  order: Uint32Array<ArrayBuffer>,
  keys: Uint32Array<ArrayBuffer>,
  n: number,
): Uint32Array<ArrayBuffer> {
  let fromRows = order
  let toRows: typeof order = new Uint32Array(order)
  let fromKeys = keys
  let toKeys = new Uint32Array(keys.length)
  const starts = new Uint32Array(BINS)
  for (let pass = 0; pass < PASSES; pass++) {
    const shift = pass * BITS
    starts.fill(0)
    for (let i = 0; i < n; i++) starts[(fromKeys[i]! >>> shift) & (BINS - 1)]!++
    let sum = 0
    for (let b = 0; b < BINS; b++) {
      const count = starts[b]!
      starts[b] = sum
      sum += count
    }
    for (let i = 0; i < n; i++) {
      const key = fromKeys[i]!
      const to = starts[(key >>> shift) & (BINS - 1)]!++
      toKeys[to] = key
      toRows[to] = fromRows[i]!
    }
    ;[fromRows, toRows] = [toRows, fromRows]
    ;[fromKeys, toKeys] = [toKeys, fromKeys]
  }
  return fromRows
}
