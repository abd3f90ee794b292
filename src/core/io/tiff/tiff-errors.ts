import { KaryonError } from '../../errors'
import type { ByteSource } from '../byte-source'

export function damaged(source: ByteSource, why: string, cause?: unknown): KaryonError {
  return new KaryonError(
    'image-damaged',
    `The image data is damaged: ${why}.`,
    'Copy or export the file again from where it was made.',
    { file: source.path, cause },
  )
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`
  const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB']
  let value = bytes
  let unit = -1
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return `${value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`
}

export function unsupported(why: string, file: string): KaryonError {
  return new KaryonError(
    'tiff-unsupported',
    `Karyon does not read this kind of TIFF: ${why}.`,
    'Save it as a plain TIFF (8 or 16 bit, uncompressed, LZW or deflate), with Fiji for example.',
    { file },
  )
}
