import { deflateSync } from 'node:zlib'

/** A tag to write: type as TIFF numbers it. Strings are ASCII with a closing zero. */
export interface FixtureTag {
  tag: number
  type: 1 | 2 | 3 | 4 | 5 | 7 | 12 | 16
  values: number[] | string
}

export interface FixturePage {
  width: number
  height: number
  samples?: number
  bits?: number
  kind?: 'uint' | 'int' | 'float'
  /** Interleaved samples, row by row. */
  values: ArrayLike<number>
  planar?: boolean
  tile?: [number, number]
  rowsPerStrip?: number
  predictor?: 1 | 2 | 3
  compression?: 'none' | 'packbits' | 'deflate' | 'lzw'
  photometric?: number
  reverseBits?: boolean
  extra?: FixtureTag[]
}

export interface FixtureOptions {
  littleEndian?: boolean
  big?: boolean
  /** Where the last directory points: 0 ends the chain, otherwise the page (0-based) it leads back to. */
  loopTo?: number
}

const CODES = { none: 1, packbits: 32773, deflate: 8, lzw: 5 }
const FORMATS = { uint: 1, int: 2, float: 3 }

/** Writes a TIFF of any of the plain kinds, byte for byte after TIFF 6.0: the tests' own reference. */
export function writeTiff(pages: FixturePage[], options: FixtureOptions = {}): Uint8Array {
  const little = options.littleEndian ?? true
  const big = options.big ?? false
  const file = new Bytes(little)
  file.text(little ? 'II' : 'MM')
  file.number(big ? 43 : 42, 2)
  if (big) {
    file.number(8, 2)
    file.number(0, 2)
  }
  let pointerAt = file.length
  file.number(0, big ? 8 : 4)
  const ifdOffsets: number[] = []
  for (const page of pages) {
    const { offsets, counts } = writeSegments(file, page, little)
    pointerAt = writeIfd(file, tagsOf(page, offsets, counts, big), big, pointerAt, ifdOffsets)
  }
  if (options.loopTo !== undefined) file.patch(pointerAt, ifdOffsets[options.loopTo], big ? 8 : 4)
  return file.done()
}

function writeSegments(
  file: Bytes,
  page: FixturePage,
  little: boolean,
): { offsets: number[]; counts: number[] } {
  const { width, height, samples = 1, planar = false } = page
  const [tw, th] = page.tile ?? [width, page.rowsPerStrip ?? height]
  const offsets: number[] = []
  const counts: number[] = []
  for (let plane = 0; plane < (planar ? samples : 1); plane++) {
    for (let y = 0; y < height; y += th) {
      for (let x = 0; x < width; x += tw) {
        const rows = page.tile ? th : Math.min(th, height - y)
        const bytes = encodeSegment(page, plane, x, y, tw, rows, little)
        if (file.length % 2) file.number(0, 1)
        offsets.push(file.length)
        counts.push(bytes.length)
        file.bytes(bytes)
      }
    }
  }
  return { offsets, counts }
}

function encodeSegment(
  page: FixturePage,
  plane: number,
  left: number,
  top: number,
  width: number,
  rows: number,
  little: boolean,
): Uint8Array {
  const { samples = 1, bits = 8, kind = 'uint', planar = false, predictor = 1, values } = page
  const perPixel = planar ? 1 : samples
  const out = new Bytes(little)
  for (let y = 0; y < rows; y++) {
    const row: bigint[] = []
    for (let x = 0; x < width; x++) {
      for (let s = 0; s < perPixel; s++) {
        const inside = top + y < page.height && left + x < page.width
        const at = ((top + y) * page.width + left + x) * samples + (planar ? plane : s)
        row.push(toBits(inside ? values[at] : 0, bits, kind))
      }
    }
    if (predictor === 2) {
      for (let i = row.length - 1; i >= perPixel; i--)
        row[i] = BigInt.asUintN(bits, row[i] - row[i - perPixel])
    }
    if (predictor === 3) out.bytes(floatDifferences(row, bits, perPixel))
    else out.bytes(packRow(row, bits, little))
  }
  const plain = out.done()
  const packed = compress(plain, page.compression ?? 'none')
  return page.reverseBits ? packed.map(reverse) : packed
}

/** A number as the bit pattern of its type. */
function toBits(value: number, bits: number, kind: 'uint' | 'int' | 'float'): bigint {
  if (kind !== 'float') return BigInt.asUintN(bits, BigInt(Math.trunc(value)))
  const view = new DataView(new ArrayBuffer(8))
  if (bits === 64) {
    view.setFloat64(0, value)
    return view.getBigUint64(0)
  }
  view.setFloat32(0, value)
  const single = view.getUint32(0)
  if (bits === 32) return BigInt(single)
  // Half precision of values it holds exactly: only the exponent's bias and the fraction's length change.
  const exponent = ((single >> 23) & 255) - 127 + 15
  const half = value === 0 ? 0 : ((single >>> 31) << 15) | (exponent << 10) | ((single >> 13) & 1023)
  return BigInt(half)
}

