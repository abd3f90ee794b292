import sharp from 'sharp'
import type { RgbaImage } from '../error-map'

/** An error map as PNG with every pixel and colour as it is. */
export async function errorMapPng(map: RgbaImage): Promise<Uint8Array> {
  const { width, height, data } = map
  const image = sharp(data, { raw: { width, height, channels: 4 }, limitInputPixels: false }).removeAlpha()
  return new Uint8Array(await image.png({ compressionLevel: 7 }).toBuffer())
}

/** A file name from an image's or segmenter's name: folders and what file systems refuse become a dash. */
export function safeFileName(name: string): string {
  const safe = [...name].map((c) => (c < ' ' || '\\/:*?"<>|'.includes(c) ? '-' : c)).join('')
  return safe.replace(/^[. ]+|[. ]+$/g, '').slice(0, 120) || 'image'
}
