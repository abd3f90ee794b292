/** Rows handed from the comparison to the CSV writer as they come. */
export class RowQueue<Row> implements AsyncIterable<readonly Row[]> {
  private readonly waiting: (readonly Row[])[] = []
  private wake: (() => void) | undefined
  private ended = false

  push(rows: readonly Row[]): void {
    if (!this.ended) this.waiting.push(rows)
    this.wake?.()
  }

  end(): void {
    this.ended = true
    this.wake?.()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly Row[]> {
    for (;;) {
      const rows = this.waiting.shift()
      if (rows) yield rows
      else if (this.ended) return
      else {
        await new Promise<void>((done) => {
          this.wake = done
        })
      }
    }
  }
}
