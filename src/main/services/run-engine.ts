import { join } from 'node:path'
import { type Failure, KaryonError, toFailure } from '@core/errors'
import { removeStaleTemps } from '@core/export/stale-temps'
import type { Plate } from '@core/plate/plate-image'
import type { Choice, ImageRecord, RunEvent, RunSummary } from '@shared/run'
import type { CountedImage, ImageResult } from '../hosts/image-task'
import { choosePlateChannel } from './choose-plate-channel'
import { countedRecord } from './counted-record'
import type { Counter, CountRequest } from './counter'
import { cpuShare } from './cpu-share'
import type { Devices } from './devices'
import { ImagePool } from './image-pool'
import { InWork } from './in-work'
import { lateImages } from './late-images'
import { looksTaken } from './looks-taken'
import { lostInput } from './lost-input'
import type { ModelRegistry } from './models'
import { openSegmenter } from './open-segmenter'
import { channelChoice, describeChannel } from './prepare-run'
import { InputNames, OutputNames, outputName, runFiles } from './run-folder'
import type { QueuedImage, RunStore, StoredImage } from './run-store'
import { Throughput } from './throughput'
import { writeResults } from './write-results'

export interface EngineDeps {
  models: ModelRegistry
  devices: Devices
  version: string
  emit: (event: RunEvent) => void
  /** Images worked on at a time. */
  lanes: number
  /** Largest tile side in network pixels; the model's own when left out. Set only by the bench. */
  tileSize?: number
  /** Milliseconds by stage of each counted image, for the bench. */
  onStages?: (milliseconds: Record<string, number>) => void
}

/** How often the run's own figures are saved while images are counted. */
const SAVE_AFTER_MS = 2000

/** An image in work at this many unexpected ends of Karyon is tried in a process of its own. */
const MOST_ENDS = 2

/** Failures that stop the whole run: going on would fail every image the same way. */
const STOPS_RUN: ReadonlySet<Failure['code']> = new Set([
  'disk-full',
  'output-unwritable',
  'folder-unreadable',
])

/**
 * Works through the queue of one run. Decoding, inference and post-processing of different images overlap; no
 * more than `lanes` images are in memory. Everything that matters is in the store, so the process may be
 * killed at any moment.
 */
export class RunEngine {
  private pool: ImagePool | undefined
  private counter: Counter | undefined
  private inWork: InWork | undefined
  /** Images by how often Karyon ended unexpectedly while they were in work. */
  private ends: Record<string, number> = {}
  /** Names of label images; asked for when a file holds several times. */
  private outputs: OutputNames | undefined
  private savedAt = 0
  private readonly stop = new AbortController()
  private halting: 'pause' | 'cancel' | undefined
  private readonly busy = new Set<number>()
  private readonly throughput = new Throughput()

  constructor(
    readonly run: RunSummary,
    private readonly store: RunStore,
    private readonly deps: EngineDeps,
  ) {}

  /** Runs until all images are done, or until `pause`/`cancel`, or until the run as a whole cannot go on. */
  async work(): Promise<RunSummary> {
    const { run } = this
    try {
      run.failure = undefined
      run.startedAt ??= new Date().toISOString()
      this.setState('preparing')
      await this.tidyUp()
      await this.open()
      await this.choosePlateChannels()
      if (!this.halting) this.setState('running')
      this.throughput.start(run.elapsedS)
      await this.workThroughQueue()
      if (this.halting) this.halt(this.halting)
      else await this.finish()
    } catch (error) {
      const failure = toFailure(error)
      if (this.halting && failure.code === 'cancelled') this.halt(this.halting)
      else {
        run.failure = failure
        this.trySetState(STOPS_RUN.has(failure.code) ? 'paused' : 'failed')
      }
    } finally {
      await this.close()
    }
    return run
  }

  /** Stops after saving what is finished; images in work go back to the queue. */
  pause(): void {
    this.halting ??= 'pause'
    this.stop.abort()
  }

  cancel(): void {
    this.halting = 'cancel'
    this.stop.abort()
  }

  private halt(how: 'pause' | 'cancel'): void {
    this.trySetState(how === 'pause' ? 'paused' : 'cancelled')
  }

  /** After a crash: what was half written goes, what was in work is remembered. */
  private async tidyUp(): Promise<void> {
    const files = runFiles(this.run.folder)
    await this.removeTemporaries()
    const { inWork, left } = InWork.open(files.inWork)
    this.inWork = inWork
    this.ends = this.store.get('ends') ?? {}
    for (const seq of left) this.ends[seq] = (this.ends[seq] ?? 0) + 1
    if (left.length > 0) this.store.set('ends', this.ends)
  }

