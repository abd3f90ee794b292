const NONE = -1
const MOST_BUCKETS = 65536
/** Cells waiting per bucket are few when there is a bucket for every so many cells. */
const CELLS_PER_BUCKET = 8

/**
 * Priority queue of a flood: cells leave by level, the earlier pushed first among equals; a cell pushed below
 * the level of the last one popped counts as at that level. A cell may wait only once.
 *
 * Cells wait in buckets of similar level (lists through one array, in the order they came); only the bucket
 * being emptied is kept as a binary heap. A flood's level never falls, so buckets are emptied in turn. The
 * buckets' bounds speed the queue up but do not change the order.
 */
export class LevelQueue {
  private readonly head = new Int32Array(MOST_BUCKETS).fill(NONE)
  private readonly tail = new Int32Array(MOST_BUCKETS).fill(NONE)
  private readonly occupied = new Int32Array(MOST_BUCKETS / 32)
  private next: Int32Array = new Int32Array(0)
  private levels: Float32Array = new Float32Array(0)
  private low = 0
  private lastBucket = 0
  private scale = 0
  private bucket = 0
  private current = Number.NEGATIVE_INFINITY
  /** Cells at the current level in the order they came, through `next`. */
  private firstInLine = NONE
  private lastInLine = NONE
  private heapCell = new Int32Array(256)
  private heapValue = new Float32Array(256)
  private heapAge = new Int32Array(256)
  private heapSize = 0
  private age = 0

  /**
   * Begins a flood of up to `cells` cells with levels between `low` and `high`; the queue must be empty. A cell
   * is named by an index into two arrays of the caller's: `levels` holds its level, `next` is for the queue.
   */
  restart(cells: number, next: Int32Array, levels: Float32Array, low: number, high: number): void {
    this.next = next
    this.levels = levels
    this.low = low
    this.lastBucket = Math.min(MOST_BUCKETS, Math.max(64, cells / CELLS_PER_BUCKET) | 0) - 1
    this.scale = high > low ? this.lastBucket / (high - low) : 0
    this.bucket = 0
    this.age = 0
    this.current = Number.NEGATIVE_INFINITY
  }

  push(cell: number): void {
    const level = this.levels[cell]
    if (level <= this.current) {
      this.next[cell] = NONE
      if (this.firstInLine === NONE) this.firstInLine = cell
      else this.next[this.lastInLine] = cell
      this.lastInLine = cell
      return
    }
    const place = (level - this.low) * this.scale
    // NaN sorts last.
    const bucket = place < this.lastBucket ? (place > 0 ? place | 0 : 0) : this.lastBucket
    if (bucket <= this.bucket && this.current !== Number.NEGATIVE_INFINITY) {
      this.heapPush(cell, level)
      return
    }
    this.next[cell] = NONE
    if (this.head[bucket] === NONE) {
      this.head[bucket] = cell
      this.occupied[bucket >> 5] |= 1 << (bucket & 31)
    } else this.next[this.tail[bucket]] = cell
    this.tail[bucket] = cell
  }

  /** The next cell, or −1 when none waits. */
  pop(): number {
    if (this.firstInLine !== NONE && !(this.heapSize > 0 && this.heapValue[0] === this.current)) {
      const cell = this.firstInLine
      this.firstInLine = this.next[cell]
      return cell
    }
    if (this.heapSize === 0 && !this.openBucket()) return NONE
    this.current = this.heapValue[0]
    return this.heapPop()
  }

  /** Moves the lowest occupied bucket into the heap. */
  private openBucket(): boolean {
    let word = this.bucket >> 5
    const words = (this.lastBucket >> 5) + 1
    while (word < words && this.occupied[word] === 0) word++
    if (word === words) return false
    const bit = this.occupied[word] & -this.occupied[word]
    this.occupied[word] ^= bit
    this.bucket = (word << 5) + 31 - Math.clz32(bit)
    let cell = this.head[this.bucket]
    this.head[this.bucket] = NONE
    while (cell !== NONE) {
      const following = this.next[cell]
      this.heapPush(cell, this.levels[cell])
      cell = following
    }
    return true
  }

  private heapPush(cell: number, value: number): void {
    if (this.heapSize === this.heapCell.length) this.growHeap()
    const { heapCell, heapValue, heapAge } = this
    let i = this.heapSize++
    // The newest is the last among equals: it rises only past greater values.
    while (i > 0) {
      const up = (i - 1) >> 1
      if (!(heapValue[up] > value)) break
      heapCell[i] = heapCell[up]
      heapValue[i] = heapValue[up]
      heapAge[i] = heapAge[up]
      i = up
    }
    heapCell[i] = cell
    heapValue[i] = value
    heapAge[i] = this.age++
  }

  private heapPop(): number {
    const { heapCell, heapValue, heapAge } = this
    const top = heapCell[0]
    const n = --this.heapSize
    const value = heapValue[n]
    const age = heapAge[n]
    const cell = heapCell[n]
    let i = 0
    while (true) {
      let down = 2 * i + 1
      if (down >= n) break
      const right = down + 1
      if (right < n) {
        const a = heapValue[right]
        const b = heapValue[down]
        if (a < b || (a === b && heapAge[right] < heapAge[down])) down = right
      }
      const v = heapValue[down]
      if (value < v || (value === v && age < heapAge[down])) break
      heapCell[i] = heapCell[down]
      heapValue[i] = v
      heapAge[i] = heapAge[down]
      i = down
    }
    heapCell[i] = cell
    heapValue[i] = value
    heapAge[i] = age
    return top
  }

  private growHeap(): void {
    const size = this.heapCell.length * 2
    const cells = new Int32Array(size)
    const values = new Float32Array(size)
    const ages = new Int32Array(size)
    cells.set(this.heapCell)
    values.set(this.heapValue)
    ages.set(this.heapAge)
    this.heapCell = cells
    this.heapValue = values
    this.heapAge = ages
  }
}
