import type { Connectivity } from './connect-runs'
import { LevelQueue } from './level-queue'
import type { PixelRuns } from './pixel-runs'

/** Numbers a cell takes in memory: label, elevation, place in the queue, and one to keep cells aligned. */
const CELL = 4

/**
 * Seeded watershed by priority flood, one mask component at a time: labels spread from the seed pixels to
 * unreached neighbours, lowest first, the earlier reached first among equals; a pixel below the current level
 * floods at the current level. These are the rules of `skimage.segmentation.watershed` 0.26; the method is
 * that of Soille and Ansoult, "Automated basin delineation from digital elevation models using mathematical
 * morphology", Signal Processing 20 (1990).
 *
 * A component is copied into a working area of its bounding box's size, with a guard cell right of every row
 * and a guard row above and below: pixel (x, y) of the box is cell (y + 1) · stride + x, so neighbours need no
 * bounds check and small components stay in the processor's cache. What belongs to a cell lies together, for
 * the same reason. The area is reused.
 */
export class Flooder {
  private readonly queue = new LevelQueue()
  /** −1 outside the component, 0 where not yet reached, else the label; `CELL` numbers a cell. */
  private state = new Int32Array(0)
  /** The same memory one and two numbers on: each cell's elevation, and its place in the queue's lists. */
  private level = new Float32Array(0)
  private next = new Int32Array(0)
  private readonly offsets = new Int32Array(8)

  constructor(private readonly connectivity: Connectivity) {}

  /**
   * Floods the component made of the runs `members` of `runs` (ascending), in place: where `labels` is not 0 there
   * is a seed, everything else in the component gets a label. Elevation is `sign` × `values`.
   */
  flood(labels: Uint32Array, values: Float32Array, sign: 1 | -1, runs: PixelRuns, members: Int32Array): void {
    const { start, end, width } = runs
    const top = Math.floor(start[members[0]] / width)
    const bottom = Math.floor(start[members[members.length - 1]] / width)
    let left = width
    let right = 0
    for (const i of members) {
      const x = start[i] % width
      if (x < left) left = x
      if (x + end[i] - start[i] > right) right = x + end[i] - start[i]
    }
    const stride = right - left + 1
    const cells = stride * (bottom - top + 3)
    this.reserve(cells, stride)
    const { state, level } = this
    let low = Number.POSITIVE_INFINITY
    let high = Number.NEGATIVE_INFINITY
    for (const i of members) {
      const shift = shiftOf(start[i], width, top, left, stride)
      for (let p = start[i]; p < end[i]; p++) {
        const value = sign * values[p]
        state[CELL * (p + shift)] = labels[p]
        level[CELL * (p + shift)] = value
        if (value < low) low = value
        if (value > high) high = value
      }
    }
    this.queue.restart(cells, this.next, level, low, high)
    for (const i of members) {
      const shift = shiftOf(start[i], width, top, left, stride)
      for (let p = start[i]; p < end[i]; p++) {
        const cell = CELL * (p + shift)
        // A seed cell with no unreached neighbour has nothing to give.
        if (state[cell] !== 0 && this.hasUnreached(cell)) this.queue.push(cell)
      }
    }
    this.run()
    for (const i of members) {
      const shift = shiftOf(start[i], width, top, left, stride)
      for (let p = start[i]; p < end[i]; p++) {
        labels[p] = state[CELL * (p + shift)]
        state[CELL * (p + shift)] = -1
      }
    }
  }

  private run(): void {
    const { queue, offsets, connectivity, state } = this
    for (let cell = queue.pop(); cell >= 0; cell = queue.pop()) {
      const label = state[cell]
      for (let k = 0; k < connectivity; k++) {
        const neighbour = cell + offsets[k]
        if (state[neighbour] !== 0) continue
        state[neighbour] = label
        if (this.hasUnreached(neighbour)) queue.push(neighbour)
      }
    }
  }

  private hasUnreached(cell: number): boolean {
    const { offsets, connectivity, state } = this
    for (let k = 0; k < connectivity; k++) if (state[cell + offsets[k]] === 0) return true
    return false
  }

  private reserve(cells: number, stride: number): void {
    if (this.state.length < CELL * cells) {
      const memory = new ArrayBuffer(4 * CELL * cells)
      this.state = new Int32Array(memory).fill(-1)
      this.level = new Float32Array(memory, 4)
      this.next = new Int32Array(memory, 8)
    }
    const s = CELL * stride
    this.offsets.set([-s, -CELL, CELL, s, -s - CELL, -s + CELL, s - CELL, s + CELL])
  }
}

/** From the flat indices of a row's pixels to their cells, by one of the row's pixels. */
function shiftOf(pixel: number, width: number, top: number, left: number, stride: number): number {
  const y = Math.floor(pixel / width)
  return (y - top + 1) * stride - left - y * width
}

/** The row of each run. */
export function rowOfRun(runs: PixelRuns): Int32Array {
  const row = new Int32Array(runs.length)
  for (let y = 0; y < runs.height; y++) row.fill(y, runs.rowStart[y], runs.rowStart[y + 1])
  return row
}
