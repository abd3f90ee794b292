/** Images looked back on for the present speed. */
const WINDOW = 40

/** Speed and time left of a run, from the images finished lately; pauses do not count. */
export class Throughput {
  private startedAt = 0
  private before = 0
  private readonly finished: number[] = []

  /** @param before seconds of work in earlier sessions. */
  start(before: number): void {
    this.before = before
    this.startedAt = performance.now()
    this.finished.push(this.startedAt)
  }

  count(): void {
    this.finished.push(performance.now())
    if (this.finished.length > WINDOW) this.finished.shift()
  }

  get elapsedS(): number {
    return this.startedAt === 0 ? this.before : this.before + (performance.now() - this.startedAt) / 1000
  }

  /** Images a second; undefined before the first. */
  get perSecond(): number | undefined {
    if (this.finished.length < 2) return undefined
    const span = (this.finished[this.finished.length - 1] - this.finished[0]) / 1000
    return span > 0 ? (this.finished.length - 1) / span : undefined
  }

  secondsFor(images: number): number | undefined {
    const speed = this.perSecond
    return speed === undefined ? undefined : images / speed
  }
}
