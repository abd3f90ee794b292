import type { ChannelInfo, ImageFormat } from '../image-source'

/** Where one plane is: a page, one of its gray samples, or a stretch of bytes behind the first page's pixels. */
export interface PlanePlace {
  page: number
  /** Byte distance from the page's own pixels, for stacks with one directory. */
  shift?: number
  sample?: number
}

/** The axes of a file and where each of its planes is. */
export interface PlaneMap {
  format: Extract<ImageFormat, 'tiff' | 'ome-tiff' | 'imagej-tiff'>
  sizeC: number
  sizeZ: number
  sizeT: number
  channels: ChannelInfo[]
  pixelSizeUm?: { x: number; y: number }
  pagesUntold: boolean
  /** Planes in the file. */
  planes: number
  notes: string[]
  place(c: number, z: number, t: number): PlanePlace | undefined
}

/** A plain TIFF: pages along time when there are several, interleaved gray samples as channels. */
export function plainPlanes(pages: number[], channels: number): PlaneMap {
  return {
    format: 'tiff',
    sizeC: channels,
    sizeZ: 1,
    sizeT: pages.length,
    channels: Array.from({ length: channels }, () => ({})),
    pagesUntold: pages.length > 1,
    planes: pages.length,
    notes: [],
    place: (c, z, t) =>
      c < channels && z === 0 && t < pages.length ? { page: pages[t], sample: c } : undefined,
  }
}