function packRow(row: bigint[], bits: number, little: boolean): Uint8Array {
  const out = new Uint8Array(Math.ceil((row.length * bits) / 8))
  if (bits === 8 || bits === 16 || bits === 32) {
    const size = bits / 8
    row.forEach((value, i) => {
      const v = Number(value)
      for (let k = 0; k < size; k++) out[i * size + (little ? k : size - 1 - k)] = v >>> (8 * k)
    })
    return out
  }
  if (bits === 64) {
    const size = 8
    row.forEach((value, i) => {
      for (let k = 0; k < size; k++) {
        out[i * size + (little ? k : size - 1 - k)] = Number((value >> BigInt(8 * k)) & 255n)
      }
    })
    return out
  }
  let at = 0
  for (const value of row) {
    const v = Number(value)
    for (let b = bits - 1; b >= 0; b--, at++) if ((v >>> b) & 1) out[at >> 3] |= 128 >> (at & 7)
  }
  return out
}

function floatDifferences(row: bigint[], bits: number, perPixel: number): Uint8Array {
  const size = bits / 8
  const out = new Uint8Array(row.length * size)
  row.forEach((value, i) => {
    for (let k = 0; k < size; k++)
      out[k * row.length + i] = Number((value >> BigInt(8 * (size - 1 - k))) & 255n)
  })
  for (let i = out.length - 1; i >= perPixel; i--) out[i] -= out[i - perPixel]
  return out
}

function compress(plain: Uint8Array, how: keyof typeof CODES): Uint8Array {
  switch (how) {
    case 'none':
      return plain
    case 'deflate':
      return new Uint8Array(deflateSync(plain))
    case 'packbits':
      return packBits(plain)
    case 'lzw':
      return lzw(plain)
  }
}

function packBits(plain: Uint8Array): Uint8Array {
  const out: number[] = []
  let i = 0
  while (i < plain.length) {
    let run = 1
    while (i + run < plain.length && run < 128 && plain[i + run] === plain[i]) run++
    if (run > 1) {
      out.push(257 - run, plain[i])
      i += run
    } else {
      const from = i
      while (i < plain.length && i - from < 128 && (i + 1 >= plain.length || plain[i] !== plain[i + 1])) i++
      out.push(i - from - 1, ...plain.subarray(from, i))
    }
  }
  return Uint8Array.from(out)
}

function lzw(plain: Uint8Array): Uint8Array {
  const out: number[] = []
  let held = 0
  let have = 0
  const put = (code: number, width: number) => {
    held = (held << width) | code
    have += width
    while (have >= 8) {
      have -= 8
      out.push(held >> have)
      held &= (1 << have) - 1
    }
  }
  let table = new Map<string, number>()
  let next = 258
  let width = 9
  const codeOf = (s: string) => (s.length === 1 ? s.charCodeAt(0) : (table.get(s) as number))
  put(256, 9)
  let word = ''
  for (const byte of plain) {
    const longer = word + String.fromCharCode(byte)
    if (longer.length === 1 || table.has(longer)) {
      word = longer
      continue
    }
    put(codeOf(word), width)
    table.set(longer, next++)
    if (next === 4095) {
      put(256, width)
      table = new Map()
      next = 258
      width = 9
    } else if (next >= 1 << width) width++
    word = String.fromCharCode(byte)
  }
  if (word) {
    put(codeOf(word), width)
    next++
    if (next >= 1 << width && width < 12) width++
  }
  put(257, width)
  if (have > 0) out.push((held << (8 - have)) & 255)
  return Uint8Array.from(out)
}

function tagsOf(page: FixturePage, offsets: number[], counts: number[], big: boolean): FixtureTag[] {
  const { width, height, samples = 1, bits = 8, kind = 'uint', planar = false, tile } = page
  const pointer = big ? 16 : 4
  const tags: FixtureTag[] = [
    { tag: 256, type: 4, values: [width] },
    { tag: 257, type: 4, values: [height] },
    { tag: 258, type: 3, values: new Array(samples).fill(bits) },
    { tag: 259, type: 3, values: [CODES[page.compression ?? 'none']] },
    { tag: 262, type: 3, values: [page.photometric ?? (samples >= 3 ? 2 : 1)] },
    { tag: 277, type: 3, values: [samples] },
    { tag: 284, type: 3, values: [planar ? 2 : 1] },
    { tag: 339, type: 3, values: new Array(samples).fill(FORMATS[kind]) },
  ]
  if (page.predictor && page.predictor > 1) tags.push({ tag: 317, type: 3, values: [page.predictor] })
  if (page.reverseBits) tags.push({ tag: 266, type: 3, values: [2] })
  if (tile) {
    tags.push({ tag: 322, type: 3, values: [tile[0]] }, { tag: 323, type: 3, values: [tile[1]] })
    tags.push({ tag: 324, type: pointer, values: offsets }, { tag: 325, type: pointer, values: counts })
  } else {
    tags.push({ tag: 273, type: pointer, values: offsets }, { tag: 279, type: pointer, values: counts })
    tags.push({ tag: 278, type: 4, values: [page.rowsPerStrip ?? height] })
  }
  const extra = page.extra ?? []
  return [...tags.filter((t) => !extra.some((e) => e.tag === t.tag)), ...extra].sort((a, b) => a.tag - b.tag)
}

