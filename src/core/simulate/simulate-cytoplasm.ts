import { blurInside, blurMargin } from './blur'
import { expose } from './camera'
import { boundary, type NucleusShape } from './nucleus-shape'
import { hash2, valueNoise } from './random'
import type { OpticsOptions } from './simulate-window'

export interface CytoplasmOptions extends OpticsOptions {
  width: number
  height: number
  /** Cell length ÷ nucleus length. */
  spread: number
}

/**
 * An actin-like channel for given nuclei: a spread-out cell around each, with a bright rim, stress fibres along
 * it and a dim place where the nucleus lies. Same size as the field, gray levels after `expose`.
 */
export function simulateCytoplasm(
  shapes: readonly NucleusShape[],
  options: CytoplasmOptions,
): Uint8Array | Uint16Array {
  const margin = blurMargin(options.blurSigma)
  const width = options.width + 2 * margin
  const height = options.height + 2 * margin
  const light = new Float32Array(width * height)
  const nearest = new Float32Array(light.length).fill(2)
  for (const shape of shapes) drawCell(shape, options.spread, margin, light, nearest, width, height)
  const blurred = blurInside(light, width, height, options.blurSigma)
  const window = { x: 0, y: 0, width: options.width, height: options.height }
  return expose(blurred, window, options, options)
}

function drawCell(
  nucleus: NucleusShape,
  spread: number,
  margin: number,
  light: Float32Array,
  nearest: Float32Array,
  width: number,
  height: number,
): void {
  const share = (k: number) => hash2(k, 77, nucleus.seed) / 4294967296
  const a = nucleus.semiMajor * spread * (0.85 + 0.4 * share(1))
  const b = nucleus.semiMinor * spread * (0.85 + 0.4 * share(2))
  const bend = nucleus.bend.map(
    (amount, k) => amount * 2 + 0.12 * (share(3 + k) - 0.5),
  ) as unknown as NucleusShape['bend']
  const seed = nucleus.seed ^ 0x51ed270b
  const { cosine, sine } = nucleus
  // Nuclei lie off the middle of their cells.
  const x = nucleus.x + margin + (share(10) - 0.5) * nucleus.semiMinor
  const y = nucleus.y + margin + (share(11) - 0.5) * nucleus.semiMinor
  const brightness = 0.7 + 0.6 * share(12)
  const reach = Math.max(a, b) * (1 + bend.reduce((sum, value) => sum + Math.abs(value), 0))
  const nuclearSquare = nucleus.semiMinor * nucleus.semiMinor
  const x1 = Math.min(width - 1, Math.ceil(x + reach))
  const y1 = Math.min(height - 1, Math.ceil(y + reach))
  for (let py = Math.max(0, Math.floor(y - reach)); py <= y1; py++) {
    for (let px = Math.max(0, Math.floor(x - reach)); px <= x1; px++) {
      const along = (px - x) * cosine + (py - y) * sine
      const across = (py - y) * cosine - (px - x) * sine
      const u = along / a
      const v = across / b
      const rho = Math.sqrt(u * u + v * v)
      const q = rho < 1e-9 ? 0 : rho / boundary(bend, u / rho, v / rho)
      const at = py * width + px
      // Where cells meet, each pixel is of the cell it lies deeper in: neighbours share a border, as in a monolayer.
      if (q >= 1 || q >= nearest[at]!) continue
      nearest[at] = q
      // Fibres: noise stretched twelvefold along the cell, sharpened.
      const fibre = valueNoise(along * 0.045, across * 0.55, seed)
      const patch = valueNoise(along * 0.06, across * 0.06, seed ^ 2)
      const fromRim = (q - 0.93) / 0.09
      const rim = 1 - fromRim * fromRim
      const dx = px - nucleus.x - margin
      const dy = py - nucleus.y - margin
      const inNucleus = (dx * dx + dy * dy) / nuclearSquare
      const body =
        0.16 + 0.3 * (1 - q) + 0.8 * fibre * fibre * fibre * patch + (rim > 0 ? 0.3 * rim * patch : 0)
      light[at] = brightness * body * (inNucleus < 1 ? 0.75 + 0.25 * inNucleus : 1)
    }
  }
}
