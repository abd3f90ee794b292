import { deflateSync } from 'node:zlib'

/** Writes a PNG with filter `filter` on every row. `values` are samples, packed here to `bits`. */
export function writePng(
  width: number,
  height: number,
  options: {
    bits: number
    colourType: 0 | 2 | 3 | 4 | 6
    values: ArrayLike<number>
    filter?: 0 | 1 | 2 | 3 | 4
    palette?: number[]
    perMetre?: number
  },
): Uint8Array {
  const { bits, colourType, values, filter = 0 } = options
  const samples = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[colourType]
  const stride = Math.ceil((width * samples * bits) / 8)
  const rows = Array.from({ length: height }, (_, y) =>
    packRow(values, y * width * samples, width * samples, bits, stride),
  )
  const back = Math.max(1, (samples * bits) >> 3)
  const raw = new Uint8Array((stride + 1) * height)
  rows.forEach((row, y) => {
    raw[y * (stride + 1)] = filter
    for (let i = 0; i < stride; i++) {
      const a = i >= back ? row[i - back] : 0
      const b = y > 0 ? rows[y - 1][i] : 0
      const c = i >= back && y > 0 ? rows[y - 1][i - back] : 0
      raw[y * (stride + 1) + 1 + i] = row[i] - [0, a, b, (a + b) >> 1, paeth(a, b, c)][filter]
    }
  })
  const header = new Uint8Array(13)
  const view = new DataView(header.buffer)
  view.setUint32(0, width)
  view.setUint32(4, height)
  header[8] = bits
  header[9] = colourType
  const parts = [Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), chunk('IHDR', header)]
  if (options.palette) parts.push(chunk('PLTE', Uint8Array.from(options.palette)))
  if (options.perMetre) {
    const physical = new Uint8Array(9)
    new DataView(physical.buffer).setUint32(0, options.perMetre)
    new DataView(physical.buffer).setUint32(4, options.perMetre)
    physical[8] = 1
    parts.push(chunk('pHYs', physical))
  }
  parts.push(chunk('IDAT', new Uint8Array(deflateSync(raw))), chunk('IEND', new Uint8Array(0)))
  return new Uint8Array(Buffer.concat(parts))
}

function packRow(
  values: ArrayLike<number>,
  from: number,
  count: number,
  bits: number,
  stride: number,
): Uint8Array {
  const row = new Uint8Array(stride)
  for (let i = 0; i < count; i++) {
    const v = values[from + i]
    if (bits === 16) {
      row[i * 2] = v >> 8
      row[i * 2 + 1] = v
    } else row[(i * bits) >> 3] |= v << (8 - bits - ((i * bits) & 7))
  }
  return row
}

function paeth(a: number, b: number, c: number): number {
  const p = a + b - c
  const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)]
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(data.length + 12)
  const view = new DataView(out.buffer)
  view.setUint32(0, data.length)
  out.set(Buffer.from(type), 4)
  out.set(data, 8)
  view.setUint32(data.length + 8, crc(out.subarray(4, data.length + 8)))
  return out
}

function crc(bytes: Uint8Array): number {
  let c = 0xffffffff
  for (const byte of bytes) {
    c ^= byte
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1
  }
  return (c ^ 0xffffffff) >>> 0
}
