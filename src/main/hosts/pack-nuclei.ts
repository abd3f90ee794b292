import { deflateSync, inflateSync } from 'node:zlib'
import type { Nucleus } from '@core/measure/nucleus'

/** Columns of a stored table, in order. */
export const FIELDS = [
  'label',
  'areaPx',
  'perimeterPx',
  'equivalentDiameterPx',
  'centroidX',
  'centroidY',
  'bboxX',
  'bboxY',
  'bboxWidth',
  'bboxHeight',
  'eccentricity',
  'solidity',
  'confidence',
] as const satisfies readonly (keyof Nucleus)[]
const FIXED = FIELDS.length + 1
const PER_CHANNEL = 4

/**
 * Nuclei as they are stored: a table of float64, one row a nucleus (the fields above, touchesEdge, then mean,
 * integrated, min, max of each channel), deflated. Exact: unpacking gives the same numbers. NaN stands for a
 * confidence that is not there.
 */
export function packNuclei(nuclei: readonly Nucleus[]): Uint8Array {
  const channels = nuclei[0]?.intensities.length ?? 0
  const width = FIXED + channels * PER_CHANNEL
  const table = new Float64Array(2 + nuclei.length * width)
  table[0] = nuclei.length
  table[1] = channels
  let at = 2
  for (const nucleus of nuclei) {
    for (const field of FIELDS) table[at++] = nucleus[field] ?? Number.NaN
    table[at++] = nucleus.touchesEdge ? 1 : 0
    for (const { mean, integrated, min, max } of nucleus.intensities) {
      table[at++] = mean
      table[at++] = integrated
      table[at++] = min
      table[at++] = max
    }
  }
  return deflateSync(new Uint8Array(table.buffer), { level: 1 })
}

/** Place of a channel's mean intensity in a row of a stored table. */
export const intensityAt = (channel: number) => FIXED + channel * PER_CHANNEL

/** A stored table as it is: `values[row * width + place]`. */
export function openPacked(packed: Uint8Array): {
  count: number
  channels: number
  width: number
  values: Float64Array
} {
  const bytes = inflateSync(packed)
  const table = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
  const [count, channels] = table
  return { count, channels, width: FIXED + channels * PER_CHANNEL, values: table.subarray(2) }
}

/** The inverse of `packNuclei`. */
export function unpackNuclei(packed: Uint8Array): Nucleus[] {
  const bytes = inflateSync(packed)
  const table = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
  const [count, channels] = table
  const nuclei: Nucleus[] = []
  let at = 2
  for (let n = 0; n < count; n++) {
    const nucleus: Partial<Record<keyof Nucleus, unknown>> = {}
    for (const field of FIELDS) nucleus[field] = table[at++]
    if (Number.isNaN(nucleus.confidence)) delete nucleus.confidence
    nucleus.touchesEdge = table[at++] === 1
    nucleus.intensities = Array.from({ length: channels }, () => ({
      mean: table[at++],
      integrated: table[at++],
      min: table[at++],
      max: table[at++],
    }))
    nuclei.push(nucleus as unknown as Nucleus)
  }
  return nuclei
}
