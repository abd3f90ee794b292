import type { PixelArray } from '../../image/raster'
import { decodedType, isPicture, isSubsampled } from './decode-segment'
import type { PageLayout } from './page-layout'
import type { NativePixels } from './page-reader'
import { Compression, Photometric } from './tags'
import { type YCbCrTables, yCbCrTables, yCbCrToRgb } from './ycbcr'

/**
 * The values of a page as the Python readers in common use hand them out, so that `inspect` can be compared with
 * them. tifffile gives what is stored. Where tifffile needs a codec package, Pillow (libtiff) is the usual reader,
 * and Pillow has views of its own: gray of 1 to 8 bits counts from black whatever the file says, 2 and 4-bit gray
 * are stretched to 8 bits, 16-bit colours are cut to 8, unspecified extra samples are dropped, associated alpha is
 * divided out, YCbCr is RGB.
 * @param pagesLoop the file's list of pages leads in a circle, which tifffile refuses
 */
export interface CommonView {
  /** Samples per pixel handed out. */
  samples: number
  dtype: string
  /** What differs from the stored values, in words; undefined when nothing does. */
  note?: string
  apply(native: NativePixels): PixelArray
}

export function commonView(layout: PageLayout, pagesLoop = false): CommonView {
  if (layout.photometric === Photometric.YCbCr && isPicture(layout.compression)) return asStored(layout)
  if (isPlain(layout) && !pagesLoop) return asStored(layout)
  const { photometric, bits, kind } = layout
  if (photometric === Photometric.YCbCr && layout.samples === 3) return yCbCrView(layout)
  if (photometric === Photometric.Palette && bits <= 8) return { ...keepSamples(layout), dtype: 'uint8' }
  const stays = isPicture(layout.compression) && photometric !== Photometric.WhiteIsZero
  if (kind !== 'uint' || stays) return keepSamples(layout)
  if (photometric <= Photometric.BlackIsZero && bits <= 8) return grayView(layout)
  if (photometric === Photometric.Rgb || photometric === Photometric.Separated) return colourView(layout)
  return keepSamples(layout)
}

/** tifffile reads these without its codec package. */
function isPlain(layout: PageLayout): boolean {
  const plainCodecs: number[] = [
    Compression.None,
    Compression.AdobeDeflate,
    Compression.Deflate,
    Compression.PackBits,
    Compression.Lzma,
  ]
  return (
    plainCodecs.includes(layout.compression) &&
    [1, 8, 16, 32, 64].includes(layout.bits) &&
    layout.predictor !== 3 &&
    !isSubsampled(layout)
  )
}

/** The number type of stored samples in NumPy's words. */
function storedDtype(layout: PageLayout): string {
  const { kind, bits } = decodedType(layout)
  if (bits === 1 && kind === 'uint') return 'bool'
  const size = bits <= 8 ? 8 : bits <= 16 ? 16 : bits <= 32 ? 32 : 64
  return `${kind}${size}`
}

function asStored(layout: PageLayout): CommonView {
  return { samples: layout.samples, dtype: storedDtype(layout), apply: ({ data }) => data }
}

/** As stored, less the extra samples that mean nothing. */
function keepSamples(layout: PageLayout): CommonView {
  const samples = keptSamples(layout)
  if (samples === layout.samples) return asStored(layout)
  return {
    samples,
    dtype: storedDtype(layout),
    note: 'unspecified extra samples left out',
    apply: (native) => pick(native, samples),
  }
}

function keptSamples({ extraSamples, samples, photometric }: PageLayout): number {
  const colours = photometric === Photometric.Rgb ? 3 : photometric === Photometric.Separated ? 4 : 1
  if (extraSamples.length === 0 || samples !== colours + extraSamples.length) return samples
  return extraSamples[0] === 0 ? colours : photometric === Photometric.Separated ? colours : colours + 1
}

function grayView(layout: PageLayout): CommonView {
  const { bits, photometric } = layout
  const inverted = photometric === Photometric.WhiteIsZero
  const scale = bits === 2 ? 85 : bits === 4 ? 17 : 1
  if ((!inverted && scale === 1) || ![1, 2, 4, 8].includes(bits)) return keepSamples(layout)
  const top = bits === 1 ? 1 : 255
  const samples = keptSamples(layout)
  return {
    samples,
    dtype: storedDtype(layout),
    note: [
      inverted ? 'inverted (white is zero)' : '',
      scale > 1 ? `${bits}-bit gray stretched to 8 bits` : '',
    ]
      .filter(Boolean)
      .join(', '),
    apply: (native) => {
      const out = pick(native, samples)
      for (let i = 0; i < out.length; i++) out[i] = inverted ? top - out[i] * scale : out[i] * scale
      return out
    },
  }
}

function colourView(layout: PageLayout): CommonView {
  const associated =
    layout.photometric === Photometric.Rgb && layout.samples >= 4 && layout.extraSamples[0] === 1
  if (layout.bits !== 16 && !(associated && layout.bits === 8)) return keepSamples(layout)
  const samples = keptSamples(layout)
  const shift = layout.bits - 8
  return {
    samples,
    dtype: 'uint8',
    note: [shift ? '16-bit colours cut to 8 bits' : '', associated ? 'alpha divided out' : '']
      .filter(Boolean)
      .join(', '),
    apply: (native) => {
      const values = pick(native, samples)
      const out = Uint8Array.from(values, (v) => v >> shift)
      if (associated) divideAlphaOut(out)
      return out
    },
  }
}

function divideAlphaOut(rgba: Uint8Array): void {
  for (let i = 0; i < rgba.length; i += 4) {
    const alpha = rgba[i + 3]
    if (alpha === 255) continue
    for (let s = 0; s < 3; s++)
      rgba[i + s] = alpha === 0 ? 0 : Math.min(255, Math.trunc((rgba[i + s] * 255) / alpha))
  }
}

function yCbCrView(layout: PageLayout): CommonView {
  const tables: YCbCrTables = yCbCrTables(layout)
  return {
    samples: 3,
    dtype: 'uint8',
    note: 'YCbCr shown as RGB',
    apply: ({ data }) => {
      const out = Uint8Array.from(data as Uint8Array)
      yCbCrToRgb(out, 3, tables)
      return out
    },
  }
}

function pick({ data, samples }: NativePixels, count: number): PixelArray {
  if (samples === count) return data.slice()
  const pixels = data.length / samples
  const out = data.slice(0, pixels * count)
  for (let p = 0, o = 0; p < pixels; p++) for (let s = 0; s < count; s++) out[o++] = data[p * samples + s]
  return out
}
