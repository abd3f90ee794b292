const NONE = -1

/** Points of a window in square cells, so that those near a place are found without looking at all. */
export class PointGrid {
  private readonly columns: number
  private readonly rows: number
  private readonly head: Int32Array
  private readonly next: number[] = []
  private readonly x: number[] = []
  private readonly y: number[] = []
  private readonly ids: number[] = []
  private found = new Int32Array(64)

  /** @param cell side of a cell in pixels, best near the usual radius. */
  constructor(
    width: number,
    height: number,
    private readonly cell: number,
  ) {
    this.columns = Math.max(1, Math.ceil(width / cell))
    this.rows = Math.max(1, Math.ceil(height / cell))
    this.head = new Int32Array(this.columns * this.rows).fill(NONE)
  }

  add(id: number, x: number, y: number): void {
    const place = this.cellAt(y, this.rows) * this.columns + this.cellAt(x, this.columns)
    this.next.push(this.head[place])
    this.head[place] = this.ids.length
    this.ids.push(id)
    this.x.push(x)
    this.y.push(y)
  }

  /** The ids of all points within `radius` (included) of a place, in no order. Valid until the next call. */
  near(x: number, y: number, radius: number): Int32Array {
    const left = this.cellAt(x - radius, this.columns)
    const right = this.cellAt(x + radius, this.columns)
    const bottom = this.cellAt(y + radius, this.rows)
    let count = 0
    for (let row = this.cellAt(y - radius, this.rows); row <= bottom; row++) {
      for (let column = left; column <= right; column++) {
        for (let i = this.head[row * this.columns + column]; i !== NONE; i = this.next[i]) {
          const dx = this.x[i] - x
          const dy = this.y[i] - y
          if (dx * dx + dy * dy > radius * radius) continue
          if (count === this.found.length) this.grow()
          this.found[count++] = this.ids[i]
        }
      }
    }
    return this.found.subarray(0, count)
  }

  private cellAt(position: number, cells: number): number {
    return Math.min(cells - 1, Math.max(0, Math.floor(position / this.cell)))
  }

  private grow(): void {
    const bigger = new Int32Array(this.found.length * 2)
    bigger.set(this.found)
    this.found = bigger
  }
}
