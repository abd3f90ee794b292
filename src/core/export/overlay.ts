import sharp from 'sharp'
import type { LabelImage } from '../image/label-image'
import type { Raster } from '../image/raster'
import { outlineMask } from './outline-mask'

/** Longest side of an overlay; larger images are made smaller by a whole factor. */
export const OVERLAY_LIMIT = 8192

export interface OverlayOptions {
  /** Value shown black and value shown white, in the image's own numbers. */
  low: number
  high: number
  /** RGB, 0…255. Default: the outline colour of the stage. */
  outline?: readonly [number, number, number]
  limit?: number
}

export interface Overlay {
  png: Uint8Array
  /** Whole number of image pixels per side of an overlay pixel; 1 up to `limit` pixels a side. */
  factor: number
  width: number
  height: number
}

/**
 * The image, stretched from `low`…`high` to black…white, with the outline of every nucleus: one pixel of colour
 * inside its boundary, one darkened pixel on either side, so that outlines hold on dark and on pale tissue.
 * @param image gray or RGB, any number type
 * @param labels of the same size
 */
export async function renderOverlay(
  image: Raster,
  labels: LabelImage,
  options: OverlayOptions,
): Promise<Overlay> {
  if (image.width !== labels.width || image.height !== labels.height) {
    throw new RangeError(
      `The image is ${image.width} × ${image.height}, its labels ${labels.width} × ${labels.height} pixels`,
    )
  }
  const factor = Math.ceil(Math.max(image.width, image.height) / (options.limit ?? OVERLAY_LIMIT))
  const width = Math.ceil(image.width / factor)
  const height = Math.ceil(image.height / factor)
  const rgb = stretched(image, factor, width, height, options.low, options.high)
  const small = factor === 1 ? labels.data : sampled(labels, factor, width, height)
  const mask = outlineMask(small, width, height)
  const outline = options.outline ?? OUTLINE
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue
    for (let s = 0; s < 3; s++) rgb[3 * i + s] = mask[i] === 2 ? outline[s]! : rgb[3 * i + s]! * CASING_LIGHT
  }
  const png = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 4 })
    .toBuffer()
  return { png: new Uint8Array(png), factor, width, height }
}

/** #5fe0b5 as on the screen, and the light that 72 % of black lets through. */
const OUTLINE = [0x5f, 0xe0, 0xb5] as const
const CASING_LIGHT = 1 - 0xb8 / 255

/** RGB bytes, each the mean of a square of image pixels. */
function stretched(
  image: Raster,
  factor: number,
  width: number,
  height: number,
  low: number,
  high: number,
): Uint8Array {
  const { data, samples } = image
  const out = new Uint8Array(width * height * 3)
  const scale = 255 / Math.max(high - low, Number.MIN_VALUE)
  for (let y = 0; y < height; y++) {
    const bottom = Math.min(image.height, (y + 1) * factor)
    for (let x = 0; x < width; x++) {
      const right = Math.min(image.width, (x + 1) * factor)
      for (let s = 0; s < samples; s++) {
        let sum = 0
        for (let v = y * factor; v < bottom; v++) {
          for (let u = x * factor; u < right; u++) sum += data[(v * image.width + u) * samples + s]!
        }
        const mean = sum / ((bottom - y * factor) * (right - x * factor))
        const level = (mean - low) * scale
        // Not-a-number is shown black.
        const byte = level >= 255 ? 255 : level > 0 ? level + 0.5 : 0
        const at = 3 * (y * width + x)
        if (samples === 3) out[at + s] = byte
        else out[at] = out[at + 1] = out[at + 2] = byte
      }
    }
  }
  return out
}

/** The label at the centre of each square. */
function sampled(labels: LabelImage, factor: number, width: number, height: number): Uint32Array {
  const out = new Uint32Array(width * height)
  const half = factor >> 1
  for (let y = 0; y < height; y++) {
    const row = Math.min(labels.height - 1, y * factor + half) * labels.width
    for (let x = 0; x < width; x++) {
      out[y * width + x] = labels.data[row + Math.min(labels.width - 1, x * factor + half)]!
    }
  }
  return out
}
