import type { Raster } from '../image/raster'

/** Side of the smallest blocks that are averaged: within a small nucleus. */
const SIDE = 8
/** Larger blocks, in smallest ones a side, for large faint nuclei. */
const FACTORS = [1, 2, 4] as const
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
  private readonly low = FACTORS.map(() => Number.POSITIVE_INFINITY)
  private readonly high = FACTORS.map(() => Number.NEGATIVE_INFINITY)
  /** Pixels of a block of each factor, the fewest seen (bands may differ); 0 = no block yet. */
  private readonly areas = FACTORS.map(() => 0)

  /** Adds a band of full rows (any height). Blocks that hold a pixel without a finite value are left out. */
  add(band: Raster): void {
    this.addDifferences(band)
    const { width, height, samples, data } = band
    const block = blockOf(width, height)
    const columns = Math.floor(width / block.width)
    const rows = Math.floor(height / block.height)
    const sums = new Float64Array(columns * rows)
    for (let y = 0; y < rows * block.height; y++) {
      const row = Math.floor(y / block.height) * columns
      for (let c = 0; c < columns; c++) {
        let sum = 0
        const from = (y * width + c * block.width) * samples
        for (let i = from; i < from + block.width * samples; i++) sum += data[i]
        sums[row + c] += sum / samples
      }
    }
    FACTORS.forEach((factor, f) => {
      this.addBlocks(sums, columns, rows, block.width * block.height, factor, f)
    })
  }

  /** True when nothing but noise was seen; false for a constant image or one too small to tell. */
  isOnlyNoise(): boolean {
    const noise = Math.sqrt(this.squares / this.differences / 2)
    const mean = this.total / this.pixels
    if (!(noise > 0) || !Number.isFinite(mean)) return false
    return FACTORS.every((_, f) => {
      const deviation = Math.max(this.high[f] - mean, mean - this.low[f])
      return this.areas[f] === 0 || deviation < (LIMIT * noise) / Math.sqrt(this.areas[f])
    })
  }

  /** Of neighbours along the rows; a single column is read downwards. */
  private addDifferences({ width, height, samples, data }: Raster): void {
    const rowLength = (width > 1 ? width : height) * samples
    for (let row = 0; row < data.length; row += rowLength) {
      for (let i = row; i < row + rowLength - samples; i++) {
        const difference = data[i + samples] - data[i]
        if (!Number.isFinite(difference)) continue
        this.squares += difference * difference
        this.differences++
      }
    }
  }

  private addBlocks(
    sums: Float64Array,
    columns: number,
    rows: number,
    pixels: number,
    factor: number,
    f: number,
  ): void {
    const area = pixels * factor * factor
    for (let y = 0; y + factor <= rows; y += factor) {
      for (let x = 0; x + factor <= columns; x += factor) {
        let sum = 0
        for (let dy = 0; dy < factor; dy++) {
          for (let dx = 0; dx < factor; dx++) sum += sums[(y + dy) * columns + x + dx]
        }
        if (!Number.isFinite(sum)) continue
        this.low[f] = Math.min(this.low[f], sum / area)
        this.high[f] = Math.max(this.high[f], sum / area)
        this.areas[f] = this.areas[f] === 0 ? area : Math.min(this.areas[f], area)
        if (f !== 0) continue
        this.total += sum
        this.pixels += area
      }
    }
  }
}

/** The smallest block: 8 × 8 pixels, or as many in the other direction where an image is a narrow strip. */
function blockOf(width: number, height: number): { width: number; height: number } {
  if (width < SIDE) return { width, height: Math.ceil((SIDE * SIDE) / width) }
  if (height < SIDE) return { width: Math.ceil((SIDE * SIDE) / height), height }
  return { width: SIDE, height: SIDE }
}
