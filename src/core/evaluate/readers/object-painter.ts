import type { ImageSize, Segmentation } from './segmentation'

/**
 * Paints objects one by one into a label image. Where two overlap the first keeps the pixel; how many
 * pixels and objects that concerned is said in the notes.
 */
export class ObjectPainter {
  private readonly data: Uint32Array
  private readonly fileLabels: number[] = [0]
  private current = 0
  private painted = 0
  private overlapping = 0
  private overlappingPixels = 0
  private hadOverlap = false
  private hidden = 0
  private open = false

  constructor(private readonly size: ImageSize) {
    this.data = new Uint32Array(size.width * size.height)
  }

  /** Begins the next object; the one before is closed. */
  next(fileLabel: number): void {
    this.close()
    this.open = true
    this.current = this.fileLabels.length
    this.fileLabels.push(fileLabel)
  }

  /** Gives pixel `index` (row by row) to the current object unless another one has it. */
  pixel(index: number): void {
    const owner = this.data[index]
    if (owner === 0) {
      this.data[index] = this.current
      this.painted++
    } else if (owner !== this.current) {
      this.overlappingPixels++
      this.hadOverlap = true
    }
  }

  /** Pixels x0 … x1 − 1 of row y, clipped to the image. */
  span(y: number, x0: number, x1: number): void {
    if (y < 0 || y >= this.size.height) return
    const from = y * this.size.width + Math.max(0, x0)
    const to = y * this.size.width + Math.min(this.size.width, x1)
    for (let i = from; i < to; i++) this.pixel(i)
  }

  private close(): void {
    if (!this.open) return
    if (this.hadOverlap) this.overlapping++
    if (this.painted === 0) {
      this.fileLabels.pop()
      this.hidden++
    }
    this.open = false
    this.painted = 0
    this.hadOverlap = false
  }

  /** The finished label image, with notes on overlaps and on objects that kept no pixel. */
  finish(file: string): Segmentation {
    this.close()
    const notes: string[] = []
    if (this.overlapping > 0) {
      notes.push(
        `${file}: ${plural(this.overlapping, 'object')} overlapped another by ${plural(this.overlappingPixels, 'pixel')} in all; the first of them keeps the pixels.`,
      )
    }
    if (this.hidden > 0) {
      notes.push(
        `${file}: ${plural(this.hidden, 'object')} covered no pixel of their own and ${this.hidden === 1 ? 'is' : 'are'} left out.`,
      )
    }
    return {
      labels: { ...this.size, data: this.data, count: this.fileLabels.length - 1 },
      fileLabels: Uint32Array.from(this.fileLabels),
      notes,
    }
  }
}

export function plural(n: number, word: string): string {
  return `${n.toLocaleString('en-US')} ${word}${n === 1 ? '' : 's'}`
}
