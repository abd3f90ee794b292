import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { LabelImage } from '@core/image/label-image'
import sharp from 'sharp'

/** A gray PNG, 8 bits unless a value needs 16. */
export async function pngBytes(labels: {
  width: number
  height: number
  data: ArrayLike<number>
}): Promise<Buffer> {
  const { width, height } = labels
  const wide = Array.from(labels.data).some((value) => value > 255)
  const pixels = wide ? Uint16Array.from(labels.data) : Uint8Array.from(labels.data)
  return sharp(pixels, { raw: { width, height, channels: 1 } })
    .toColourspace(wide ? 'grey16' : 'b-w')
    .png()
    .toBuffer()
}

export function put(folder: string, name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  return path
}

/** The label image of [value, length, value, length …], row by row. */
export function fromRuns(runs: readonly number[], width: number, height: number): Uint32Array {
  const data = new Uint32Array(width * height)
  let at = 0
  for (let i = 0; i < runs.length; i += 2) {
    data.fill(runs[i], at, at + runs[i + 1])
    at += runs[i + 1]
  }
  if (at !== data.length) throw new Error(`the runs cover ${at} of ${data.length} pixels`)
  return data
}

/** An uncompressed little-endian TIFF with one strip. */
export function tiffBytes(labels: LabelImage, kind: 'uint16' | 'uint32' | 'float32'): Uint8Array {
  const { width, height, data } = labels
  const bytes = kind === 'uint16' ? 2 : 4
  const pixels = new Uint8Array(
    (kind === 'uint16'
      ? Uint16Array.from(data)
      : kind === 'uint32'
        ? Uint32Array.from(data)
        : Float32Array.from(data)
    ).buffer,
  )
  const tags = [
    [256, 4, width],
    [257, 4, height],
    [258, 3, bytes * 8],
    [259, 3, 1],
    [262, 3, 1],
    [273, 4, 8],
    [277, 3, 1],
    [278, 4, height],
    [279, 4, pixels.length],
    [339, 3, kind === 'float32' ? 3 : 1],
  ]
  const at = 8 + pixels.length
  const file = new Uint8Array(at + 2 + tags.length * 12 + 4)
  const view = new DataView(file.buffer)
  file.set([0x49, 0x49, 42, 0])
  view.setUint32(4, at, true)
  file.set(pixels, 8)
  view.setUint16(at, tags.length, true)
  tags.forEach(([tag, type, value], i) => {
    const entry = at + 2 + i * 12
    view.setUint16(entry, tag, true)
    view.setUint16(entry + 2, type, true)
    view.setUint32(entry + 4, 1, true)
    if (type === 3) view.setUint16(entry + 8, value, true)
    else view.setUint32(entry + 8, value, true)
  })
  return file
}
