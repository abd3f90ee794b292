/**
 * A binary image as horizontal runs: run i covers the flat pixels `start[i]` … `end[i] - 1` of one row;
 * the runs of row y are `rowStart[y]` … `rowStart[y + 1] - 1`, left to right. Far fewer than pixels, so
 * what works on runs (components, holes, filling) costs next to nothing.
 */
export interface PixelRuns {
  readonly width: number
  readonly height: number
  readonly rowStart: Int32Array
  readonly start: Int32Array
  readonly end: Int32Array
  readonly length: number
}

/** Collects runs row by row; `start` and `end` grow as needed. */
export class RunCollector {
  private start: Int32Array
  private end: Int32Array
  private readonly rowStart: Int32Array
  private length = 0

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {
    this.start = new Int32Array(1024)
    this.end = new Int32Array(1024)
    this.rowStart = new Int32Array(height + 1)
  }

  get count(): number {
    return this.length
  }

  add(start: number, end: number): void {
    if (this.length === this.start.length) {
      this.start = doubled(this.start)
      this.end = doubled(this.end)
    }
    this.start[this.length] = start
    this.end[this.length++] = end
  }

  /** Call after the last run of each row, from row 0 down. */
  endRow(y: number): void {
    this.rowStart[y + 1] = this.length
  }

  finish(): PixelRuns {
    const { width, height, rowStart, length } = this
    return {
      width,
      height,
      rowStart,
      start: this.start.subarray(0, length),
      end: this.end.subarray(0, length),
      length,
    }
  }
}

function doubled(array: Int32Array): Int32Array {
  const bigger = new Int32Array(array.length * 2)
  bigger.set(array)
  return bigger
}

/** The runs of non-zero pixels of `mask` (width × height, row by row). */
export function maskRuns(mask: Uint8Array, width: number, height: number): PixelRuns {
  const runs = new RunCollector(width, height)
  for (let y = 0; y < height; y++) {
    const stop = (y + 1) * width
    let p = y * width
    while (p < stop) {
      if (mask[p] === 0) {
        p++
        continue
      }
      const start = p
      while (p < stop && mask[p] !== 0) p++
      runs.add(start, p)
    }
    runs.endRow(y)
  }
  return runs.finish()
}

/** The runs of pixels of `map` (width × height) strictly above `threshold`; NaN is not above anything. */
export function runsAbove(map: Float32Array, width: number, height: number, threshold: number): PixelRuns {
  const runs = new RunCollector(width, height)
  for (let y = 0; y < height; y++) {
    const stop = (y + 1) * width
    let p = y * width
    while (p < stop) {
      if (!(map[p] > threshold)) {
        p++
        continue
      }
      const start = p
      while (p < stop && map[p] > threshold) p++
      runs.add(start, p)
    }
    runs.endRow(y)
  }
  return runs.finish()
}

/** One run a row: the whole image. */
export function fullRuns(width: number, height: number): PixelRuns {
  const runs = new RunCollector(width, height)
  for (let y = 0; y < height; y++) {
    if (width > 0) runs.add(y * width, (y + 1) * width)
    runs.endRow(y)
  }
  return runs.finish()
}
