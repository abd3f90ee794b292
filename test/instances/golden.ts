import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { inflateSync } from 'node:zlib'
import type { PixelArray } from '@core/image/raster'

/** An array of test/golden/instances.json. */
export interface Packed {
  dtype: 'uint8' | 'uint16' | 'float32' | 'float64'
  shape: number[]
  data: string
}

export interface Golden {
  blur: { input: Packed; sigma: number; output: Packed }[]
  label: { mask: Packed; four: Packed; eight: Packed }[]
  watershed: {
    kind: string
    connectivity: 4 | 8
    elevation: Packed
    markers: Packed
    mask: Packed
    output: Packed
  }[]
  fillHoles: { input: Packed; output: Packed }[]
  props: {
    labels: Packed
    gray: Packed
    rgb: Packed
    real: Packed
    rows: {
      label: number
      area: number
      perimeter: number
      diameter: number
      centroid: [number, number]
      bbox: [number, number, number, number]
      eccentricity: number
      solidity: number
      intensities: (number | null)[][]
    }[]
  }
  resize: { input: Packed; antialias: boolean; output: Packed }[]
  decode: { maps: Packed; labels: Packed; anchors: number[] }[]
}

export function readGolden(): Golden {
  return JSON.parse(readFileSync(resolve('test/golden/instances.json'), 'utf8'))
}

export function unpack(packed: Packed): PixelArray {
  const bytes = inflateSync(Buffer.from(packed.data, 'base64'))
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)
  switch (packed.dtype) {
    case 'uint8':
      return new Uint8Array(buffer)
    case 'uint16':
      return new Uint16Array(buffer)
    case 'float32':
      return new Float32Array(buffer)
    case 'float64':
      return new Float64Array(buffer)
  }
}

/** 16-bit noise as values 0 … 1, exact in single precision. */
export const unit = (packed: Packed): Float32Array => Float32Array.from(unpack(packed), (v) => v / 65536)

export const labelsOf = (packed: Packed): Uint32Array => Uint32Array.from(unpack(packed))

/** Height and width of a packed image. */
export const sizeOf = (packed: Packed): { width: number; height: number } => ({
  height: packed.shape[0],
  width: packed.shape[1],
})

/** A label image written as rows of characters: `.` is 0, digits are labels, `#` is 1. */
export function picture(...rows: string[]): { data: Uint32Array; width: number; height: number } {
  const data = Uint32Array.from(rows.join(''), (c) => (c === '.' ? 0 : c === '#' ? 1 : Number(c)))
  return { data, width: rows[0].length, height: rows.length }
}

/** The rows of characters of a label image with labels below 10. */
export function drawn(data: ArrayLike<number>, width: number): string[] {
  const text = Array.from(data, (v) => (v === 0 ? '.' : String(v))).join('')
  return text.match(new RegExp(`.{${width}}`, 'g')) ?? []
}

/** Small deterministic random numbers 0 … 1 (mulberry32). */
export function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
