import { type Failure, toFailure } from '@core/errors'
import type { RunEvent, RunSummary } from '@shared/run'
import { imageLanes } from './cpu-share'
import { createRun, type OpenRun } from './create-run'
import type { Devices } from './devices'
import type { ModelRegistry } from './models'
import { closeOpen, type OpenRuns } from './open-runs'
import { RunEngine } from './run-engine'
import type { RunRegistry } from './run-registry'

/** States a run is taken up from by itself when Karyon starts again. */
export const UNFINISHED: readonly RunSummary['state'][] = ['waiting', 'preparing', 'running']

export interface QueueParts {
  registry: RunRegistry
  open: OpenRuns
  models: ModelRegistry
  devices: Devices
  version: string
  /** As in `ServicesOptions`. */
  startedFrom: string
}

/** Runs counted one after another, in the order of the registry's list, and what a person does with them meanwhile. */
export class RunQueue {
  private readonly listeners = new Set<(event: RunEvent) => void>()
  /** The run being counted; `resume`: go on with it once it has stopped, when images are left. */
  private working: { id: string; engine: RunEngine; done: Promise<void>; resume: boolean } | undefined
  private closed = false

  constructor(private readonly parts: QueueParts) {}

  on(listener: (event: RunEvent) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** True while any run, or this one, is being counted. */
  works(id?: string): boolean {
    return this.working !== undefined && (id === undefined || id === this.working.id)
  }

  /** Queues a run that was opened; it starts at once when nothing else is being counted. */
  add(open: OpenRun): void {
    this.parts.open.keep(open)
    this.change(open.run)
    this.next()
  }

  /** Takes up unfinished runs; returns them. */
  takeUp(): RunSummary[] {
    const runs = this.parts.registry.list().filter((run) => UNFINISHED.includes(run.state))
    for (const run of runs) this.change({ ...run, state: 'waiting' })
    this.next()
    return runs
  }

  pause(id: string): void {
    if (this.working?.id === id) {
      this.working.resume = false
      this.working.engine.pause()
    } else this.changeState(id, 'paused', ['waiting'])
  }

  resume(id: string): void {
    // Asked for while it is still stopping: it goes on as soon as it has stopped.
    if (this.working?.id === id) this.working.resume = true
    else {
      const { store } = this.parts.open.of(id)
      const from: RunSummary['state'][] = ['paused', 'cancelled', 'failed']
      if (store.tally().waiting > 0) from.push('done')
      this.changeState(id, 'waiting', from)
    }
    this.next()
  }

  cancel(id: string): void {
    if (this.working?.id === id) {
      this.working.resume = false
      this.working.engine.cancel()
    } else this.changeState(id, 'cancelled', ['waiting', 'paused'])
  }

  /** Reads failed images again, all of them or those named by index. */
  retry(id: string, indexes?: readonly number[]): void {
    const { store, run } = this.parts.open.of(id)
    const again = store.requeueFailed(indexes && new Set(indexes.map((index) => index + 1)))
    if (again === 0) return
    run.failed -= again
    if (this.working?.id === id) this.working.resume = true
    else this.resume(id)
  }

  /** Stops a run, when it is being counted, and waits until it has stopped. */
  async drop(id: string): Promise<void> {
    if (this.working?.id !== id) return
    this.working.resume = false
    this.working.engine.cancel()
    await this.working.done
  }

  /** Begins no further run. */
  refuse(): void {
    this.closed = true
  }

  /** Stops counting; the run goes on at the next start. */
  async stop(): Promise<void> {
    this.refuse()
    const { working } = this
    if (!working) return
    working.resume = false
    working.engine.pause()
    await working.done
    const run = this.parts.registry.find(working.id)
    // Stopped by closing, not by a person: taken up again at the next start.
    if (run?.state === 'paused') this.parts.registry.put({ ...run, state: 'waiting' })
  }

  private next(): void {
    if (this.working || this.closed) return
    const waiting = this.parts.registry.list().find((run) => run.state === 'waiting')
    if (!waiting) return
    let open: OpenRun
    try {
      open = this.parts.open.of(waiting.id)
    } catch (error) {
      const failure = toFailure(error)
      // Counted again in its folder, it is no longer in the list.
      const listed = this.parts.registry.find(waiting.id) !== undefined
      if (listed) this.change({ ...waiting, state: 'failed', failure })
      if (failure.code === 'run-damaged') void this.beginAnew(waiting, failure).finally(() => this.next())
      else this.next()
      return
    }
    const { total, done: counted, failed, nuclei } = open.store.tally()
    Object.assign(open.run, { total, done: counted, failed, nuclei })
    const engine = new RunEngine(open.run, open.store, {
      models: this.parts.models,
      devices: this.parts.devices,
      version: this.parts.version,
      emit: (event) => this.emit(event),
      lanes: imageLanes(),
    })
    const done = engine.work().then((run) => this.stopped(run, open))
    this.working = { id: waiting.id, engine, done, resume: false }
  }

  /** A run that was to go on and whose state is lost: its images are queued again, and the person is told. */
  private async beginAnew(run: RunSummary, { message }: Failure): Promise<void> {
    const { inputs, settings, folder, id } = run
    try {
      const { startedFrom } = this.parts
      const open = await createRun({ inputs, settings, folder, startedFrom })
      if (this.closed) return closeOpen(open)
      Object.assign(open.run, {
        id,
        name: run.name,
        createdAt: run.createdAt,
        warnings: [`${message} Its images are counted again from the first.`, ...open.run.warnings],
      })
      open.store.saveRun(open.run)
      open.store.commit()
      this.parts.open.keep(open)
      this.change(open.run)
    } catch (error) {
      const why = toFailure(error)
      this.change({ ...run, state: 'failed', failure: { ...why, message: `${message} ${why.message}` } })
    }
  }

  /** A run has ended or halted: the next one's turn, or its own again. */
  private stopped(run: RunSummary, { store }: OpenRun): void {
    const again = this.working?.resume && !run.failure && store.tally().waiting > 0
    this.working = undefined
    this.change(again ? { ...run, state: 'waiting' } : run)
    this.next()
  }

  emit(event: RunEvent): void {
    if (event.type === 'run' && event.run.state !== this.parts.registry.find(event.run.id)?.state)
      this.parts.registry.put(event.run)
    for (const listener of this.listeners) listener(event)
  }

  /** A run as it is now: kept in the list and told. */
  change(run: RunSummary): void {
    this.parts.registry.put(run)
    for (const listener of this.listeners) listener({ type: 'run', run: { ...run } })
  }

  private changeState(id: string, state: RunSummary['state'], from: readonly RunSummary['state'][]): void {
    const run = this.parts.registry.find(id)
    if (!run || !from.includes(run.state)) return
    const open = this.parts.open.known(id)
    if (open) {
      open.run.state = state
      open.store.saveRun(open.run)
      open.store.commit()
    }
    this.change({ ...run, state })
  }
}
