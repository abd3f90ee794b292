import sharp from 'sharp'
import type { RgbaImage } from '../error-map'
import { nameKey } from '../readers/image-name'

/** An error map as PNG with every pixel and colour as it is. */
export async function errorMapPng(map: RgbaImage): Promise<Uint8Array> {
  const { width, height, data } = map
  const image = sharp(data, { raw: { width, height, channels: 4 }, limitInputPixels: false }).removeAlpha()
  return new Uint8Array(await image.png({ compressionLevel: 7 }).toBuffer())
}

/**
 * A file name from an image's or segmenter's name: folders and what file systems refuse become a dash. Long names keep
 * both ends: identifiers often differ only there.
 */
export function safeFileName(name: string): string {
  const safe = [...name].map((c) => (c < ' ' || '\\/:*?"<>|'.includes(c) ? '-' : c)).join('')
  const trimmed = safe.replace(/^[. ]+|[. ]+$/g, '') || 'image'
  return trimmed.length <= 120 ? trimmed : `${trimmed.slice(0, 79)}…${trimmed.slice(-40)}`
}

/** Makes file names one after the other, none equal to one before: `<5 µM` and `>5 µM` differ in a dash only. */
export function distinctFileNames(): (name: string) => string {
  const given = new Set<string>()
  return (name) => {
    const wanted = safeFileName(name)
    let file = wanted
    for (let n = 2; given.has(nameKey(file)); n++) file = `${wanted} (${n})`
    given.add(nameKey(file))
    return file
  }
}
