import type { PixelType, PixelWindow, Raster } from '../image/raster'

export type ImageFormat = 'tiff' | 'ome-tiff' | 'imagej-tiff' | 'png' | 'jpeg' | 'webp' | 'bmp'

/** What a file says of one channel; anything it does not say is left out. */
export interface ChannelInfo {
  name?: string
  excitationNm?: number
  emissionNm?: number
  /** Bright field, phase, DIC: light passes through, nothing fluoresces. */
  transmitted?: boolean
}

/** Said in `notes` where `OpenImageOptions.storedNumbers` gave a palette's indices. */
export const PALETTE_INDICES = 'the indices of its colour palette are taken as numbers'

export interface ImageMetadata {
  format: ImageFormat
  width: number
  height: number
  /** 1 = gray, 3 = RGB (alpha and extra samples are dropped; palettes are expanded to RGB, or to gray if all their colours are gray). */
  samples: 1 | 3
  dtype: PixelType
  /** Significant bits per sample as stored in the file: 1, 8, 10, 12, 16, 32, 64 … */
  bitDepth: number
  /** Axis lengths, each ≥ 1. */
  sizeC: number
  sizeZ: number
  sizeT: number
  /** Length `sizeC`. */
  channels: ChannelInfo[]
  /** True when the meaning of several pages is not told by the file (plain multi-page TIFF): they lie along `t`. */
  pagesUntold: boolean
  /** Pages in the file (image file directories; planes for single-directory ImageJ stacks). */
  pages: number
  /** As a person would name it: 'none', 'lzw', 'deflate', 'packbits', 'zstd', 'jpeg', 'ccitt-g4', 'png' … */
  compression: string
  /** Micrometres per pixel, when the file tells (OME, ImageJ, MetaXpress XML, or resolution tags in plausible units). */
  pixelSizeUm?: { x: number; y: number }
  /** Things the reader noticed and a person should know ("alpha channel dropped"). */
  notes: string[]
}

export interface PlaneIndex {
  c?: number
  z?: number
  t?: number
}

/**
 * An open image. Pixels are the file's own values (never rescaled, never converted to 8 bit), except that
 * palettes are expanded and white-is-zero images are inverted so that larger always means brighter (not so
 * label images: `OpenImageOptions.storedNumbers`).
 */
export interface ImageSource {
  readonly metadata: ImageMetadata
  /**
   * Reads one plane, or a window of it, without decoding more of a tiled or stripped file than needed.
   * @throws KaryonError `plane-missing` for an index out of range; `image-damaged`, `file-truncated` … for bad data.
   */
  readPlane(index: PlaneIndex, window?: PixelWindow, signal?: AbortSignal): Promise<Raster>
  close(): Promise<void>
}
