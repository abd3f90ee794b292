import type { PixelArray } from '../image/raster'

/** Minimum, maximum and sum of values that come in parts. NaN is counted by none of them. */
export class ValueStats {
  min = Number.POSITIVE_INFINITY
  max = Number.NEGATIVE_INFINITY
  sum = 0
  hasNaN = false

  add(values: PixelArray): void {
    let { min, max } = this
    let sum = 0
    for (let i = 0; i < values.length; i++) {
      const v = values[i]
      if (v < min) min = v
      if (v > max) max = v
      sum += v
    }
    if (Number.isNaN(sum)) sum = this.addWithoutNaN(values)
    this.min = min
    this.max = max
    this.sum += sum
  }

  private addWithoutNaN(values: PixelArray): number {
    let sum = 0
    for (let i = 0; i < values.length; i++) {
      if (Number.isNaN(values[i])) this.hasNaN = true
      else sum += values[i]
    }
    return sum
  }
}
