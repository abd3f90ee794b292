/**
 * Seeded randomness. Streams (`mulberry32`) drive the layout; hashes of a position drive texture and noise, so
 * that a pixel's value does not depend on which part of the field is drawn.
 */

/** Uniform numbers in [0, 1). Tommy Ettinger's Mulberry32, public domain. */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** 32 well-mixed bits of two whole numbers and a seed (finaliser of MurmurHash3), 0 … 2³² − 1. */
export function hash2(x: number, y: number, seed: number): number {
  return mix(x, y, seed) >>> 0
}

/** The same bits as a signed number, which stays an integer in the machine: several times faster in loops. */
function mix(x: number, y: number, seed: number): number {
  let h = Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca77) ^ Math.imul(seed, 0xc2b2ae3d)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/** A normal deviate (mean 0, variance 1) of a stream, by Box and Muller. */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

const TABLE_BITS = 14
const TABLE_SIZE = 1 << TABLE_BITS
let table: Float32Array | undefined

/**
 * Normal deviates for whole images: `table[hash >>> shift]`, the quantiles of (i + ½) ÷ n. One look-up a
 * pixel; tails end at ±4σ.
 */
export function normalTable(): { table: Float32Array; shift: number } {
  if (!table) {
    table = new Float32Array(TABLE_SIZE)
    for (let i = 0; i < TABLE_SIZE; i++) table[i] = quantile((i + 0.5) / TABLE_SIZE)
  }
  return { table, shift: 32 - TABLE_BITS }
}

/** Quantile of the normal distribution, Abramowitz & Stegun 26.2.23 (error below 4.5e-4). */
function quantile(p: number): number {
  if (p > 0.5) return -quantile(1 - p)
  const t = Math.sqrt(-2 * Math.log(p))
  return (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t
}

/** Smooth noise in 0…1: random values on the whole-number lattice, blended in between. */
export function valueNoise(x: number, y: number, seed: number): number {
  const x0 = Math.floor(x)
  const y0 = Math.floor(y)
  const fx = x - x0
  const fy = y - y0
  const u = fx * fx * (3 - 2 * fx)
  const v = fy * fy * (3 - 2 * fy)
  const a = mix(x0, y0, seed)
  const b = mix(x0 + 1, y0, seed)
  const c = mix(x0, y0 + 1, seed)
  const d = mix(x0 + 1, y0 + 1, seed)
  return 0.5 + (a + (b - a) * u + (c - a) * v + (a - b - c + d) * u * v) / 4294967296
}