  /** The run's lock is held, so nobody else is writing here. */
  private async removeTemporaries(): Promise<void> {
    const { labels, overlays } = runFiles(this.run.folder)
    const isAlive = () => false
    await removeStaleTemps(this.run.folder, { isAlive })
    for (const folder of [labels, overlays]) await removeStaleTemps(folder, { isAlive, recursive: true })
  }

  private async open(): Promise<void> {
    const { run, deps } = this
    this.pool = new ImagePool(deps.lanes)
    const { models, devices } = deps
    const warn = (sentence: string) => this.warn(sentence)
    const share = cpuShare(this.store.tally().waiting, deps.lanes)
    const opened = await openSegmenter(run, { models, devices, pool: this.pool, share, warn })
    this.counter = opened.counter
    run.model = opened.model
    run.device = opened.device
    this.store.set('devices-tried', opened.tried)
    for (const choice of opened.choices) this.choose(choice)
    if (opened.warning) this.warn(opened.warning)
    this.store.saveRun(run)
  }

  /** Once each: a resumed run meets the same again. */
  private warn(sentence: string): void {
    const { run } = this
    if (!run.warnings.includes(sentence)) run.warnings = [...run.warnings, sentence]
    this.store.saveRun(run)
  }

  /** For plates whose names do not tell the nuclear channel: looks at a few fields, once per plate. */
  private async choosePlateChannels(): Promise<void> {
    const names = new InputNames(this.run.inputs)
    const undecided = this.store.get<Plate[]>('undecided-plates') ?? []
    for (const plate of undecided) {
      // A field that ended Karyon before says nothing of channels.
      const sources = this.store.sourcesOfPlate(plate.name).filter(({ seq }) => !this.endsKaryon(seq))
      const chosen = await choosePlateChannel(plate, sources, {
        counter: this.counter!,
        inWork: this.inWork!,
        signal: this.stop.signal,
      })
      const index = chosen?.index ?? 0
      this.choose(channelChoice(plate, index, chosen?.why ?? 'no field could be read; the first is taken'))
      const outputs = new OutputNames()
      this.store.decideChannel(plate.name, index, (set) => {
        const described = describeChannel(set, index, names)
        return { ...described, output: outputs.take(described.file) }
      })
    }
    if (undecided.length > 0) this.store.set('undecided-plates', [])
    this.store.saveRun(this.run)
  }

  private async workThroughQueue(): Promise<void> {
    const running = new Set<Promise<void>>()
    let failed: unknown
    const free = () => !this.halting && failed === undefined
    while (free()) {
      const images = this.store.waiting(this.deps.lanes - running.size, this.busy)
      if (images.length === 0 && running.size === 0) break
      for (const image of images) {
        this.busy.add(image.seq)
        this.inWork!.add(image.seq)
        const work = this.workOn(image)
          .catch((error) => {
            failed ??= error
            this.stop.abort()
          })
          .finally(() => {
            this.busy.delete(image.seq)
            this.inWork!.delete(image.seq)
            running.delete(work)
          })
        running.add(work)
      }
      await Promise.race(running)
    }
    await Promise.allSettled(running)
    this.store.commit()
    if (failed !== undefined) throw failed
  }

  /** One image: count it, store the outcome. Throws only what stops the run. */
  private async workOn(image: QueuedImage): Promise<void> {
    this.emitImage({ ...image.record, state: 'running' })
    let result: ImageResult
    let provider: string | undefined
    try {
      const request = this.requestOf(image)
      ;({ result, provider } = await this.counter!.count(
        request,
        this.stop.signal,
        this.endsKaryon(image.seq),
      ))
    } catch (error) {
      const failure = toFailure(error, image.source.set.files[0].path)
      if (failure.code === 'cancelled' || this.halting) return
      result = { kind: 'failed', failure, seconds: 0 }
    }
    if (this.stop.signal.aborted) return
    if (result.kind === 'failed') {
      const { path } = image.source.set.files[0]
      const lost = await lostInput(this.run.inputs, result.failure, result.failure.file ?? path)
      if (!this.stop.signal.aborted) this.storeFailure(image, lost ? { ...result, failure: lost } : result)
    } else if (result.kind === 'split') this.splitTimes(image, result.times, result.untold)
    else if (result.kind === 'counted') this.storeCounted(image, result, provider!)
  }

  private endsKaryon(seq: number): boolean {
    return (this.ends[seq] ?? 0) >= MOST_ENDS
  }

  private requestOf({ source, record, time }: QueuedImage): CountRequest {
    const { settings, folder } = this.run
    const files = runFiles(folder)
    return {
      kind: 'count',
      set: source.set,
      time,
      channel:
        source.channelIndex === undefined ? { wanted: settings.channel } : { index: source.channelIndex },
      labelsPath: settings.labels ? join(files.labels, outputName(record, '_labels.tif', time)) : undefined,
      overlayPath: settings.overlays ? join(files.overlays, outputName(record, '.png', time)) : undefined,
      pixelSizeUm: record.pixelSize,
      tileSize: this.deps.tileSize,
    }
  }

