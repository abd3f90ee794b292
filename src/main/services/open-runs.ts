import { type Failure, fromFailure, KaryonError, toFailure } from '@core/errors'
import type { RunSummary } from '@shared/run'
import { type OpenRun, reopenRun } from './create-run'
import type { RunRegistry } from './run-registry'

/** Failures that say that a run's state cannot be used, now and later. */
const STATE_LOST: ReadonlySet<Failure['code']> = new Set(['run-damaged', 'run-newer'])
/** Runs kept open for reading besides those in use. */
const MOST_OPEN = 3

/** The stores of runs, opened when asked for; those asked for last stay open. */
export class OpenRuns {
  private readonly open = new Map<string, OpenRun>()

  constructor(
    private readonly registry: RunRegistry,
    private readonly owner: {
      /** The list says something else of a run from now on. */
      change(run: RunSummary): void
      /** The folder of a run in the list holds another one: it takes that one's place. */
      countedAgain(before: RunSummary, open: OpenRun): void
      /** A run is open from now on. */
      opened(open: OpenRun): void
      /** Runs being counted or written are never closed to make room. */
      inUse(id: string): boolean
    },
  ) {}

  /** @throws KaryonError `run-missing`, `run-damaged`, `run-newer` and as `reopenRun` */
  of(id: string): OpenRun {
    const known = this.open.get(id)
    if (known) {
      // Most recently used last.
      this.open.delete(id)
      this.open.set(id, known)
      return known
    }
    const run = this.registry.find(id)
    if (!run) throw new KaryonError('run-missing', 'This run is not known here.', 'Open its folder.')
    const open = this.reopen(run)
    if (open.run.id !== id) {
      this.owner.countedAgain(run, open)
      throw countedAgain(run)
    }
    this.keep(open)
    return open
  }

  /** The run where it is open already. */
  known(id: string): OpenRun | undefined {
    return this.open.get(id)
  }

  keep(open: OpenRun): void {
    if (this.open.get(open.run.id) !== open) this.close(open.run.id)
    this.open.set(open.run.id, open)
    for (const id of this.open.keys()) {
      if (this.open.size <= MOST_OPEN) break
      if (id !== open.run.id && !this.owner.inUse(id)) this.close(id)
    }
    this.owner.opened(open)
  }

  close(id: string): void {
    const open = this.open.get(id)
    this.open.delete(id)
    if (open) closeOpen(open)
  }

  closeAll(): void {
    for (const id of [...this.open.keys()]) this.close(id)
  }

  /** Opens a run of the list. What its state says of it (damaged, of a later version) stays visible in the list. */
  private reopen(run: RunSummary): OpenRun {
    try {
      const open = reopenRun(run.folder, { retryFailed: false })
      if (open.run.id === run.id && run.failure && STATE_LOST.has(run.failure.code))
        this.owner.change({ ...open.run })
      return open
    } catch (error) {
      const failure = toFailure(error)
      // Once set aside there is nothing left to find; the reason stays the first one.
      if (failure.code === 'run-missing' && run.failure?.code === 'run-damaged')
        throw fromFailure(run.failure)
      if (STATE_LOST.has(failure.code)) this.owner.change({ ...run, state: 'failed', failure })
      throw error
    }
  }
}

function countedAgain({ folder }: RunSummary): KaryonError {
  return new KaryonError(
    'run-missing',
    'The results folder of this run was counted again since, so it holds another run now.',
    'Open the new one from the list. Earlier results are kept inside, in a folder earlier-results-….',
    { file: folder },
  )
}

export function closeOpen({ store, lock }: OpenRun): void {
  store.close()
  lock.release()
}
