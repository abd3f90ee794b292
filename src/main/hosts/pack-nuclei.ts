import { deflateSync, inflateSync } from 'node:zlib'
import type { Nucleus } from '@core/measure/nucleus'
import { readNucleus, rowWidth, writeNucleus } from '@shared/nucleus-rows'

/**
 * Nuclei as they are stored: a table of float64, one row a nucleus (see shared/nucleus-rows.ts), headed by the
 * numbers of nuclei and channels, deflated. Exact: unpacking gives the same numbers.
 */
export function packNuclei(nuclei: readonly Nucleus[]): Uint8Array {
  const channels = nuclei[0]?.intensities.length ?? 0
  const table = new Float64Array(2 + nuclei.length * rowWidth(channels))
  table[0] = nuclei.length
  table[1] = channels
  let at = 2
  for (const nucleus of nuclei) at = writeNucleus(table, at, nucleus)
  return deflateSync(new Uint8Array(table.buffer), { level: 1 })
}

/** A stored table as it is: `values[row * width + place]`. */
export function openPacked(packed: Uint8Array): {
  count: number
  channels: number
  width: number
  values: Float64Array<ArrayBuffer>
} {
  const bytes = inflateSync(packed)
  const head = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + 16))
  const values = new Float64Array(
    bytes.buffer.slice(bytes.byteOffset + 16, bytes.byteOffset + bytes.byteLength),
  )
  const [count, channels] = head
  return { count, channels, width: rowWidth(channels), values }
}

/** The inverse of `packNuclei`. */
export function unpackNuclei(packed: Uint8Array): Nucleus[] {
  const { count, channels, width, values } = openPacked(packed)
  return Array.from({ length: count }, (_, n) => readNucleus(values, n * width, channels))
}
