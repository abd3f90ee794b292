/**
 * Area of the convex hull of a mask's pixel squares, from the leftmost and rightmost pixel of each of its `rows`
 * rows (`left[r]` > `right[r]` for a row without one). One side after the other by the monotone chain (Andrew,
 * "Another efficient algorithm for convex hulls in two dimensions", 1979), then the integral between them.
 */
export class HullArea {
  private x = new Float64Array(64)
  private y = new Float64Array(64)
  private length = 0

  of(left: Int32Array, right: Int32Array, rows: number): number {
    if (this.x.length < 2 * rows) {
      this.x = new Float64Array(4 * rows)
      this.y = new Float64Array(4 * rows)
    }
    this.length = 0
    for (let r = 0; r < rows; r++) {
      if (left[r] > right[r]) continue
      this.add(left[r], r)
      this.add(left[r], r + 1)
    }
    const inner = this.integral()
    this.length = 0
    for (let r = 0; r < rows; r++) {
      if (left[r] > right[r]) continue
      this.add(-right[r] - 1, r)
      this.add(-right[r] - 1, r + 1)
    }
    return -this.integral() - inner
  }

  /** The next point downwards (y never falls); of two at one height the outer one stays. */
  private add(x: number, y: number): void {
    if (this.length > 0 && this.y[this.length - 1] === y) {
      if (this.x[this.length - 1] <= x) return
      this.length--
    }
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

  /** ∫ x dy along the chain. */
  private integral(): number {
    let sum = 0
    for (let i = 1; i < this.length; i++) {
      sum += ((this.x[i] + this.x[i - 1]) / 2) * (this.y[i] - this.y[i - 1])
    }
    return sum
  }
}
