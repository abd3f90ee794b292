import { availableParallelism } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { type Failure, KaryonError, toFailure } from '@core/errors'
import type { Nucleus } from '@core/measure/nucleus'
import type { ImageSet, Plate, Scan } from '@core/plate/plate-image'
import { scanPaths } from '@core/plate/scan-paths'
import type { Choice, RunEvent, RunSettings, RunSummary } from '@shared/run'
import { unpackNuclei } from '../hosts/pack-nuclei'
import { correctedLabelsPath, deriveLabels } from './correct-labels'
import { CorrectService } from './correct-service'
import { createRun, type OpenRun, reopenRun } from './create-run'
import { type DeviceInfo, Devices } from './devices'
import { exportOverlays } from './export-overlays'
import { importModel } from './import-model'
import { type ModelInfo, ModelRegistry } from './models'
import { closeOpen, OpenRuns } from './open-runs'
import { choicesOf, decideChannels } from './prepare-run'
import { RunEngine } from './run-engine'
import { outputName, runFiles } from './run-folder'
import { RunRegistry } from './run-registry'
import type { StoredImage } from './run-store'
import { writeResults } from './write-results'

export interface ServicesOptions {
  /** Settings, imported models, the list of runs. */
  dataDir: string
  /** The app's resources folder, with models/. */
  resourcesDir: string
  version: string
  /** 'window' or 'browser': written to run.json. */
  startedFrom: string
}

export interface Preview {
  scan: Scan
  choices: Choice[]
}

/** How the names of a run are read. */
export interface Reading {
  signal?: AbortSignal
  /** Called with the number of files seen so far. */
  onScan?: (filesSeen: number) => void
  /** What a preview of the same paths read a moment ago. */
  scan?: Scan
}

/** Where the pixels of an image of a run are. */
export interface ImagePlace {
  set: ImageSet
  /** Time point inside the file, when it holds several. */
  time?: number
  record: StoredImage
  /** The label image, when the run wrote one. */
  labelsPath?: string
}

/** States a run is taken up from by itself when Karyon starts again. */
const UNFINISHED: readonly RunSummary['state'][] = ['waiting', 'preparing', 'running']

/**
 * The one door to everything that is not a window: a queue of runs counted one after another, their results,
 * models and devices. Plain Node.
 */
export class KaryonServices {
  private readonly registry: RunRegistry
  private readonly models_: ModelRegistry
  private readonly devices_: Devices
  private readonly listeners = new Set<(event: RunEvent) => void>()
  private readonly open: OpenRuns
  /** Correcting images by hand. */
  readonly corrections: CorrectService
  /** The run being counted; `resume`: go on with it once it has stopped, when images are left. */
  private working: { id: string; engine: RunEngine; done: Promise<void>; resume: boolean } | undefined
  /** Runs whose tables are being written: they stay open. */
  private readonly exporting = new Set<string>()
  private closed = false

  constructor(private readonly options: ServicesOptions) {
    this.registry = new RunRegistry(join(options.dataDir, 'runs.json'))
    this.open = new OpenRuns(this.registry, {
      change: (run) => this.change(run),
      inUse: (id) => id === this.working?.id || this.exporting.has(id),
    })
    this.corrections = new CorrectService({
      open: (id) => this.open.of(id),
      changed: (run, image) => {
        this.emit({ type: 'image', runId: run.id, image })
        this.change(run)
      },
      writeTables: async (id) => {
        const done = this.registry.find(id)?.state === 'done'
        if (done && id !== this.working?.id) await this.exportRun(id, { overlays: false })
      },
    })
    this.models_ = new ModelRegistry([join(options.resourcesDir, 'models'), join(options.dataDir, 'models')])
    this.devices_ = new Devices(options.dataDir)
  }

  /** Where a damaged list of runs was kept, if it was. */
  get damagedList(): string | undefined {
    return this.registry.setAside
  }

  /** Takes up unfinished runs; returns them. */
  takeUp(): RunSummary[] {
    const runs = this.registry.list().filter((run) => UNFINISHED.includes(run.state))
    for (const run of runs) this.change({ ...run, state: 'waiting' })
    this.next()
    return runs
  }

