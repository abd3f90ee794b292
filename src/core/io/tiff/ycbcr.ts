import type { PageLayout } from './page-layout'

/**
 * Subsampled YCbCr blocks (TIFF 6.0, section 21: h·v luma samples, then Cb, then Cr) to interleaved Y, Cb, Cr, each
 * chroma value repeated over its block as libtiff does.
 */
export function unpackSubsampled(bytes: Uint8Array, layout: PageLayout, width: number, height: number) {
  const [h, v] = layout.subsampling
  const data = new Uint8Array(width * height * 3)
  const across = Math.ceil(width / h)
  const blockBytes = h * v + 2
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const block = (Math.floor(y / v) * across + Math.floor(x / h)) * blockBytes
      const o = (y * width + x) * 3
      data[o] = bytes[block + (y % v) * h + (x % h)]
      data[o + 1] = bytes[block + h * v]
      data[o + 2] = bytes[block + h * v + 1]
    }
  }
  return { width, height, samples: 3, data }
}

const SHIFT = 16
const HALF = 1 << (SHIFT - 1)
const FIX = (x: number) => Math.trunc(x * (1 << SHIFT) + 0.5)

export interface YCbCrTables {
  crR: Int32Array
  cbB: Int32Array
  crG: Int32Array
  cbG: Int32Array
  y: Int32Array
}

/**
 * Tables for 8-bit YCbCr to RGB with the file's own coefficients and reference black and white; the arithmetic of
 * libtiff's TIFFYCbCrToRGBInit (tif_color.c), so that results agree to the bit.
 */
export function yCbCrTables(layout: PageLayout): YCbCrTables {
  const luma = layout.yCbCrCoefficients
  const [red, green, blue] = luma && luma.length >= 3 && luma[1] !== 0 ? luma : [0.299, 0.587, 0.114]
  const told = layout.referenceBlackWhite
  const ref = told && told.length >= 6 ? told : [0, 255, 128, 255, 128, 255]
  const f1 = 2 - 2 * red
  const f2 = (red * f1) / green
  const f3 = 2 - 2 * blue
  const f4 = (blue * f3) / green
  const [d1, d2, d3, d4] = [FIX(clampUnit(f1)), -FIX(clampUnit(f2)), FIX(clampUnit(f3)), -FIX(clampUnit(f4))]
  const tables: YCbCrTables = {
    crR: new Int32Array(256),
    cbB: new Int32Array(256),
    crG: new Int32Array(256),
    cbG: new Int32Array(256),
    y: new Int32Array(256),
  }
  for (let i = 0; i < 256; i++) {
    const cr = codeToValue(i - 128, ref[4] - 128, ref[5] - 128, 127)
    const cb = codeToValue(i - 128, ref[2] - 128, ref[3] - 128, 127)
    tables.crR[i] = (d1 * cr + HALF) >> SHIFT
    tables.cbB[i] = (d3 * cb + HALF) >> SHIFT
    tables.crG[i] = d2 * cr
    tables.cbG[i] = d4 * cb + HALF
    tables.y[i] = codeToValue(i, ref[0], ref[1], 255)
  }
  return tables
}

function clampUnit(f: number): number {
  return Math.min(2, Math.max(0, f))
}

function codeToValue(code: number, black: number, white: number, range: number): number {
  const span = white - black
  const value = ((code - black) * range) / (span === 0 ? 1 : span)
  return Math.trunc(Math.min(range * 128, Math.max(-range * 128, value)))
}

/** Interleaved Y, Cb, Cr in place to R, G, B. `stride` is the samples per pixel. */
export function yCbCrToRgb(data: Uint8Array, stride: number, tables: YCbCrTables): void {
  const { crR, cbB, crG, cbG, y } = tables
  for (let i = 0; i + 2 < data.length; i += stride) {
    const luma = y[data[i]]
    const cb = data[i + 1]
    const cr = data[i + 2]
    data[i] = clampByte(luma + crR[cr])
    data[i + 1] = clampByte(luma + ((cbG[cb] + crG[cr]) >> SHIFT))
    data[i + 2] = clampByte(luma + cbB[cb])
  }
}

function clampByte(v: number): number {
  return Math.min(255, Math.max(0, v))
}
