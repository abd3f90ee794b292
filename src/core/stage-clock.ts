/** Adds up the time spent in each stage of the pipeline; used by the bench. */
export class StageClock {
  readonly milliseconds: Record<string, number> = {}

  time<T>(stage: string, work: () => T): T {
    const start = performance.now()
    try {
      return work()
    } finally {
      this.add(stage, performance.now() - start)
    }
  }

  async timeAsync<T>(stage: string, work: () => Promise<T>): Promise<T> {
    const start = performance.now()
    try {
      return await work()
    } finally {
      this.add(stage, performance.now() - start)
    }
  }

  private add(stage: string, elapsed: number): void {
    this.milliseconds[stage] = (this.milliseconds[stage] ?? 0) + elapsed
  }
}
