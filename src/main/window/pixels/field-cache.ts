import { KaryonError } from '@core/errors'
import type { FieldSource } from './field-source'

/** An image that is not open by then lies on a drive that is away; it is tried anew when it is next asked for. */
const OPEN_MS = 20_000
/** Closing waits no longer for what a dead drive holds. */
const CLOSE_MS = 2000

/** Keeps the last few images open, so that stepping through a film strip does not reopen files. */
export class FieldCache {
  private readonly open = new Map<string, Promise<FieldSource>>()

  constructor(
    private readonly load: (runId: string, index: number) => Promise<FieldSource>,
    private readonly most = 6,
    private readonly openMs = OPEN_MS,
  ) {}

  /** @throws KaryonError `timed-out` when nothing comes of the file; else what `load` throws. */
  get(runId: string, index: number): Promise<FieldSource> {
    const key = `${runId}/${index}`
    const known = this.open.get(key)
    if (known) {
      this.open.delete(key)
      this.open.set(key, known)
      return known
    }
    const loading = inTime(this.load(runId, index), this.openMs)
    this.open.set(key, loading)
    loading.catch(() => this.open.get(key) === loading && this.open.delete(key))
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
    const closing = Promise.allSettled(all.map(async (source) => (await source).close()))
    await inTime(closing, CLOSE_MS).catch(() => undefined)
  }
}

async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_done, fail) => {
    timer = setTimeout(() => fail(silentError()), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

function silentError(): KaryonError {
  return new KaryonError(
    'timed-out',
    'The image file does not answer; its drive or network share may be away.',
    'Its counts and measurements are kept. Connect the drive again, then open the image once more.',
  )
}
