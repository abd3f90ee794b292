import type { CorrectOp, CorrectState } from '@shared/correct'
import type { RunSummary } from '@shared/run'
import { tablesBehind } from './correct-journal'
import { deriveLabels } from './correct-labels'
import { type Change, CorrectSession } from './correct-session'
import type { OpenRun } from './create-run'
import type { StoredImage } from './run-store'

interface Host {
  open(runId: string): OpenRun
  /** An image says something else from now on. */
  changed(run: RunSummary, image: StoredImage): void
  /** Writes the run's tables anew, unless it is still being counted: it writes them at its end. */
  writeTables(runId: string): Promise<void>
}

/** Images kept in memory to be corrected: stepping back to the one before is at once. */
const MOST_OPEN = 2

/** Correcting images by hand, one change after another. Every change is durable when its answer comes. */
export class CorrectService {
  private readonly sessions = new Map<string, Promise<CorrectSession>>()
  /** Runs changed since `done`: nobody has asked for their tables yet. */
  private readonly changed = new Set<string>()
  /** Changes wait for each other: two of one image must not measure at the same time. */
  private last: Promise<unknown> = Promise.resolve()
  private closed = false

  constructor(private readonly host: Host) {}

  open(runId: string, index: number): Promise<CorrectState> {
    return this.inTurn(async () => (await this.session(runId, index)).state())
  }

  /** As `CorrectSession.edit`, with the state after it. */
  edit<T>(
    runId: string,
    index: number,
    what: { op: CorrectOp; preview: boolean },
    show: (change: Change) => T,
  ): Promise<{ state: CorrectState; shown: T }> {
    return this.inTurn(async () => {
      const session = await this.session(runId, index)
      const shown = await session.edit(what.op, what.preview, show)
      if (!what.preview) this.tell(runId, index)
      return { state: session.state(), shown }
    })
  }

  /** As `CorrectSession.step`, with the state after it. */
  step<T>(
    runId: string,
    index: number,
    step: 'undo' | 'redo' | 'revert',
    show: (change: Change) => T,
  ): Promise<{ state: CorrectState; shown: T }> {
    return this.inTurn(async () => {
      const session = await this.session(runId, index)
      const shown = await session.step(step, show)
      this.tell(runId, index)
      return { state: session.state(), shown }
    })
  }

  look<T>(runId: string, index: number, work: (session: CorrectSession) => T | Promise<T>): Promise<T> {
    return this.inTurn(async () => work(await this.session(runId, index)))
  }

  /** Derives the label image and writes the tables; the image is let go. */
  done(runId: string, index: number): Promise<void> {
    return this.inTurn(async () => {
      await this.drop(`${runId}/${index}`)
      const { run, store } = this.host.open(runId)
      await deriveLabels(run, store, index + 1)
      await this.host.writeTables(runId)
      this.changed.delete(runId)
    })
  }

  /** Writes the tables of a run that was just opened, where changes did not reach them: Karyon was killed before. */
  catchUp(runId: string): void {
    if (!this.closed) void this.inTurn(() => this.writeLeft(runId))
  }

  /** Lets go of a run that is taken from the list; its tables are brought up to date. */
  leave(runId: string): Promise<void> {
    return this.inTurn(async () => {
      for (const key of this.sessions.keys()) if (key.startsWith(`${runId}/`)) await this.drop(key)
      if (this.changed.delete(runId)) await this.writeLeft(runId)
    })
  }

  /** Changes that were not ended with `done` reach the tables. */
  async close(): Promise<void> {
    this.closed = true
    await this.last.catch(() => undefined)
    for (const key of [...this.sessions.keys()]) await this.drop(key)
    for (const runId of this.changed) await this.writeLeft(runId)
  }

  /** What cannot be written now is tried again at the next opening: every change is in the run's state. */
  private async writeLeft(runId: string): Promise<void> {
    try {
      if (tablesBehind(this.host.open(runId).store)) await this.host.writeTables(runId)
    } catch {
      // Nobody waits for these tables; leaving and opening go on.
    }
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work, work)
    this.last = turn
    turn.catch(() => undefined)
    return turn
  }

  private session(runId: string, index: number): Promise<CorrectSession> {
    const key = `${runId}/${index}`
    const known = this.sessions.get(key)
    if (known) return known
    const opening = CorrectSession.open(
      this.host.open(runId).run,
      () => this.host.open(runId).store,
      index + 1,
    )
    this.sessions.set(key, opening)
    opening.catch(() => this.sessions.delete(key))
    for (const old of this.sessions.keys()) {
      if (this.sessions.size <= MOST_OPEN) break
      void this.drop(old)
    }
    return opening
  }

  private async drop(key: string): Promise<void> {
    const session = this.sessions.get(key)
    this.sessions.delete(key)
    await session?.then((open) => open.close()).catch(() => undefined)
  }

  private tell(runId: string, index: number): void {
    this.changed.add(runId)
    const { run, store } = this.host.open(runId)
    run.nuclei = store.tally().nuclei
    store.saveRun(run)
    store.commit()
    const image = store.image(index + 1)
    if (image) this.host.changed(run, image.record)
  }
}
