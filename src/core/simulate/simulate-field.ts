import type { LabelImage } from '../image/label-image'
import { listedField } from './field-model'
import { layoutNuclei, randomSpecks } from './layout'
import type { NucleusShape } from './nucleus-shape'
import { type OpticsOptions, simulateWindow } from './simulate-window'

export interface SimulateOptions extends Partial<OpticsOptions> {
  width: number
  height: number
  /** Nuclei asked for; `count` says how many there was room for. */
  nuclei: number
  seed: number
  /** Median equivalent diameter. Default 26. */
  diameterPx?: number
  /** Standard deviation of ln diameter. Default .16. */
  diameterSpread?: number
  /** Standard deviation of ln brightness. Default .25. */
  brightnessSpread?: number
  /** 0 smooth ellipses … 1 cultured nuclei … 2 lobed. Default 1. */
  irregularity?: number
  /** Share of nuclei touching another. Default .15. */
  clumping?: number
  /** Least gap between the others, in pixels. Default 3. */
  gapPx?: number
  /** Specks of dirt, out of focus and not counted. Default 0. */
  debris?: number
}

export interface SimulatedField {
  width: number
  height: number
  image: Uint8Array | Uint16Array
  /** Row by row; 0 background, 1…count. */
  labels: Uint32Array
  count: number
  /** Centres x, y of nucleus n at 2(n − 1), in pixels (pixel centres at whole numbers). */
  centroids: Float64Array
  shapes: NucleusShape[]
}

export const defaultOptics: OpticsOptions = {
  bitDepth: 16,
  background: 140,
  signal: 520,
  noise: 4,
  electronsPerLevel: 1.2,
  gradient: 0.15,
  blurSigma: 0.9,
  seed: 1,
}

/**
 * A field of fluorescent nuclei with its ground truth: bent ellipses with chromatin texture and nucleoli, some
 * touching, blurred by the optics, unevenly lit, with shot and read noise. The same options give the same
 * pixels, always.
 */
export function simulateField(options: SimulateOptions): SimulatedField {
  const { width, height, seed } = options
  const shapes = layoutNuclei({
    width,
    height,
    seed,
    nuclei: options.nuclei,
    diameterPx: options.diameterPx ?? 26,
    diameterSpread: options.diameterSpread ?? 0.16,
    brightnessSpread: options.brightnessSpread ?? 0.25,
    irregularity: options.irregularity ?? 1,
    clumping: options.clumping ?? 0.15,
    gapPx: options.gapPx ?? 3,
  })
  const whole = { x: 0, y: 0, width, height }
  const field = listedField(width, height, shapes, randomSpecks(width, height, options.debris ?? 0, seed))
  const { image, labels } = simulateWindow(field, whole, opticsOf(options))
  const centroids = new Float64Array(shapes.length * 2)
  shapes.forEach((shape, index) => {
    centroids[2 * index] = shape.x
    centroids[2 * index + 1] = shape.y
  })
  return { width, height, image, labels: labels.data, count: shapes.length, centroids, shapes }
}

/** The optics of `options`, with defaults for what it leaves out. */
export function opticsOf(options: Partial<OpticsOptions>): OpticsOptions {
  const optics = { ...defaultOptics }
  for (const key of Object.keys(optics) as (keyof OpticsOptions)[]) {
    const value = options[key]
    if (value !== undefined) optics[key] = value
  }
  return optics
}

/** The labels of a simulated field in the type the rest of the engine takes. */
export function labelImageOf(field: SimulatedField): LabelImage {
  return { width: field.width, height: field.height, data: field.labels, count: field.count }
}
