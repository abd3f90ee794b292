import { randomUUID } from 'node:crypto'
import { basename, dirname, join, resolve } from 'node:path'
import { KaryonError } from '@core/errors'
import type { Nucleus } from '@core/measure/nucleus'
import type { ImageSet, Plate, Scan } from '@core/plate/plate-image'
import { scanPaths } from '@core/plate/scan-paths'
import type { Choice, RunEvent, RunSettings, RunSummary } from '@shared/run'
import { unpackNuclei } from '../hosts/pack-nuclei'
import { tablesBehind } from './correct-journal'
import { correctedLabelsPath, deriveLabels } from './correct-labels'
import { CorrectService } from './correct-service'
import { createRun, isCopy, type OpenRun, reopenRun } from './create-run'
import { type DeviceInfo, Devices } from './devices'
import { exportOverlays } from './export-overlays'
import { importModel } from './import-model'
import { type ModelInfo, ModelRegistry } from './models'
import { closeOpen, OpenRuns } from './open-runs'
import { choicesOf, decideChannels } from './prepare-run'
import { outputName, runFiles } from './run-folder'
import { RunQueue, UNFINISHED } from './run-queue'
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

/**
 * The one door to everything that is not a window: the queue of runs, their results, models and
 * devices. Plain Node.
 */
export class KaryonServices {
  private readonly registry: RunRegistry
  private readonly models_: ModelRegistry
  private readonly devices_: Devices
  private readonly open: OpenRuns
  private readonly queue: RunQueue
  /** Correcting images by hand. */
  readonly corrections: CorrectService
  /** Runs whose tables are being written: they stay open. */
  private readonly exporting = new Set<string>()

  constructor(private readonly options: ServicesOptions) {
    this.registry = new RunRegistry(join(options.dataDir, 'runs.json'))
    this.open = new OpenRuns(this.registry, {
      change: (run) => this.queue.change(run),
      opened: ({ run, store }) => tablesBehind(store) && this.corrections.catchUp(run.id),
      countedAgain: (before, open) => this.takeIn(open, before),
      inUse: (id) => this.queue.works(id) || this.exporting.has(id),
    })
    this.models_ = new ModelRegistry([join(options.resourcesDir, 'models'), join(options.dataDir, 'models')])
    this.devices_ = new Devices(options.dataDir)
    this.queue = new RunQueue({
      registry: this.registry,
      open: this.open,
      models: this.models_,
      devices: this.devices_,
      version: options.version,
      startedFrom: options.startedFrom,
    })
    this.corrections = new CorrectService({
      open: (id) => this.open.of(id),
      changed: (run, image) => {
        this.queue.emit({ type: 'image', runId: run.id, image })
        this.queue.change(run)
      },
      writeTables: async (id) => {
        const done = this.registry.find(id)?.state === 'done'
        if (done && !this.queue.works(id)) await this.exportRun(id, { overlays: false })
      },
    })
  }

  /** Where a damaged list of runs was kept, if it was. */
  get damagedList(): string | undefined {
    return this.registry.setAside
  }

  /** Takes up unfinished runs; returns them. */
  takeUp(): RunSummary[] {
    return this.queue.takeUp()
  }

  on(listener: (event: RunEvent) => void): () => void {
    return this.queue.on(listener)
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
    this.queue.add(open)
    return { ...open.run }
  }

  listRuns(): RunSummary[] {
    return this.registry.list()
  }

  /** A past run from its folder. */
  async openRun(folder: string): Promise<RunSummary> {
    const known = () => this.registry.list().find((run) => run.folder === resolve(folder))
    const before = known()
    try {
      if (before) this.open.of(before.id)
    } catch {
      // Where it was counted again the list knows the new run now; of everything else whoever looks at it is told.
    }
    return known() ?? this.takeIn(reopenRun(folder, { retryFailed: false }))
  }

  /** Puts a run met in a folder into the list, in the place of the one that was there before. */
  private takeIn(open: OpenRun, before?: RunSummary): RunSummary {
    if (isCopy(open.run, this.registry.find(open.run.id))) giveOwnId(open)
    if (before) this.registry.remove(before.id)
    this.open.keep(open)
    const state = UNFINISHED.includes(open.run.state) ? 'paused' : open.run.state
    this.queue.change({ ...open.run, state })
    if (before) this.queue.emit({ type: 'runs', runs: this.registry.list() })
    return { ...open.run, state }
  }

  pause(id: string): void {
    this.queue.pause(id)
  }

  resume(id: string): void {
    this.queue.resume(id)
  }

  cancel(id: string): void {
    this.queue.cancel(id)
  }

  /** Reads failed images again, all of them or those named by index. */
  retry(id: string, indexes?: readonly number[]): void {
    this.queue.retry(id, indexes)
  }

  reorder(ids: readonly string[]): void {
    this.registry.reorder(ids)
  }

  /** Forgets a run; its folder stays. */
  async remove(id: string): Promise<void> {
    await this.corrections.leave(id)
    await this.queue.drop(id)
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
    return this.queue.works()
  }

  /** Stops counting (the run goes on at the next start) and closes everything. */
  async close(): Promise<void> {
    this.queue.refuse()
    await this.corrections.close()
    await this.queue.stop()
    this.open.closeAll()
  }
}

/** @throws KaryonError `disk-full`; the run is closed then */
function giveOwnId(open: OpenRun): void {
  try {
    open.run.id = randomUUID()
    open.store.saveRun(open.run)
    open.store.commit()
  } catch (error) {
    closeOpen(open)
    throw error
  }
}

/** `<name>-karyon_<date and time>` beside the images. */
function defaultFolder(input: string): string {
  const path = resolve(input)
  const name = basename(path).replace(/\.[^.]+$/, '')
  const stamp = new Date().toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '')
  return join(dirname(path), `${name}-karyon_${stamp}`)
}