const SIZES: Record<FixtureTag['type'], number> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 12: 8, 16: 8 }

/** Writes a directory and hooks it into the chain. @returns where its own pointer to the next one is */
function writeIfd(
  file: Bytes,
  tags: FixtureTag[],
  big: boolean,
  pointerAt: number,
  ifdOffsets: number[],
): number {
  const inline = big ? 8 : 4
  const placed = tags.map(({ tag, type, values }) => {
    const bytes = new Bytes(file.little)
    if (typeof values === 'string') bytes.bytes(Buffer.from(`${values}\0`, 'utf8'))
    else for (const value of values) bytes.value(value, type)
    const data = bytes.done()
    const count = data.length / SIZES[type]
    if (data.length <= inline) return { tag, type, count, data, offset: -1 }
    if (file.length % 2) file.number(0, 1)
    const offset = file.length
    file.bytes(data)
    return { tag, type, count, data, offset }
  })
  if (file.length % 2) file.number(0, 1)
  file.patch(pointerAt, file.length, big ? 8 : 4)
  ifdOffsets.push(file.length)
  file.number(placed.length, big ? 8 : 2)
  for (const { tag, type, count, data, offset } of placed) {
    file.number(tag, 2)
    file.number(type, 2)
    file.number(count, big ? 8 : 4)
    if (offset >= 0) file.number(offset, inline)
    else {
      file.bytes(data)
      for (let i = data.length; i < inline; i++) file.number(0, 1)
    }
  }
  const next = file.length
  file.number(0, big ? 8 : 4)
  return next
}

function reverse(byte: number): number {
  let r = 0
  for (let i = 0; i < 8; i++) if (byte & (1 << i)) r |= 128 >> i
  return r
}

/** A growing byte buffer in one byte order. */
class Bytes {
  private buffer = new Uint8Array(1024)
  length = 0

  constructor(readonly little: boolean) {}

  text(text: string): void {
    for (const c of text) this.number(c.charCodeAt(0), 1)
  }

  number(value: number, size: 1 | 2 | 4 | 8): void {
    this.grow(size)
    this.length += size
    this.patch(this.length - size, value, size)
  }

  patch(at: number, value: number, size: 1 | 2 | 4 | 8): void {
    const big = BigInt(value)
    for (let k = 0; k < size; k++) {
      this.buffer[at + (this.little ? k : size - 1 - k)] = Number((big >> BigInt(8 * k)) & 255n)
    }
  }

  value(value: number, type: FixtureTag['type']): void {
    if (type === 5) {
      // Rationals in thousandths are exact enough for resolutions.
      this.number(Math.round(value * 1000), 4)
      this.number(1000, 4)
    } else if (type === 12) {
      const view = new DataView(new ArrayBuffer(8))
      view.setFloat64(0, value, this.little)
      this.bytes(new Uint8Array(view.buffer))
    } else this.number(value, SIZES[type] as 1 | 2 | 4 | 8)
  }

  bytes(data: Uint8Array): void {
    this.grow(data.length)
    this.buffer.set(data, this.length)
    this.length += data.length
  }

  private grow(by: number): void {
    if (this.length + by <= this.buffer.length) return
    const larger = new Uint8Array(Math.max(this.buffer.length * 2, this.length + by))
    larger.set(this.buffer)
    this.buffer = larger
  }

  done(): Uint8Array {
    return this.buffer.slice(0, this.length)
  }
}

/** A small generator of reproducible numbers (Park and Miller 1988), 0 ≤ x < 1. */
export function seededRandom(seed: number): () => number {
  let state = seed % 2147483647 || 1
  return () => {
    state = (state * 48271) % 2147483647
    return (state - 1) / 2147483646
  }
}

/** Values that fill a type's range, some equal to their neighbours so that runs are compressed too. */
export function testValues(count: number, bits: number, kind: 'uint' | 'int' | 'float', seed = 1): number[] {
  const random = seededRandom(seed)
  const out: number[] = []
  for (let i = 0; i < count; i++) {
    if (i > 0 && random() < 0.3) out.push(out[i - 1])
    else if (kind === 'float') out.push((Math.floor(random() * 512) - 256) / 64)
    else {
      const range = 2 ** Math.min(bits, 53)
      const value = Math.floor(random() * range)
      out.push(kind === 'int' ? value - range / 2 : value)
    }
  }
  return out
}
