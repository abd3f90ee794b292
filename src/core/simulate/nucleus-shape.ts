import { normal } from './random'

/**
 * An ellipse whose boundary is bent by a few harmonics. With (u, v) the position in the frame of the ellipse
 * divided by its semi-axes, ρ = |(u, v)| and θ its angle, the boundary is ρ = 1 + Σ cₖ cos kθ + sₖ sin kθ.
 */
export interface NucleusShape {
  x: number
  y: number
  semiMajor: number
  semiMinor: number
  cosine: number
  sine: number
  /** c₂ s₂ c₃ s₃ c₄ s₄ */
  bend: readonly [number, number, number, number, number, number]
  /** No pixel of it is farther from (x, y) than this. */
  reach: number
  /** Brightness relative to the field's typical nucleus. */
  brightness: number
  /** Seed of its texture. */
  seed: number
}

export interface ShapeOptions {
  /** Median equivalent diameter in pixels. */
  diameterPx: number
  /** Spread of the diameter: standard deviation of its logarithm. */
  diameterSpread: number
  /** Spread of the brightness: standard deviation of its logarithm. */
  brightnessSpread: number
  /** 0 = smooth ellipses, 1 = as bent as cultured nuclei, more = lobed. */
  irregularity: number
  /** Mean of minor ÷ major axis. Default .7, as in U2OS cells. */
  axisRatio?: number
}

/** A nucleus at (x, y) drawn from `random`; always takes the same number of draws. */
export function randomShape(x: number, y: number, random: () => number, options: ShapeOptions): NucleusShape {
  const radius = (options.diameterPx / 2) * Math.exp(clamp(normal(random), 2) * options.diameterSpread)
  // Axis ratios of U2OS nuclei: median .66, rarely below .45 or above .95.
  const mean = options.axisRatio ?? 0.7
  const ratio = clampTo(mean + 0.4 * (1 - mean) * normal(random), 0.45, 0.97)
  const angle = Math.PI * random()
  const bend = [0.035, 0.035, 0.03, 0.03, 0.015, 0.015].map(
    (amount) => clamp(normal(random), 2.5) * amount * options.irregularity,
  ) as unknown as NucleusShape['bend']
  const brightness = Math.exp(clamp(normal(random), 2) * options.brightnessSpread)
  const seed = Math.floor(random() * 4294967296)
  const semiMajor = radius / Math.sqrt(ratio)
  const semiMinor = radius * Math.sqrt(ratio)
  const stretch = 1 + bend.reduce((sum, value) => sum + Math.abs(value), 0)
  return {
    x,
    y,
    semiMajor,
    semiMinor,
    cosine: Math.cos(angle),
    sine: Math.sin(angle),
    bend,
    reach: semiMajor * stretch,
    brightness,
    seed,
  }
}

/** How far out a point lies: 0 at the centre, 1 on the boundary, more outside. */
export function shapeDistance(shape: NucleusShape, x: number, y: number): number {
  const dx = x - shape.x
  const dy = y - shape.y
  const u = (dx * shape.cosine + dy * shape.sine) / shape.semiMajor
  const v = (dy * shape.cosine - dx * shape.sine) / shape.semiMinor
  const rho = Math.sqrt(u * u + v * v)
  return rho < 1e-9 ? 0 : rho / boundary(shape.bend, u / rho, v / rho)
}

/** Radius of the bent boundary in the direction whose cosine and sine are given. */
export function boundary(bend: NucleusShape['bend'], c: number, s: number): number {
  // cos kθ and sin kθ by the angle sums, without a trigonometric function per pixel.
  const c2 = c * c - s * s
  const s2 = 2 * c * s
  const c3 = c2 * c - s2 * s
  const s3 = s2 * c + c2 * s
  const c4 = c2 * c2 - s2 * s2
  const s4 = 2 * c2 * s2
  return 1 + bend[0] * c2 + bend[1] * s2 + bend[2] * c3 + bend[3] * s3 + bend[4] * c4 + bend[5] * s4
}

/** The point of the boundary at a share `turn` (0…1) of a whole turn, scaled by `factor`. */
export function boundaryPoint(shape: NucleusShape, turn: number, factor = 1): [number, number] {
  const c = Math.cos(2 * Math.PI * turn)
  const s = Math.sin(2 * Math.PI * turn)
  const radius = factor * boundary(shape.bend, c, s)
  const u = c * radius * shape.semiMajor
  const v = s * radius * shape.semiMinor
  return [shape.x + u * shape.cosine - v * shape.sine, shape.y + u * shape.sine + v * shape.cosine]
}

const clamp = (value: number, most: number) => Math.max(-most, Math.min(most, value))
const clampTo = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value))
