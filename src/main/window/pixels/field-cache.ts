import type { FieldSource } from './field-source'

/** Keeps the last few images open, so that stepping through a film strip does not reopen files. */
export class FieldCache {
  private readonly open = new Map<string, Promise<FieldSource>>()

  constructor(
    private readonly load: (runId: string, index: number) => Promise<FieldSource>,
    private readonly most = 6,
  ) {}

  get(runId: string, index: number): Promise<FieldSource> {
    const key = `${runId}/${index}`
    const known = this.open.get(key)
    if (known) {
      this.open.delete(key)
      this.open.set(key, known)
      return known
    }
    const loading = this.load(runId, index)
    this.open.set(key, loading)
    loading.catch(() => this.open.delete(key))
    for (const [old, source] of this.open) {
      if (this.open.size <= this.most) break
      this.open.delete(old)
      source.then((s) => s.close()).catch(() => undefined)
    }
    return loading
  }

  async close(): Promise<void> {
    const all = [...this.open.values()]
    this.open.clear()
    await Promise.allSettled(all.map(async (source) => (await source).close()))
  }
}
