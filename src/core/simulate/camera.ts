import type { PixelWindow } from '../image/raster'
import { hash2, normalTable } from './random'

/** How light becomes numbers. Levels are gray values of the camera. */
export interface CameraOptions {
  /** Significant bits: 8 gives a Uint8Array, 9…16 a Uint16Array. */
  bitDepth: number
  /** Level where there is no light. */
  background: number
  /** Level a typical nucleus adds. */
  signal: number
  /** Read noise, standard deviation in levels. */
  noise: number
  /** Photo-electrons per level: shot noise has the variance level ÷ this. */
  electronsPerLevel: number
  /** Light lost at the corner farthest from the lamp's centre, 0…1. */
  gradient: number
  seed: number
}

/**
 * Uneven illumination, shot and read noise, rounding and clipping. Depends on a pixel's place in the field
 * only, not on the window.
 * @param light the window's pixels in units of a typical nucleus
 */
export function expose(
  light: Float32Array,
  window: PixelWindow,
  field: { width: number; height: number },
  options: CameraOptions,
): Uint8Array | Uint16Array {
  const { bitDepth, background, signal, noise, electronsPerLevel, gradient, seed } = options
  const out = bitDepth <= 8 ? new Uint8Array(light.length) : new Uint16Array(light.length)
  const most = 2 ** bitDepth - 1
  const { table, shift } = normalTable()
  const seedBits = Math.imul(seed, 0xc2b2ae3d)
  // The lamp is rarely centred.
  const centreX = field.width * (0.35 + (0.3 * (hash2(1, 0, seed) & 255)) / 255)
  const centreY = field.height * (0.35 + (0.3 * (hash2(2, 0, seed) & 255)) / 255)
  const farthest =
    Math.max(centreX, field.width - centreX) ** 2 + Math.max(centreY, field.height - centreY) ** 2
  const falloff = gradient / farthest
  const readVariance = noise * noise
  const shot = 1 / electronsPerLevel
  for (let y = 0; y < window.height; y++) {
    const fieldY = y + window.y
    const dy = fieldY - centreY
    const dy2 = dy * dy
    const rowBits = Math.imul(fieldY, 0x85ebca77) ^ seedBits
    for (let x = 0; x < window.width; x++) {
      const fieldX = x + window.x
      const dx = fieldX - centreX
      const lamp = 1 - (dx * dx + dy2) * falloff
      const i = y * window.width + x
      const photons = signal * light[i]! * lamp
      const deviation = Math.sqrt(readVariance + photons * shot)
      // `hash2` written out: as a call its unsigned result costs as much as the rest of the loop.
      let h = Math.imul(fieldX, 0x9e3779b1) ^ rowBits
      h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
      h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
      const level = background + photons + deviation * table[(h ^ (h >>> 16)) >>> shift]!
      out[i] = level <= 0 ? 0 : level >= most ? most : level + 0.5
    }
  }
  return out
}
