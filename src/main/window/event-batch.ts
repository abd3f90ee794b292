import type { AppEvent } from '@shared/contract'

/** Only the newest state of a run or an image is worth sending: a batch never grows with the speed of counting. */
function keyOf(event: AppEvent): string | undefined {
  if (event.type === 'run') return `run ${event.run.id}`
  if (event.type === 'image') return `image ${event.runId} ${event.image.index}`
  if (event.type === 'scan') return `scan ${event.runId}`
  if (event.type === 'prefs' || event.type === 'runs' || event.type === 'evaluate') return event.type
  return undefined
}

/** Collects events and hands them on at most every `everyMs`. */
export class EventBatch {
  private readonly keyed = new Map<string, AppEvent>()
  private readonly plain: AppEvent[] = []
  private readonly listeners = new Set<(events: AppEvent[]) => void>()
  private timer: NodeJS.Timeout | undefined

  constructor(private readonly everyMs = 100) {}

  push(event: AppEvent): void {
    const key = keyOf(event)
    // Last, as it came: the list as a whole says more than what was told of its runs before, and less than after.
    if (key) {
      this.keyed.delete(key)
      this.keyed.set(key, event)
    } else this.plain.push(event)
    this.timer ??= setTimeout(() => this.flush(), this.everyMs)
  }

  subscribe(listener: (events: AppEvent[]) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  flush(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    const events = [...this.keyed.values(), ...this.plain]
    this.keyed.clear()
    this.plain.length = 0
    if (events.length > 0) for (const listener of this.listeners) listener(events)
  }

  close(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    this.listeners.clear()
  }
}
