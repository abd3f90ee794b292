import type { Raster } from '../image/raster'

/** Sides of the blocks that are averaged, in pixels: from small nuclei to large faint ones. */
const SIDES = [8, 16, 32] as const
/** Deviations of a block's mean beyond this many of its standard errors are not noise, however many blocks there are. */
const LIMIT = 7

/**
 * Tells an image of nothing but pixel noise, which a stretch of contrast would turn into texture. White noise
 * averages out: the mean of a block of n pixels deviates by σ/√n, with σ from the differences of neighbours.
 * Anything that holds together over a block deviates by more. Gradients, blur and compression artefacts count
 * as structure: then the network decides.
 */
export class NoiseTest {
  private squares = 0
  private differences = 0
  private total = 0
  private pixels = 0
  private readonly low = SIDES.map(() => Number.POSITIVE_INFINITY)
  private readonly high = SIDES.map(() => Number.NEGATIVE_INFINITY)

  /** Adds a band of full rows (any height). Blocks that hold a pixel without a finite value are left out. */
  add(band: Raster): void {
    this.addDifferences(band)
    const { width, height, samples, data } = band
    const smallest = SIDES[0]
    const columns = Math.floor(width / smallest)
    const rows = Math.floor(height / smallest)
    const sums = new Float64Array(columns * rows)
    for (let y = 0; y < rows * smallest; y++) {
      const block = Math.floor(y / smallest) * columns
      for (let c = 0; c < columns; c++) {
        let sum = 0
        const from = (y * width + c * smallest) * samples
        for (let i = from; i < from + smallest * samples; i++) sum += data[i]
        sums[block + c] += sum / samples
      }
    }
    SIDES.forEach((side, s) => {
      this.addBlocks(sums, columns, rows, side / smallest, s)
    })
  }

  /** True when nothing but noise was seen; false for a constant image or one too small to tell. */
  isOnlyNoise(): boolean {
    const noise = Math.sqrt(this.squares / this.differences / 2)
    const mean = this.total / this.pixels
    if (!(noise > 0) || !Number.isFinite(mean)) return false
    return SIDES.every((side, s) => {
      const deviation = Math.max(this.high[s] - mean, mean - this.low[s])
      return deviation < (LIMIT * noise) / side || this.high[s] === Number.NEGATIVE_INFINITY
    })
  }

  private addDifferences({ width, height, samples, data }: Raster): void {
    for (let y = 0; y < height; y++) {
      for (let i = y * width * samples; i < (y * width + width - 1) * samples; i++) {
        const difference = data[i + samples] - data[i]
        if (!Number.isFinite(difference)) continue
        this.squares += difference * difference
        this.differences++
      }
    }
  }

  private addBlocks(sums: Float64Array, columns: number, rows: number, factor: number, s: number): void {
    const area = (SIDES[0] * factor) ** 2
    for (let y = 0; y + factor <= rows; y += factor) {
      for (let x = 0; x + factor <= columns; x += factor) {
        let sum = 0
        for (let dy = 0; dy < factor; dy++) {
          for (let dx = 0; dx < factor; dx++) sum += sums[(y + dy) * columns + x + dx]
        }
        if (!Number.isFinite(sum)) continue
        this.low[s] = Math.min(this.low[s], sum / area)
        this.high[s] = Math.max(this.high[s], sum / area)
        if (s !== 0) continue
        this.total += sum
        this.pixels += area
      }
    }
  }
}
