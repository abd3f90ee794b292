import type { NucleusColumn } from '@shared/contract'
import { radixOrder } from './radix-order'
import { type Comparison, holds } from './row-filter'

/** The nuclei of a run, a Float32Array a column; of `total`, the first `rows` are there. */
export interface NucleusTable {
  rows: number
  total: number
  columns: Record<NucleusColumn, Float32Array>
}

/** A column that has to compare with a number. */
export interface ColumnCondition {
  values: Float32Array
  how: Comparison
  than: number
  /** Power of the pixel size that turns the column into the unit shown: 0, 1 for lengths, 2 for areas. */
  power: number
}

export interface OrderRequest {
  id: number
  key: Float32Array
  down: boolean
  /** Image of each row; with `keep`, only rows of images whose entry is 1 stay. */
  image: Float32Array
  keep?: Uint8Array
  conditions?: ColumnCondition[]
  /** Pixel size of each image, for conditions with a power. */
  pixelSize?: Float32Array
}

export interface OrderReply {
  id: number
  order: Uint32Array
}

/** Row numbers in the order of `key`, ties in their old order; NaN last either way. */
export function orderOf(request: Omit<OrderRequest, 'id'>): Uint32Array<ArrayBuffer> {
  const { key, down, image, keep, conditions = [] } = request
  let n = 0
  const rows = new Uint32Array(key.length)
  for (let i = 0; i < key.length; i++) if (!keep || keep[image[i]!] === 1) rows[n++] = i
  for (const condition of conditions) n = passing(rows, n, condition, request)
  return radixOrder(rows.subarray(0, n), key, down)
}

/** Moves the rows that meet the condition to the front; returns how many. */
function passing(
  rows: Uint32Array,
  n: number,
  { values, how, than, power }: ColumnCondition,
  { image, pixelSize }: Pick<OrderRequest, 'image' | 'pixelSize'>,
): number {
  let kept = 0
  for (let i = 0; i < n; i++) {
    const row = rows[i]!
    const size = power === 0 ? 1 : (pixelSize?.[image[row]!] ?? 1) ** power
    if (holds(values[row]! * size, how, than)) rows[kept++] = row
  }
  return kept
}
