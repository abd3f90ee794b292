import type { PixelRuns } from './pixel-runs'

/**
 * The pixels a flood works on, in a layout with a guard cell right of every row and a guard row above and
 * below: pixel (x, y) is cell (y + 1) · (width + 1) + x, so neighbours never need a bounds check.
 * `state` is −1 outside the mask and in guards, 0 where not yet reached, else the label.
 */
export interface FloodField {
  readonly width: number
  readonly height: number
  readonly stride: number
  readonly state: Int32Array
  /** Elevation of each cell as an integer that sorts as the float does. */
  readonly level: Int32Array
}

const BUCKETS = 33
const NONE = -1

export function createFloodField(width: number, height: number): FloodField {
  const stride = width + 1
  const cells = (height + 2) * stride
  return { width, height, stride, state: new Int32Array(cells).fill(-1), level: new Int32Array(cells) }
}

/** Cell of the flat pixel index `p`. */
export function cellOf(field: FloodField, p: number): number {
  return p + field.stride + Math.floor(p / field.width)
}

/**
 * Seeded watershed by priority flood: labels spread from the seed cells to the lowest unreached neighbour,
 * the earlier reached first among equals; a cell below the current level floods at the current level. These
 * are the rules of `skimage.segmentation.watershed` (Soille and Ansoult, Signal Processing 20 (1990)).
 *
 * The queue is a radix heap (Ahuja, Mehlhorn, Orlin, Tarjan, J. ACM 37 (1990)): priorities never fall, so
 * cells wait in 33 lists by the highest bit in which they differ from the current level. Lists keep their
 * order when split, which gives first-come-first-served among equals without storing ages.
 */
export class Flooder {
  private readonly head = new Int32Array(BUCKETS).fill(NONE)
  private readonly tail = new Int32Array(BUCKETS).fill(NONE)
  private readonly next: Int32Array
  private readonly priority: Int32Array
  private readonly offsets: Int32Array
  /** Priorities are held as unsigned order (sign bit flipped) so that XOR finds the highest differing bit. */
  private current = 0

  constructor(
    private readonly field: FloodField,
    connectivity: 4 | 8,
  ) {
    this.next = new Int32Array(field.state.length)
    this.priority = new Int32Array(field.state.length)
    const s = field.stride
    this.offsets = Int32Array.from(
      connectivity === 4 ? [-s, -1, 1, s] : [-s, -1, 1, s, -s - 1, -s + 1, s - 1, s + 1],
    )
  }

  /** Begins a flood; then `addSeed` for every seed cell in raster order, then `run`. */
  begin(): void {
    // The lowest value of the order: every first step climbs.
    this.current = 0
  }

  /** Queues a labelled cell at its own elevation; one with no unreached neighbour has nothing to give. */
  addSeed(cell: number): void {
    const { offsets } = this
    const { state, level } = this.field
    for (let k = 0; k < offsets.length; k++) {
      if (state[cell + offsets[k]] !== 0) continue
      this.push(cell, level[cell])
      return
    }
  }

  /** Labels the unreached neighbours of `cell` with its label and queues them. */
  private spread(cell: number): void {
    const { offsets } = this
    const { state, level } = this.field
    const label = state[cell]
    for (let k = 0; k < offsets.length; k++) {
      const neighbour = cell + offsets[k]
      if (state[neighbour] !== 0) continue
      state[neighbour] = label
      this.push(neighbour, level[neighbour])
    }
  }

  private push(cell: number, level: number): void {
    let unsigned = level ^ 0x80000000
    if (unsigned >>> 0 < this.current >>> 0) unsigned = this.current
    this.priority[cell] = unsigned
    this.append(32 - Math.clz32(unsigned ^ this.current), cell)
  }

  private append(bucket: number, cell: number): void {
    const { head, tail, next } = this
    next[cell] = NONE
    if (head[bucket] === NONE) head[bucket] = cell
    else next[tail[bucket]] = cell
    tail[bucket] = cell
  }

  /** Floods until nothing is left to reach. */
  run(): void {
    const { head, next } = this
    while (true) {
      const cell = head[0]
      if (cell !== NONE) {
        head[0] = next[cell]
        this.spread(cell)
      } else if (!this.advance()) return
    }
  }

  /** Raises the current level to the lowest one waiting; false when none waits. */
  private advance(): boolean {
    const { head, next, priority } = this
    let bucket = 1
    while (bucket < BUCKETS && head[bucket] === NONE) bucket++
    if (bucket === BUCKETS) return false
    let lowest = 0xffffffff
    for (let c = head[bucket]; c !== NONE; c = next[c]) {
      const value = priority[c] >>> 0
      if (value < lowest) lowest = value
    }
    this.current = lowest | 0
    let cell = head[bucket]
    head[bucket] = NONE
    while (cell !== NONE) {
      const following = next[cell]
      this.append(32 - Math.clz32(priority[cell] ^ this.current), cell)
      cell = following
    }
    return true
  }
}

/**
 * Sets the elevation of the cells of `runs` to `sign` × `values` (flat, width × height). Integers sort as the
 * floats do, −0 equals 0 and NaN lies above everything.
 */
export function setLevels(field: FloodField, values: Float32Array, runs: PixelRuns, sign: 1 | -1): void {
  const { width, stride, level } = field
  const line = new Float32Array(width)
  const bits = new Int32Array(line.buffer)
  for (let y = 0; y < field.height; y++) {
    for (let i = runs.rowStart[y]; i < runs.rowStart[y + 1]; i++) {
      const length = runs.end[i] - runs.start[i]
      const from = runs.start[i]
      for (let k = 0; k < length; k++) line[k] = 0 + sign * values[from + k]
      const cell = from + stride + y
      for (let k = 0; k < length; k++) level[cell + k] = bits[k] ^ ((bits[k] >> 31) & 0x7fffffff)
    }
  }
}
