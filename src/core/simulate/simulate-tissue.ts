import { blurInside, blurMargin } from './blur'
import { drawNuclei } from './draw-nuclei'
import { listedField } from './field-model'
import { layoutNuclei } from './layout'
import { hash2, normalTable, valueNoise } from './random'

export interface TissueOptions {
  width: number
  height: number
  nuclei: number
  seed: number
  /** Default 22. */
  diameterPx?: number
  /** Default .3. */
  clumping?: number
}

export interface SimulatedTissue {
  width: number
  height: number
  /** RGB, interleaved. */
  image: Uint8Array
  labels: Uint32Array
  count: number
}

/** Optical densities of red, green and blue per unit of stain, after Ruifrok and Johnston 2001 (eosin a little warmer). */
const HAEMATOXYLIN = [0.65, 0.7, 0.29] as const
const EOSIN = [0.09, 0.95, 0.28] as const

/**
 * A bright-field section: purple nuclei on pink tissue with pale gaps, made of stain concentrations and the law
 * of Beer and Lambert. The same options give the same pixels.
 */
export function simulateTissue(options: TissueOptions): SimulatedTissue {
  const { width, height, seed } = options
  const shapes = layoutNuclei({
    width,
    height,
    seed,
    nuclei: options.nuclei,
    diameterPx: options.diameterPx ?? 22,
    diameterSpread: 0.18,
    brightnessSpread: 0.18,
    irregularity: 1.4,
    clumping: options.clumping ?? 0.3,
    gapPx: 1,
  })
  const sigma = 0.8
  const margin = blurMargin(sigma)
  const window = { x: -margin, y: -margin, width: width + 2 * margin, height: height + 2 * margin }
  const stain = new Float32Array(window.width * window.height)
  const wideLabels = new Uint32Array(stain.length)
  const field = listedField(width, height, shapes)
  drawNuclei(field.nucleiNear(window, 4 * field.reach), window, stain, wideLabels)
  const haematoxylin = blurInside(stain, window.width, window.height, sigma)
  const labels = new Uint32Array(width * height)
  const image = new Uint8Array(width * height * 3)
  const { table, shift } = normalTable()
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x
      labels[i] = wideLabels[(y + margin) * window.width + x + margin]!
      const fibres = valueNoise(x * 0.03 + y * 0.02, y * 0.16 - x * 0.11, seed)
      const grain = valueNoise(x * 0.35, y * 0.35, seed ^ 1)
      const gaps = valueNoise(x * 0.018, y * 0.018, seed ^ 2)
      // Where there is little tissue the slide is nearly white, unless a nucleus lies there.
      const tissue = gaps < 0.25 ? 0.12 : Math.min(1, 0.12 + (gaps - 0.25) * 5)
      const eosin = 0.38 * tissue * (0.45 + 0.7 * fibres + 0.25 * grain)
      const nuclear = 0.8 * haematoxylin[i]! + 0.05 * tissue
      for (let s = 0; s < 3; s++) {
        const density = nuclear * HAEMATOXYLIN[s]! + eosin * EOSIN[s]!
        const noise = 2.2 * table[hash2(x, y, seed + 10 + s) >>> shift]!
        const level = 244 * Math.exp(-density) + noise
        image[3 * i + s] = level <= 0 ? 0 : level >= 255 ? 255 : level + 0.5
      }
    }
  }
  return { width, height, image, labels, count: shapes.length }
}
