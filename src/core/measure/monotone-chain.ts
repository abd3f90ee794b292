/**
 * One side of a convex hull, its points taken from top to bottom: Andrew's monotone chain ("Another efficient algorithm
 * for convex hulls in two dimensions", 1979). The left side; mirror x for the right one.
 */
export class MonotoneChain {
  x: Float64Array
  y: Float64Array
  length = 0

  constructor(capacity: number) {
    this.x = new Float64Array(capacity)
    this.y = new Float64Array(capacity)
  }

  /** Begins anew, with room for so many points. */
  clear(capacity: number): void {
    this.length = 0
    if (this.x.length >= capacity) return
    this.x = new Float64Array(2 * capacity)
    this.y = new Float64Array(2 * capacity)
  }

  /** The next point; y never falls. Points it leaves inside the hull, or on its edge, are dropped. */
  add(x: number, y: number): void {
    while (this.length >= 2) {
      const a = this.length - 2
      const b = this.length - 1
      const turn = (this.x[b] - this.x[a]) * (y - this.y[a]) - (x - this.x[a]) * (this.y[b] - this.y[a])
      if (turn < 0) break
      this.length--
    }
    this.x[this.length] = x
    this.y[this.length++] = y
  }
}
