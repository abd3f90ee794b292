import type { Raster } from '../image/raster'

/**
 * What is measured of each pixel so that nuclei are bright: `gray` as it is, `inverted` for dark nuclei,
 * `red absorbance` for blue and purple stains (which swallow red light), `hematoxylin` for its share in
 * hematoxylin, eosin and their residual.
 */
export type NuclearSignal = 'gray' | 'inverted' | 'red absorbance' | 'hematoxylin'

/**
 * The signal of every pixel as `rawSignal`, stretched to 0…1 between the image's .1 and 99.9 percentiles (all 0 in a blank
 * image).
 */
export function nuclearSignal(raster: Raster, signal: NuclearSignal): Float32Array {
  return stretch(rawSignal(raster, signal))
}

/**
 * The signal of every pixel, brighter the more nuclear. Absorbance is −log10 of the light that comes through, white
 * being the top of the number type's used range. Hematoxylin: colour deconvolution with the vectors of Ruifrok and
 * Johnston (2001).
 */
export function rawSignal(raster: Raster, signal: NuclearSignal): Float32Array {
  const { samples, data } = raster
  const n = raster.width * raster.height
  const out = new Float32Array(n)
  const colour = samples === 3
  const white = signal === 'gray' || signal === 'inverted' ? 1 : whiteLevel(data)
  for (let i = 0, j = 0; i < n; i++, j += samples) {
    const red = data[j]
    const green = colour ? data[j + 1] : red
    const blue = colour ? data[j + 2] : red
    if (signal === 'gray') out[i] = (red + green + blue) / 3
    else if (signal === 'inverted') out[i] = -(red + green + blue) / 3
    else if (signal === 'red absorbance') out[i] = absorbance(red, white)
    else out[i] = hematoxylin(absorbance(red, white), absorbance(green, white), absorbance(blue, white))
  }
  return out
}

function absorbance(value: number, white: number): number {
  return -Math.log10((Math.max(0, value) + 1) / (white + 1))
}

/** First row of the inverse of [H; E; residual] after normalising each to length 1. */
const HEMATOXYLIN = [1.8779, -0.066, -0.6019]

function hematoxylin(red: number, green: number, blue: number): number {
  return HEMATOXYLIN[0] * red + HEMATOXYLIN[1] * green + HEMATOXYLIN[2] * blue
}

function whiteLevel(data: Raster['data']): number {
  if (data instanceof Uint8Array) return 255
  let highest = 0
  for (let i = 0; i < data.length; i++) if (data[i] > highest) highest = data[i]
  return highest
}

/** Percentiles by a sample of at most this many pixels. */
const SAMPLE = 65_536

function stretch(values: Float32Array): Float32Array {
  const step = Math.max(1, Math.floor(values.length / SAMPLE))
  const sample = new Float32Array(Math.ceil(values.length / step))
  for (let i = 0, k = 0; i < values.length; i += step) sample[k++] = values[i]
  sample.sort()
  const low = sample[Math.floor((sample.length - 1) * 0.001)]
  const high = sample[Math.ceil((sample.length - 1) * 0.999)]
  const scale = high > low ? 1 / (high - low) : 0
  for (let i = 0; i < values.length; i++) values[i] = Math.min(1, Math.max(0, (values[i] - low) * scale))
  return values
}