  on(listener: (event: RunEvent) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** What a run of these paths would count; reads names only. */
  async preview(paths: string[], settings: RunSettings, reading: Reading = {}): Promise<Preview> {
    const scan = await scanPaths(
      paths.map((path) => resolve(path)),
      { recursive: settings.recursive, signal: reading.signal, onProgress: reading.onScan },
    )
    return { scan, choices: choicesOf(decideChannels(scan, settings)) }
  }

  /** Queues a run; it starts at once when nothing else is being counted. */
  async createRun(
    paths: string[],
    settings: RunSettings,
    folder?: string,
    reading: Reading = {},
  ): Promise<RunSummary> {
    const open = await createRun({
      inputs: paths,
      settings,
      folder: folder ?? defaultFolder(paths[0]),
      startedFrom: this.options.startedFrom,
      ...reading,
    })
    this.open.keep(open)
    this.change(open.run)
    this.next()
    return { ...open.run }
  }

  listRuns(): RunSummary[] {
    return this.registry.list()
  }

  /** A past run from its folder. */
  async openRun(folder: string): Promise<RunSummary> {
    const known = this.registry.list().find((run) => run.folder === resolve(folder))
    if (known) return known
    const open = reopenRun(folder, { retryFailed: false })
    this.open.keep(open)
    const state = UNFINISHED.includes(open.run.state) ? 'paused' : open.run.state
    this.change({ ...open.run, state })
    return { ...open.run, state }
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
      const { store } = this.open.of(id)
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
    const { store, run } = this.open.of(id)
    const again = store.requeueFailed(indexes && new Set(indexes.map((index) => index + 1)))
    if (again === 0) return
    run.failed -= again
    if (this.working?.id === id) this.working.resume = true
    else this.resume(id)
  }

  reorder(ids: readonly string[]): void {
    this.registry.reorder(ids)
  }

  /** Forgets a run; its folder stays. */
  async remove(id: string): Promise<void> {
    if (this.working?.id === id) {
      this.working.resume = false
      this.working.engine.cancel()
      await this.working.done
    }
    this.open.close(id)
    this.registry.remove(id)
  }

  images(id: string): StoredImage[] {
    return [...this.eachImage(id)]
  }

  /** As `images`, one after another. */
  eachImage(id: string): Generator<StoredImage> {
    return this.open.of(id).store.images()
  }

  /** An image's nuclei as they are stored (see hosts/pack-nuclei.ts). */
  packedNuclei(id: string, index: number): Uint8Array | undefined {
    return this.open.of(id).store.packedNuclei(index + 1)
  }

  nuclei(id: string, index: number): Nucleus[] {
    const packed = this.packedNuclei(id, index)
    return packed ? unpackNuclei(packed) : []
  }

  plates(id: string): Plate[] {
    return this.open.of(id).store.get<Plate[]>('plates') ?? []
  }

  imagePlace(id: string, index: number): ImagePlace {
    const { store, run } = this.open.of(id)
    const image = store.image(index + 1)
    if (!image) throw new KaryonError('run-missing', 'This run has no such image.', 'Open the run again.')
    const { source, time, record } = image
    const labels = join(runFiles(run.folder).labels, outputName(record, '_labels.tif', time))
    return {
      set: source.set,
      time,
      record,
      labelsPath: run.settings.labels && record.state === 'done' ? labels : undefined,
    }
  }

  /** The label image as it is shown: with corrections, derived anew where they are newer. */
  async shownLabels(id: string, index: number): Promise<string | undefined> {
    const { store, run } = this.open.of(id)
    const image = store.image(index + 1)
    if (!image?.record.corrected) return this.imagePlace(id, index).labelsPath
    await deriveLabels(run, store, index + 1)
    return correctedLabelsPath(run, image)
  }

  /** Writes the tables again and, when asked, overlays of every counted image. */
  async exportRun(id: string, choice: { overlays: boolean }): Promise<string> {
    const { run, store } = this.open.of(id)
    this.exporting.add(id)
    try {
      await writeResults(run, store, this.options.version)
      if (choice.overlays) await exportOverlays(run, store)
      return run.folder
    } finally {
      this.exporting.delete(id)
    }
  }

  /** Networks are not usable where their runtime is not. */
  async models(): Promise<ModelInfo[]> {
    const models = await this.models_.list()
    const why = this.devices_.runtimeProblem()
    if (why === undefined) return models
    const problem = `No network can run on this computer: its runtime cannot be loaded (${why}).`
    const remedy = 'Install Karyon again. Meanwhile images are counted with the classical segmenter.'
    return models.map((model) => (model.kind === 'network' ? { ...model, problem, remedy } : model))
  }

  importModel(folder: string): Promise<ModelInfo> {
    return importModel(folder, join(this.options.dataDir, 'models'), this.models_, this.devices_)
  }

  deviceCandidates(): string[] {
    return this.devices_.candidates()
  }

  /** Every device with its self-test; takes a few seconds. */
  async testDevices(): Promise<DeviceInfo[]> {
    return this.devices_.test(await this.models_.load('auto', 'fast'))
  }

  /** True while a run is being counted. */
  get busy(): boolean {
    return this.working !== undefined
  }

  /** Stops counting (the run goes on at the next start) and closes everything. */
  async close(): Promise<void> {
    this.closed = true
    await this.corrections.close()
    const { working } = this
    if (working) {
      working.resume = false
      working.engine.pause()
      await working.done
      const run = this.registry.find(working.id)
      // Stopped by closing, not by a person: taken up again at the next start.
      if (run?.state === 'paused') this.registry.put({ ...run, state: 'waiting' })
    }
    this.open.closeAll()
  }

  private next(): void {
    if (this.working || this.closed) return
    const waiting = this.registry.list().find((run) => run.state === 'waiting')
    if (!waiting) return
    let open: OpenRun
    try {
      open = this.open.of(waiting.id)
    } catch (error) {
      const failure = toFailure(error)
      this.change({ ...waiting, state: 'failed', failure })
      if (failure.code === 'run-damaged') void this.beginAnew(waiting, failure).finally(() => this.next())
      else this.next()
      return
    }
    const { total, done: counted, failed, nuclei } = open.store.tally()
    Object.assign(open.run, { total, done: counted, failed, nuclei })
    const engine = new RunEngine(open.run, open.store, {
      models: this.models_,
      devices: this.devices_,
      version: this.options.version,
      emit: (event) => this.emit(event),
      lanes: Math.max(2, Math.min(6, availableParallelism())),
    })
    const done = engine.work().then((run) => this.stopped(run, open))
    this.working = { id: waiting.id, engine, done, resume: false }
  }

  /** A run that was to go on and whose state is lost: its images are queued again, and the person is told. */
  private async beginAnew(run: RunSummary, { message }: Failure): Promise<void> {
    const { inputs, settings, folder, id } = run
    try {
      const { startedFrom } = this.options
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
      this.open.keep(open)
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

  private emit(event: RunEvent): void {
    if (event.type === 'run' && event.run.state !== this.registry.find(event.run.id)?.state)
      this.registry.put(event.run)
    for (const listener of this.listeners) listener(event)
  }

  private change(run: RunSummary): void {
    this.registry.put(run)
    for (const listener of this.listeners) listener({ type: 'run', run: { ...run } })
  }

  private changeState(id: string, state: RunSummary['state'], from: readonly RunSummary['state'][]): void {
    const run = this.registry.find(id)
    if (!run || !from.includes(run.state)) return
    const open = this.open.known(id)
    if (open) {
      open.run.state = state
      open.store.saveRun(open.run)
      open.store.commit()
    }
    this.change({ ...run, state })
  }
}

/** `<name>-karyon_<date and time>` beside the images. */
function defaultFolder(input: string): string {
  const path = resolve(input)
  const name = basename(path).replace(/\.[^.]+$/, '')
  const stamp = new Date().toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '')
  return join(dirname(path), `${name}-karyon_${stamp}`)
}
