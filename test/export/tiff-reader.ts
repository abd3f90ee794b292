import { inflateSync } from 'node:zlib'

export interface ParsedTiff {
  big: boolean
  tags: Map<number, { type: number; values: number[]; text?: string }>
  pixels: Uint8Array
}

/** An independent, unforgiving reader of single-page stripped TIFFs: checks order, bounds and the next pointer. */
export function readTiff(bytes: Uint8Array): ParsedTiff {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint16(0, true) !== 0x4949) throw new Error('not little-endian')
  const version = view.getUint16(2, true)
  const big = version === 43
  if (!big && version !== 42) throw new Error(`version ${version}`)
  if (big && (view.getUint16(4, true) !== 8 || view.getUint16(6, true) !== 0))
    throw new Error('BigTIFF header')
  const long = (at: number) => (big ? Number(view.getBigUint64(at, true)) : view.getUint32(at, true))
  const directory = long(big ? 8 : 4)
  if (directory % 2) throw new Error('directory on an odd byte')
  const entries = big ? long(directory) : view.getUint16(directory, true)
  const tags: ParsedTiff['tags'] = new Map()
  let last = 0
  for (let e = 0; e < entries; e++) {
    const at = directory + (big ? 8 + e * 20 : 2 + e * 12)
    const tag = view.getUint16(at, true)
    if (tag <= last) throw new Error('tags not sorted')
    last = tag
    const type = view.getUint16(at + 2, true)
    const count = long(at + 4)
    const size = { 2: 1, 3: 2, 4: 4, 5: 8, 16: 8 }[type]
    if (!size) throw new Error(`type ${type}`)
    const valueAt = at + (big ? 12 : 8)
    const from = size * count <= (big ? 8 : 4) ? valueAt : long(valueAt)
    if (from + size * count > bytes.length) throw new Error('value outside the file')
    const values: number[] = []
    for (let i = 0; i < count; i++) {
      const p = from + i * size
      if (type === 2) values.push(bytes[p]!)
      else if (type === 3) values.push(view.getUint16(p, true))
      else if (type === 4) values.push(view.getUint32(p, true))
      else if (type === 5) values.push(view.getUint32(p, true), view.getUint32(p + 4, true))
      else values.push(Number(view.getBigUint64(p, true)))
    }
    const text = type === 2 ? new TextDecoder().decode(Uint8Array.from(values.slice(0, -1))) : undefined
    tags.set(tag, { type, values, text })
  }
  const end = directory + (big ? 8 + entries * 20 : 2 + entries * 12)
  if (long(end) !== 0) throw new Error('a second page')
  const offsets = tags.get(273)!.values
  const lengths = tags.get(279)!.values
  const deflated = tags.get(259)!.values[0] === 8
  const strips = offsets.map((offset, s) => {
    if (offset % 2) throw new Error('strip on an odd byte')
    const strip = bytes.subarray(offset, offset + lengths[s]!)
    return deflated ? inflateSync(strip) : strip
  })
  return { big, tags, pixels: new Uint8Array(Buffer.concat(strips)) }
}
