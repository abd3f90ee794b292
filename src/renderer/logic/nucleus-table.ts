import type { NucleusColumn } from '@shared/contract'

/** Every nucleus of a run, a Float32Array a column. */
export interface NucleusTable {
  rows: number
  columns: Record<NucleusColumn, Float32Array>
}

export interface OrderRequest {
  id: number
  key: Float32Array
  down: boolean
  /** Image of each row; with `keep`, only rows of images whose entry is 1 stay. */
  image: Float32Array
  keep?: Uint8Array
}

export interface OrderReply {
  id: number
  order: Uint32Array
}

/** Row numbers in the order of `key`, ties in their old order; NaN last either way. */
export function orderOf(request: Omit<OrderRequest, 'id'>): Uint32Array {
  const { key, down, image, keep } = request
  let n = 0
  const rows = new Uint32Array(key.length)
  for (let i = 0; i < key.length; i++) if (!keep || keep[image[i]!] === 1) rows[n++] = i
  const order = rows.subarray(0, n)
  const sign = down ? -1 : 1
  order.sort((a, b) => {
    const x = key[a]!
    const y = key[b]!
    if (x === y) return a - b
    if (Number.isNaN(x)) return Number.isNaN(y) ? a - b : 1
    if (Number.isNaN(y)) return -1
    return x < y ? -sign : sign
  })
  return order.slice()
}
