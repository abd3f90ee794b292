import type { ProbabilityMaps } from '../instances/probability-maps'
import type { Candidates } from './candidates'

/** Pixels beyond the mask that the ring around it reaches (steps along rows and columns). */
const RING = 2
/** Places of the ring around a pixel. */
const RING_X = Int8Array.of(0, -1, 0, 1, -2, -1, 1, 2, -1, 0, 1, 0)
const RING_Y = Int8Array.of(-2, -1, -1, -1, 0, 0, 0, 0, 1, 1, 1, 2)
const INSIDE = 1
const OUTSIDE_SEEN = 2

/**
 * The outline of a candidate: its rim (mask pixels with a 4-neighbour outside), the ring of two pixels around it
 * and the ends of its rows, with sums of the maps. One instance for many candidates: it keeps its working area.
 * Beyond the edge of the window, the ring takes the pixel at the edge.
 */
export class MaskOutline {
  rows = 0
  /** First and last column of each row, from the mask's own left edge. */
  left = new Int32Array(64)
  right = new Int32Array(64)
  /** Pixels, and sums over them. */
  rim = 0
  rimBody = 0
  rimDistance = 0
  rimBorder = 0
  ring = 0
  ringBody = 0
  /** The mask's box with a border of `RING`, 0 where nothing is. */
  private cells = new Uint8Array(0)

  constructor(
    private readonly candidates: Candidates,
    private readonly maps: ProbabilityMaps,
  ) {}

  measure(c: number): void {
    const { from, start, end, left, top, bottom } = this.candidates
    const { width } = this.maps
    this.rows = bottom[c] - top[c]
    if (this.left.length < this.rows) {
      this.left = new Int32Array(2 * this.rows)
      this.right = new Int32Array(2 * this.rows)
    }
    this.left.fill(0x7fffffff, 0, this.rows)
    this.right.fill(-1, 0, this.rows)
    this.rim = this.rimBody = this.rimDistance = this.rimBorder = this.ring = this.ringBody = 0
    for (let i = from[c]; i < from[c + 1]; i++) {
      const y = Math.floor(start[i] / width)
      const r = y - top[c]
      const x = start[i] - y * width - left[c]
      this.left[r] = Math.min(this.left[r], x)
      this.right[r] = Math.max(this.right[r], x + end[i] - start[i] - 1)
    }
    if (from[c + 1] - from[c] === this.rows) this.alongRows(c)
    else this.byCells(c)
  }

  /** A mask of one run a row: rim and ring follow from the ends of the rows beside. */
  private alongRows(c: number): void {
    const { rows, left, right } = this
    const { width } = this.maps
    const x0 = this.candidates.left[c]
    const y0 = this.candidates.top[c]
    for (let r = -RING; r < rows + RING; r++) {
      let low = 0x7fffffff
      let high = -1
      for (let dy = -RING; dy <= RING; dy++) {
        const beside = r + dy
        if (beside < 0 || beside >= rows) continue
        const reach = RING - Math.abs(dy)
        if (left[beside] - reach < low) low = left[beside] - reach
        if (right[beside] + reach > high) high = right[beside] + reach
      }
      if (r < 0 || r >= rows) {
        this.addRing(y0 + r, x0 + low, x0 + high + 1)
        continue
      }
      this.addRing(y0 + r, x0 + low, x0 + left[r])
      this.addRing(y0 + r, x0 + right[r] + 1, x0 + high + 1)
      // What has the mask above, below, left and right is no rim.
      const flat = (y0 + r) * width + x0
      const atEnd = r === 0 || r === rows - 1
      const within = atEnd ? right[r] + 1 : Math.max(left[r] + 1, left[r - 1], left[r + 1])
      const beyond = atEnd ? right[r] : Math.min(right[r] - 1, right[r - 1], right[r + 1])
      this.addRim(flat + left[r], flat + Math.min(within, right[r] + 1))
      this.addRim(flat + Math.max(within, beyond + 1), flat + right[r] + 1)
    }
  }

  private addRim(from: number, to: number): void {
    const { body, border, distance } = this.maps
    for (let p = from; p < to; p++) {
      this.rim++
      this.rimBody += body[p]
      this.rimDistance += distance[p]
      this.rimBorder += border[p]
    }
  }

  private addRing(y: number, from: number, to: number): void {
    const { width, height, body } = this.maps
    const row = Math.min(height - 1, Math.max(0, y)) * width
    const low = Math.min(to, Math.max(from, 0))
    const high = Math.max(low, Math.min(to, width))
    let sum = 0
    for (let p = row + low; p < row + high; p++) sum += body[p]
    if (from < low) sum += (low - from) * body[row]
    if (to > high) sum += (to - high) * body[row + width - 1]
    this.ring += Math.max(0, to - from)
    this.ringBody += sum
  }

  /** Any mask: drawn into the working area, and looked at pixel by pixel. */
  private byCells(c: number): void {
    const { from, start, end, left, top, right } = this.candidates
    const { width, height, body } = this.maps
    const stride = right[c] - left[c] + 2 * RING
    const cells = this.cleared(stride * (this.rows + 2 * RING))
    const shiftOf = (i: number) => {
      const y = Math.floor(start[i] / width)
      return (y - top[c] + RING) * stride + RING - y * width - left[c]
    }
    for (let i = from[c]; i < from[c + 1]; i++) cells.fill(INSIDE, start[i] + shiftOf(i), end[i] + shiftOf(i))
    for (let i = from[c]; i < from[c + 1]; i++) {
      const shift = shiftOf(i)
      const y = Math.floor(start[i] / width)
      for (let p = start[i]; p < end[i]; p++) {
        const cell = p + shift
        const within = cells[cell - stride] === INSIDE && cells[cell + stride] === INSIDE
        if (within && cells[cell - 1] === INSIDE && cells[cell + 1] === INSIDE) continue
        this.addRim(p, p + 1)
        for (let k = 0; k < RING_X.length; k++) {
          const beside = cell + RING_Y[k] * stride + RING_X[k]
          if (cells[beside] !== 0) continue
          cells[beside] = OUTSIDE_SEEN
          const px = Math.min(width - 1, Math.max(0, p - y * width + RING_X[k]))
          const py = Math.min(height - 1, Math.max(0, y + RING_Y[k]))
          this.ring++
          this.ringBody += body[py * width + px]
        }
      }
    }
  }

  private cleared(cells: number): Uint8Array {
    if (this.cells.length < cells) this.cells = new Uint8Array(2 * cells)
    else this.cells.fill(0, 0, cells)
    return this.cells
  }
}