  private storeCounted(image: QueuedImage, result: CountedImage, provider: string): void {
    const stored = countedRecord(image.record, result, provider)
    this.store.finish(image, stored, result.nuclei)
    this.deps.onStages?.(result.stages)
    this.run.done++
    this.run.nuclei += result.count
    this.tick(stored)
  }

  private storeFailure(
    image: QueuedImage,
    { failure, seconds }: { failure: Failure; seconds: number },
  ): void {
    if (STOPS_RUN.has(failure.code)) {
      throw new KaryonError(failure.code, failure.message, failure.remedy, { file: failure.file })
    }
    const stored: StoredImage = { ...image.record, state: 'failed', failure, seconds }
    this.store.finish(image, stored)
    this.run.failed++
    this.tick(stored)
  }

  private splitTimes(image: QueuedImage, times: number, untold: boolean): void {
    const what = untold ? 'page' : 'time point'
    this.outputs ??= OutputNames.of(this.store.images())
    const output = this.outputs.takeTimes(image.record, times)
    this.store.split(image, times, (time) => ({
      id: `${image.record.id}#${time}`,
      t: timeInside(image.record.t, time, times),
      output,
      notes: [...image.record.notes, `${what} ${time + 1} of ${times} in the file, counted by itself.`],
    }))
    this.run.total += times - 1
  }

  private async finish(): Promise<void> {
    const { run } = this
    run.finishedAt = new Date().toISOString()
    run.elapsedS = this.throughput.elapsedS
    const looks = looksTaken(run, this.store.images())
    if (looks) this.choose(looks)
    await this.tellLateImages()
    await writeResults(run, this.store, this.deps.version)
    this.setState(run.done === 0 && run.failed > 0 ? 'failed' : 'done')
    this.store.commit()
  }

  /** In the place of what an earlier end of the run said of them. */
  private async tellLateImages(): Promise<void> {
    const { run, store } = this
    const before = store.get<string>('late-images')
    const now = await lateImages(run, store, this.stop.signal)
    run.warnings = run.warnings.filter((warning) => warning !== before)
    store.set('late-images', now ?? '')
    if (now) this.warn(now)
  }

  private async close(): Promise<void> {
    await Promise.allSettled([this.pool?.close(), this.counter?.close()])
    if (this.halting) await this.removeTemporaries()
    this.inWork?.close()
  }

  /** Adds a choice, or puts it in the place of the earlier one: a resumed run lists them in the same order. */
  private choose(choice: Choice): void {
    const choices = [...this.run.choices]
    const at = choices.findIndex(({ about, plate }) => about === choice.about && plate === choice.plate)
    if (at < 0) choices.push(choice)
    else choices[at] = choice
    this.run.choices = choices
  }

  private tick(image: StoredImage): void {
    const { run } = this
    this.throughput.count()
    run.elapsedS = this.throughput.elapsedS
    run.imagesPerS = this.throughput.perSecond
    run.etaS = this.throughput.secondsFor(run.total - run.done - run.failed)
    const now = performance.now()
    if (now - this.savedAt > SAVE_AFTER_MS) {
      this.savedAt = now
      this.store.saveRun(run)
    }
    this.emitImage(image)
    this.deps.emit({ type: 'run', run: { ...run } })
  }

  private emitImage(image: StoredImage): void {
    const {
      inputs,
      tiles,
      channelIndex,
      intensityChannels,
      countedIntensities,
      pixelSize,
      output,
      look,
      ...shown
    } = image
    this.deps.emit({ type: 'image', runId: this.run.id, image: shown as ImageRecord })
  }

  private setState(state: RunSummary['state']): void {
    this.run.state = state
    this.store.saveRun(this.run)
    this.store.commit()
    this.deps.emit({ type: 'run', run: { ...this.run } })
  }

  /** On a full disk the state itself may not be writable: the queue as last saved still holds. */
  private trySetState(state: RunSummary['state']): void {
    try {
      this.setState(state)
    } catch {
      this.deps.emit({ type: 'run', run: { ...this.run } })
    }
  }
}

/**
 * The time of one of several in a file. Where its name tells a time too, that comes before a point: `1.0`, `1.1`, with
 * as many digits as sort and stay apart as numbers.
 */
function timeInside(named: string | undefined, time: number, times: number): string {
  if (named === undefined) return String(time)
  return `${named}.${String(time).padStart(String(times - 1).length, '0')}`
}
