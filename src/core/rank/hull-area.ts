import { MonotoneChain } from '../measure/monotone-chain'

/**
 * Area of the convex hull of a mask's pixel squares, from the leftmost and rightmost pixel of each of its `rows`
 * rows (`left[r]` > `right[r]` for a row without one): one side after the other, then the integral between them.
 */
export class HullArea {
  private readonly chain = new MonotoneChain(128)

  of(left: Int32Array, right: Int32Array, rows: number): number {
    this.chain.clear(2 * rows)
    for (let r = 0; r < rows; r++) {
      if (left[r] > right[r]) continue
      this.add(left[r], r)
      this.add(left[r], r + 1)
    }
    const inner = this.integral()
    this.chain.clear(2 * rows)
    for (let r = 0; r < rows; r++) {
      if (left[r] > right[r]) continue
      this.add(-right[r] - 1, r)
      this.add(-right[r] - 1, r + 1)
    }
    return -this.integral() - inner
  }

  /** The next point downwards; of two at one height the outer one stays. */
  private add(x: number, y: number): void {
    const { chain } = this
    const last = chain.length - 1
    if (last >= 0 && chain.y[last] === y) {
      if (chain.x[last] <= x) return
      chain.length--
    }
    chain.add(x, y)
  }

  /** ∫ x dy along the chain. */
  private integral(): number {
    const { x, y, length } = this.chain
    let sum = 0
    for (let i = 1; i < length; i++) sum += ((x[i] + x[i - 1]) / 2) * (y[i] - y[i - 1])
    return sum
  }
}
