import type { Speck } from './field-model'
import {
  boundaryPoint,
  type NucleusShape,
  randomShape,
  type ShapeOptions,
  shapeDistance,
} from './nucleus-shape'
import { mulberry32 } from './random'

export interface LayoutOptions extends ShapeOptions {
  width: number
  height: number
  /** Nuclei asked for; a crowded field may hold fewer. */
  nuclei: number
  /** Share of nuclei placed against a neighbour, 0…1. */
  clumping: number
  /** Gap kept between nuclei that do not touch, in pixels. */
  gapPx: number
  seed: number
}

/** Tries per nucleus before the field counts as full. */
const TRIES = 60

/** Boundary points compared when two nuclei come near. */
const PROBES = 24

/**
 * Places nuclei at random without overlap, a share of them touching a neighbour. All centres lie inside the
 * image; nuclei may be cut by its edge, as in real fields.
 */
export function layoutNuclei(options: LayoutOptions): NucleusShape[] {
  const random = mulberry32(options.seed)
  const placed: NucleusShape[] = []
  const cell = options.diameterPx * 2
  const buckets = new Map<number, NucleusShape[]>()
  let largestReach = 0
  const key = (bx: number, by: number) => by * 65_536 + bx
  const near = (shape: NucleusShape, margin: number): NucleusShape[] => {
    const range = Math.ceil((shape.reach + largestReach + margin) / cell)
    const bx = Math.floor(shape.x / cell)
    const by = Math.floor(shape.y / cell)
    const found: NucleusShape[] = []
    for (let y = by - range; y <= by + range; y++) {
      for (let x = bx - range; x <= bx + range; x++) {
        for (const other of buckets.get(key(x, y)) ?? []) found.push(other)
      }
    }
    return found
  }
  for (let n = 0; n < options.nuclei; n++) {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const touching = placed.length > 0 && random() < options.clumping
      const shape = randomShape(random() * options.width, random() * options.height, random, options)
      if (touching) moveAgainst(shape, placed[Math.floor(random() * placed.length)]!, random)
      const inside = shape.x >= 0 && shape.y >= 0 && shape.x < options.width && shape.y < options.height
      const gap = touching ? 0 : options.gapPx
      if (!inside || near(shape, gap).some((other) => tooNear(shape, other, gap))) continue
      placed.push(shape)
      largestReach = Math.max(largestReach, shape.reach)
      const at = key(Math.floor(shape.x / cell), Math.floor(shape.y / cell))
      const bucket = buckets.get(at)
      if (bucket) bucket.push(shape)
      else buckets.set(at, [shape])
      break
    }
  }
  return placed
}

/** Specks of dirt anywhere in the field: small, dim and soft. */
export function randomSpecks(width: number, height: number, count: number, seed: number): Speck[] {
  const random = mulberry32(seed ^ 0x3c6ef372)
  return Array.from({ length: count }, () => ({
    x: random() * width,
    y: random() * height,
    radius: 1.2 + 1.6 * random(),
    brightness: 0.1 + 0.3 * random(),
  }))
}

/** Moves `shape` along a random direction until it just touches `other`. */
function moveAgainst(shape: NucleusShape, other: NucleusShape, random: () => number): void {
  const angle = 2 * Math.PI * random()
  const dx = Math.cos(angle)
  const dy = Math.sin(angle)
  let low = 0
  let high = shape.reach + other.reach
  for (let step = 0; step < 12; step++) {
    const distance = (low + high) / 2
    shape.x = other.x + dx * distance
    shape.y = other.y + dy * distance
    if (tooNear(shape, other, 0)) low = distance
    else high = distance
  }
  shape.x = other.x + dx * high
  shape.y = other.y + dy * high
}

/** Whether the boundaries come nearer than `gap` pixels (0: overlap). */
function tooNear(a: NucleusShape, b: NucleusShape, gap: number): boolean {
  const distance = Math.hypot(a.x - b.x, a.y - b.y)
  if (distance >= a.reach + b.reach + gap) return false
  if (distance < Math.min(a.semiMinor, b.semiMinor)) return true
  const grownA = 1 + gap / a.semiMinor
  const grownB = 1 + gap / b.semiMinor
  for (let i = 0; i < PROBES; i++) {
    const [x, y] = boundaryPoint(a, i / PROBES, grownA)
    if (shapeDistance(b, x, y) < 1) return true
    const [p, q] = boundaryPoint(b, i / PROBES, grownB)
    if (shapeDistance(a, p, q) < 1) return true
  }
  return false
}
