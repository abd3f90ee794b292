import type { Raster } from '../../image/raster'
import { adaptiveThreshold } from '../adaptive-threshold'
import { nuclearSignal } from '../nuclear-signal'
import { typicalDiameter } from '../nucleus-size'

/** Larger images are looked at with every second, third … pixel; the looks do not need more. */
const LONGEST_SIDE = 640

/**
 * What the look of an image is told by, five numbers: colourfulness, red minus blue, median and mean brightness,
 * and log2 of the typical diameter in px of what stands out from its background. Brightness is stretched to 0…1
 * between the .1 and 99.9 percentiles; colours are divided by the highest value in the image.
 */
export function lookFeatures(raster: Raster): number[] {
  const stride = Math.max(1, Math.ceil(Math.max(raster.width, raster.height) / LONGEST_SIDE))
  const small = stride === 1 ? raster : everyNth(raster, stride)
  const { width, height } = small
  const gray = nuclearSignal(small, 'gray')
  const { colourfulness, redMinusBlue } = colours(small)
  const median = medianOf(gray)
  const mean = meanOf(gray)
  // What is rarer than the background is the object: dark in bright images.
  const signal = median > 0.5 ? gray.map((value) => 1 - value) : gray
  const { mask } = adaptiveThreshold(signal, width, height, {
    method: 'otsu',
    windowPx: 0,
    factor: 1,
    lowest: 0,
  })
  const diameter = Math.max(1, typicalDiameter(mask, width, height)) * stride
  return [colourfulness, redMinusBlue, median, mean, Math.log2(diameter)]
}

function everyNth({ width, height, samples, data }: Raster, n: number): Raster {
  // Of a strip narrower than the step one row stays.
  const w = Math.max(1, Math.floor(width / n))
  const h = Math.max(1, Math.floor(height / n))
  const out = data.slice(0, w * h * samples)
  for (let y = 0, o = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      for (let s = 0; s < samples; s++) out[o++] = data[(y * n * width + x * n) * samples + s]
    }
  }
  return { width: w, height: h, samples, data: out }
}

function colours({ samples, data }: Raster): { colourfulness: number; redMinusBlue: number } {
  if (samples === 1) return { colourfulness: 0, redMinusBlue: 0 }
  let highest = 0
  let range = 0
  let difference = 0
  for (let i = 0; i < data.length; i += 3) {
    const [red, green, blue] = [data[i], data[i + 1], data[i + 2]]
    const top = Math.max(red, green, blue)
    if (top > highest) highest = top
    range += top - Math.min(red, green, blue)
    difference += red - blue
  }
  const scale = 3 / (data.length * Math.max(1e-9, highest))
  return { colourfulness: range * scale, redMinusBlue: difference * scale }
}

/** Median of values 0…1 to one part in 4,096, without sorting them. */
function medianOf(values: Float32Array): number {
  const bins = new Uint32Array(4097)
  for (let i = 0; i < values.length; i++) bins[(values[i] * 4096) | 0]++
  let below = 0
  for (let bin = 0; bin < bins.length; bin++) {
    below += bins[bin]
    if (below * 2 > values.length) return bin / 4096
  }
  return 1
}

function meanOf(values: Float32Array): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]
  return sum / values.length
}
