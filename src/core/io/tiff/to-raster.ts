import type { PixelArray, Raster } from '../../image/raster'
import { PALETTE_INDICES } from '../image-source'
import { decodedType, isPicture } from './decode-segment'
import type { PageLayout } from './page-layout'
import type { NativePixels } from './page-reader'
import { Photometric } from './tags'
import { yCbCrTables, yCbCrToRgb } from './ycbcr'

/** How a page's samples become a gray or RGB raster. */
export type ColourModel = 'gray' | 'gray-inverted' | 'rgb' | 'palette' | 'cmyk' | 'ycbcr' | 'lightness'

/**
 * The model of a page, and how many gray channels its interleaved samples are (1 for colours).
 * @param storedNumbers as `OpenImageOptions`
 */
export function colourModel(
  layout: PageLayout,
  storedNumbers = false,
): { model: ColourModel; channels: number; notes: string[] } {
  const { photometric, samples, extraSamples, bits } = layout
  const notes: string[] = []
  const extra = (colours: number) => {
    if (samples > colours)
      notes.push(
        `${samples - colours} extra sample${samples > colours + 1 ? 's' : ''} (alpha or other) left out`,
      )
  }
  switch (photometric) {
    case Photometric.Rgb:
    case Photometric.LinearRaw:
      if (samples < 3) break
      extra(3)
      return { model: 'rgb', channels: 1, notes }
    case Photometric.Palette:
      extra(1)
      if (!layout.colorMap) notes.push('the palette is missing: indices are shown as gray')
      if (layout.colorMap && storedNumbers && !isGrayPalette(layout.colorMap)) notes.push(PALETTE_INDICES)
      else if (layout.colorMap) return { model: 'palette', channels: 1, notes }
      return { model: 'gray', channels: 1, notes }
    case Photometric.Separated:
      if (samples < 4) break
      extra(4)
      return { model: 'cmyk', channels: 1, notes }
    case Photometric.YCbCr:
      if (samples < 3) break
      // JPEG and WebP data have become RGB while they were decoded.
      return { model: isPicture(layout.compression) ? 'rgb' : 'ycbcr', channels: 1, notes }
    case Photometric.CieLab:
    case Photometric.IccLab:
    case Photometric.ItuLab:
      notes.push('CIE Lab colours: only the lightness is used')
      return { model: 'lightness', channels: 1, notes }
    case Photometric.Cfa:
      notes.push('raw camera data (a colour filter mosaic) is shown as gray')
      break
  }
  const hasAlpha = extraSamples.length > 0 && samples > 1 && extraSamples.some((e) => e === 1 || e === 2)
  if (hasAlpha) notes.push('alpha channel left out')
  const channels = hasAlpha
    ? Math.max(1, samples - extraSamples.filter((e) => e === 1 || e === 2).length)
    : samples
  // One bit is black and white, not numbers: writers of fax codes turn the bits over with the mark.
  const inverted = photometric === Photometric.WhiteIsZero && !(storedNumbers && bits > 1)
  return { model: inverted ? 'gray-inverted' : 'gray', channels, notes }
}

/** Native pixels of one page to the raster the engine works on. `native` holds one sample for gray models. */
export function toRaster(native: NativePixels, layout: PageLayout, model: ColourModel): Raster {
  const { width, height, samples } = native
  switch (model) {
    case 'gray':
    case 'lightness':
      return { width, height, samples: 1, data: firstSamples(native, 1) }
    case 'gray-inverted':
      return { width, height, samples: 1, data: invert(firstSamples(native, 1), layout) }
    case 'rgb':
      return { width, height, samples: 3, data: samples === 3 ? native.data : firstSamples(native, 3) }
    case 'ycbcr': {
      const data = Uint8Array.from(firstSamples(native, 3) as Uint8Array)
      yCbCrToRgb(data, 3, yCbCrTables(layout))
      return { width, height, samples: 3, data }
    }
    case 'cmyk':
      return { width, height, samples: 3, data: cmykToRgb(native, 2 ** decodedType(layout).bits - 1) }
    case 'palette':
      return expandPalette(native, layout.colorMap ?? [])
  }
}

/** The first `count` samples of each pixel; the same array when there are no others. */
function firstSamples({ data, samples }: NativePixels, count: number): PixelArray {
  if (samples === count) return data
  const pixels = data.length / samples
  const out = new (data.constructor as new (n: number) => PixelArray)(pixels * count)
  for (let p = 0, i = 0, o = 0; p < pixels; p++, i += samples)
    for (let s = 0; s < count; s++) out[o++] = data[i + s]
  return out
}

/** White-is-zero data so that larger is brighter: counted from the type's largest value; floats change sign. */
function invert(data: PixelArray, layout: PageLayout): PixelArray {
  const { kind, bits } = decodedType(layout)
  const out = data.slice()
  const top = kind === 'uint' ? 2 ** bits - 1 : kind === 'int' ? -1 : 0
  for (let i = 0; i < out.length; i++) out[i] = top - out[i]
  return out
}

function cmykToRgb({ data, samples }: NativePixels, top: number): PixelArray {
  const pixels = data.length / samples
  const out = new (data.constructor as new (n: number) => PixelArray)(pixels * 3)
  for (let p = 0, i = 0, o = 0; p < pixels; p++, i += samples) {
    const light = (top - data[i + 3]) / top
    for (let s = 0; s < 3; s++) out[o++] = Math.round((top - data[i + s]) * light)
  }
  return out
}

/** True when every colour of a palette is gray, so that its image is too. */
export function isGrayPalette(map: number[]): boolean {
  const n = map.length / 3
  for (let i = 0; i < n; i++) if (map[i] !== map[n + i] || map[i] !== map[2 * n + i]) return false
  return true
}

function expandPalette({ width, height, data, samples }: NativePixels, map: number[]): Raster {
  const n = Math.floor(map.length / 3)
  // TIFF says 16-bit colours; some writers put 8-bit ones, which a maximum below 256 tells.
  const shift = map.some((v) => v > 255) ? 8 : 0
  const colours = Uint8Array.from(map, (v) => v >> shift)
  const gray = isGrayPalette(map)
  const count = gray ? 1 : 3
  const out = new Uint8Array(width * height * count)
  for (let p = 0, o = 0; p < width * height; p++) {
    const index = data[p * samples]
    for (let s = 0; s < count; s++) out[o++] = colours[s * n + index] ?? 0
  }
  return { width, height, samples: gray ? 1 : 3, data: out }
}
