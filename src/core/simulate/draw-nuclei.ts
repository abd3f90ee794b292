import type { PixelWindow } from '../image/raster'
import type { PlacedNucleus, Speck } from './field-model'
import { boundary, type NucleusShape } from './nucleus-shape'
import { hash2, valueNoise } from './random'

/** Haze of light from above and below the focus: this share of the brightness, out to this many radii. */
const HAZE_SHARE = 0.045
export const HAZE_RADII = 2.6

/**
 * Draws nuclei before optics: adds each one's light (1 = a typical nucleus) to `light` and writes its label
 * where it is the nearest. Both arrays are the window's pixels, row by row; `light` and `labels` start at 0.
 */
export function drawNuclei(
  nuclei: readonly PlacedNucleus[],
  window: PixelWindow,
  light: Float32Array,
  labels: Uint32Array,
): void {
  const nearest = new Float32Array(light.length).fill(2)
  for (const nucleus of nuclei) {
    addHaze(nucleus.shape, window, light)
    drawOne(nucleus, window, light, labels, nearest)
  }
}

function drawOne(
  { label, shape }: PlacedNucleus,
  window: PixelWindow,
  light: Float32Array,
  labels: Uint32Array,
  nearest: Float32Array,
): void {
  const { semiMajor, semiMinor, cosine, sine, bend, brightness, seed } = shape
  const x0 = Math.max(0, Math.floor(shape.x - shape.reach - window.x))
  const x1 = Math.min(window.width - 1, Math.ceil(shape.x + shape.reach - window.x))
  const y0 = Math.max(0, Math.floor(shape.y - shape.reach - window.y))
  const y1 = Math.min(window.height - 1, Math.ceil(shape.y + shape.reach - window.y))
  // Chromatin: coarse domains of a third of the nucleus and grains of about two pixels.
  const coarse = 3 / semiMinor
  const grain = 0.45
  const spots = nucleoli(shape)
  for (let y = y0; y <= y1; y++) {
    const dy = y + window.y - shape.y
    for (let x = x0; x <= x1; x++) {
      const dx = x + window.x - shape.x
      const u = (dx * cosine + dy * sine) / semiMajor
      const v = (dy * cosine - dx * sine) / semiMinor
      const rho = Math.sqrt(u * u + v * v)
      const q = rho < 1e-9 ? 0 : rho / boundary(bend, u / rho, v / rho)
      if (q >= 1) continue
      const texture =
        1 +
        0.36 * (valueNoise(dx * coarse, dy * coarse, seed) - 0.5) +
        0.44 * (valueNoise(dx * grain, dy * grain, seed ^ 1) - 0.5)
      let dark = 1
      for (let s = 0; s < spots.length; s += 4) {
        const a = (u - spots[s]!) / spots[s + 2]!
        const b = (v - spots[s + 1]!) / spots[s + 2]!
        const d = 1 - a * a - b * b
        if (d > 0) dark -= spots[s + 3]! * d
      }
      const at = y * window.width + x
      // Thickness falls towards the rim; the optics round the edge off.
      light[at] += brightness * (0.72 + 0.28 * (1 - q * q)) * texture * dark
      if (q < nearest[at]!) {
        nearest[at] = q
        labels[at] = label
      }
    }
  }
}

/** Up to three nucleoli, where DNA stain is thin: u, v, radius, depth each, in the nucleus's own frame. */
function nucleoli(shape: NucleusShape): number[] {
  const spots: number[] = []
  const count = shape.seed % 4
  for (let i = 0; i < count; i++) {
    const share = (k: number) => hash2(i, k, shape.seed) / 4294967296
    spots.push(share(1) - 0.5, share(2) - 0.5, 0.16 + 0.14 * share(3), 0.1 + 0.25 * share(4))
  }
  return spots
}

/** Adds specks of dirt to `light`. */
export function drawSpecks(specks: readonly Speck[], window: PixelWindow, light: Float32Array): void {
  for (const speck of specks) addBump(speck, speck.radius * 1.5, speck.brightness, window, light)
}

function addHaze(shape: NucleusShape, window: PixelWindow, light: Float32Array): void {
  const radius = HAZE_RADII * Math.sqrt(shape.semiMajor * shape.semiMinor)
  addBump(shape, radius, HAZE_SHARE * shape.brightness, window, light)
}

/** Adds a round, soft spot that ends at `radius`. */
function addBump(
  shape: { x: number; y: number },
  radius: number,
  strength: number,
  window: PixelWindow,
  light: Float32Array,
): void {
  const x0 = Math.max(0, Math.floor(shape.x - radius - window.x))
  const x1 = Math.min(window.width - 1, Math.ceil(shape.x + radius - window.x))
  const y0 = Math.max(0, Math.floor(shape.y - radius - window.y))
  const y1 = Math.min(window.height - 1, Math.ceil(shape.y + radius - window.y))
  for (let y = y0; y <= y1; y++) {
    const dy = (y + window.y - shape.y) / radius
    for (let x = x0; x <= x1; x++) {
      const dx = (x + window.x - shape.x) / radius
      const d = 1 - dx * dx - dy * dy
      if (d > 0) light[y * window.width + x] += strength * d * d
    }
  }
}
