/**
 * Candidate nuclei of a window: masks as horizontal runs. Candidate c covers the flat pixels `start[i]` …
 * `end[i]` − 1 of its runs i = `from[c]` … `from[c + 1]` − 1, in raster order; `start[from[c]]` is its first pixel.
 */
export class Candidates {
  count = 0
  readonly from: number[] = [0]
  readonly start: number[] = []
  readonly end: number[] = []
  /** Pixels. */
  readonly area: number[] = []
  /** Split level that found it first: zoom · levels + level. */
  readonly level: number[] = []
  /** How many levels found it. */
  readonly found: number[] = []
  /** Bounding box in pixels of the window, `right` and `bottom` excluded. */
  readonly left: number[] = []
  readonly top: number[] = []
  readonly right: number[] = []
  readonly bottom: number[] = []
  /** Mean of the pixels' coordinates. */
  readonly centreX: number[] = []
  readonly centreY: number[] = []

  constructor(
    readonly width: number,
    readonly height: number,
  ) {}

  /** Adds the mask made of the runs `members` of `start` and `end`, in raster order. Returns its number. */
  add(start: Int32Array, end: Int32Array, members: Int32Array, level: number): number {
    const { width } = this
    let area = 0
    let left = width
    let right = 0
    let sumX = 0
    let sumY = 0
    for (const i of members) {
      const length = end[i] - start[i]
      const y = Math.floor(start[i] / width)
      const x = start[i] - y * width
      if (x < left) left = x
      if (x + length > right) right = x + length
      area += length
      sumX += length * x + (length * (length - 1)) / 2
      sumY += length * y
      this.start.push(start[i])
      this.end.push(end[i])
    }
    this.from.push(this.start.length)
    this.area.push(area)
    this.level.push(level)
    this.found.push(1)
    this.left.push(left)
    this.right.push(right)
    this.top.push(Math.floor(start[members[0]] / width))
    this.bottom.push(Math.floor(start[members[members.length - 1]] / width) + 1)
    this.centreX.push(sumX / area)
    this.centreY.push(sumY / area)
    return this.count++
  }

  /** Takes the candidate added last away again. */
  removeLast(): void {
    this.count--
    this.from.pop()
    this.start.length = this.end.length = this.from[this.count]
    for (const list of [this.area, this.level, this.found, this.left, this.top, this.right, this.bottom])
      list.pop()
    this.centreX.pop()
    this.centreY.pop()
  }
}
