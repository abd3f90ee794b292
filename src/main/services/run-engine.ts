import { join } from 'node:path'
import { type Failure, KaryonError, toFailure } from '@core/errors'
import type { Model } from '@core/infer/model-folder'
import type { Plate } from '@core/plate/plate-image'
import type { Choice, ImageRecord, RunEvent, RunSummary } from '@shared/run'
import type { CountedImage, ImageResult } from '../hosts/image-task'
import { choosePlateChannel } from './choose-plate-channel'
import type { Devices } from './devices'
import { ImagePool } from './image-pool'
import type { InferenceHost } from './inference'
import type { ModelRegistry } from './models'
import { channelChoice, describeChannel } from './prepare-run'
import { InputNames, outputName, runFiles } from './run-folder'
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
  /** Milliseconds by stage of each counted image, for the bench. */
  onStages?: (milliseconds: Record<string, number>) => void
}

/** Failures that stop the whole run: going on would fail every image the same way. */
const STOPS_RUN: ReadonlySet<Failure['code']> = new Set(['disk-full', 'output-unwritable'])

/**
 * Works through the queue of one run. Decoding, inference and post-processing of different images overlap; no
 * more than `lanes` images are in memory. Everything that matters is in the store, so the process may be
 * killed at any moment.
 */
export class RunEngine {
  private pool: ImagePool | undefined
  private host: InferenceHost | undefined
  private cpuHost: Promise<InferenceHost> | undefined
  private model: Model | undefined
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
      this.setState('preparing')
      run.failure = undefined
      run.startedAt ??= new Date().toISOString()
      await this.open()
      await this.choosePlateChannels()
      this.setState('running')
      this.throughput.start(run.elapsedS)
      await this.workThroughQueue()
      if (this.halting) this.setState(this.halting === 'pause' ? 'paused' : 'cancelled')
      else await this.finish()
    } catch (error) {
      run.failure = toFailure(error)
      this.trySetState(STOPS_RUN.has(run.failure.code) ? 'paused' : 'failed')
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

  private async open(): Promise<void> {
    const { run, deps } = this
    this.pool = new ImagePool(deps.lanes)
    this.model = await deps.models.load(run.model?.name ?? run.settings.model, run.settings.quality)
    const { name, version, sha256 } = this.model.manifest
    if (run.model && run.model.sha256 !== sha256) throw modelChanged(run.model.name, this.model.folder)
    run.model = { name, version, sha256 }
    const { host, used } = await deps.devices.open(this.model, run.settings.device)
    this.host = host
    run.device = used
    this.choose({ about: 'model', value: `${name} ${version}`, why: whyModel(run) })
    this.choose({
      about: 'device',
      value: used.name,
      why: used.notes.join(' ') || 'no other device was found',
    })
    this.store.saveRun(run)
  }

  /** For plates whose names do not tell the nuclear channel: looks at a few fields, once per plate. */
  private async choosePlateChannels(): Promise<void> {
    const names = new InputNames(this.run.inputs)
    const undecided = this.store.get<Plate[]>('undecided-plates') ?? []
    for (const plate of undecided) {
      const sources = this.store.sourcesOfPlate(plate.name)
      const chosen = await choosePlateChannel(plate, sources, this.model!.manifest, this.pool!, this.host!)
      const index = chosen?.index ?? 0
      this.choose(channelChoice(plate, index, chosen?.why ?? 'no field could be read; the first is taken'))
      this.store.decideChannel(plate.name, index, (set) => describeChannel(set, index, names))
    }
    this.store.set('undecided-plates', [])
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
        const work = this.workOn(image)
          .catch((error) => {
            failed ??= error
            this.stop.abort()
          })
          .finally(() => {
            this.busy.delete(image.seq)
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
    try {
      result = await this.count(image)
    } catch (error) {
      const failure = toFailure(error, image.source.set.files[0].path)
      if (failure.code === 'cancelled' || this.halting) return
      result = { kind: 'failed', failure, seconds: 0 }
    }
    if (this.stop.signal.aborted) return
    if (result.kind === 'failed') this.storeFailure(image, result)
    else if (result.kind === 'split') this.splitTimes(image, result.times, result.untold)
    else if (result.kind === 'counted') this.storeCounted(image, result)
  }

  private async count(image: QueuedImage): Promise<ImageResult> {
    const result = await this.countOn(this.host!, image)
    if (this.host!.provider === 'cpu') return result
    // A GPU can fail, or be silently wrong: what it cannot do, and every zero, is done again on the CPU.
    const gaveUp =
      result.kind === 'failed' && ['out-of-memory', 'inference-failed'].includes(result.failure.code)
    const isZero = result.kind === 'counted' && result.count === 0
    if (!gaveUp && !isZero) return result
    this.cpuHost ??= this.deps.devices.openCpu(this.model!)
    const again = await this.countOn(await this.cpuHost, image)
    if (again.kind !== 'counted') return again
    const note = gaveUp
      ? `${this.run.device?.name} could not do this image; it was counted on the CPU.`
      : 'Nothing was found on the GPU; checked on the CPU.'
    return {
      ...again,
      flags: [...again.flags, gaveUp ? 'device-fallback' : 'zero-checked'],
      notes: [...again.notes, note],
    }
  }

  private countOn(host: InferenceHost, image: QueuedImage): Promise<ImageResult> {
    const { settings, folder } = this.run
    const { source, record, time } = image
    const files = runFiles(folder)
    return this.pool!.run(
      {
        kind: 'count',
        set: source.set,
        manifest: this.model!.manifest,
        time,
        channel:
          source.channelIndex === undefined ? { wanted: settings.channel } : { index: source.channelIndex },
        labelsPath: settings.labels
          ? join(files.labels, outputName(record.file, '_labels.tif', time))
          : undefined,
        overlayPath: settings.overlays
          ? join(files.overlays, outputName(record.file, '.png', time))
          : undefined,
      },
      host.connect(),
      this.stop.signal,
    )
  }

  private storeCounted(image: QueuedImage, result: CountedImage): void {
    const { record } = image
    const pixelSize = result.pixelSizeUm ?? record.pixelSize
    const areaMm2 = pixelSize && (result.widthPx * result.heightPx * pixelSize.x * pixelSize.y) / 1e6
    const stored: StoredImage = {
      ...record,
      state: 'done',
      channel: record.channel ?? result.channel,
      widthPx: result.widthPx,
      heightPx: result.heightPx,
      pixelSize,
      pixelSizeUm: pixelSize?.x,
      count: result.count,
      touchingEdge: result.touchingEdge,
      meanAreaPx: result.meanAreaPx,
      medianDiameterPx: result.medianDiameterPx,
      meanConfidence: result.meanConfidence,
      meanIntensity: result.meanIntensity,
      densityPerMm2: areaMm2 === undefined ? undefined : result.count / areaMm2,
      scale: result.scale,
      flags: result.flags as StoredImage['flags'],
      notes: [
        ...record.notes,
        ...(result.channelWhy ? [`Channel: ${result.channelWhy}.`] : []),
        ...result.notes,
      ],
      seconds: result.seconds,
      device: result.flags.includes('device-fallback') ? 'cpu' : this.host!.provider,
      inputs: result.inputs,
      intensityChannels: result.intensityChannels,
      tiles: result.tiles,
    }
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
    this.store.split(image, times, (time) => ({
      id: `${image.record.id}#${time}`,
      t: image.record.t ?? String(time),
      notes: [...image.record.notes, `${what} ${time + 1} of ${times} in the file, counted by itself.`],
    }))
    this.run.total += times - 1
  }

  private async finish(): Promise<void> {
    const { run } = this
    run.finishedAt = new Date().toISOString()
    run.elapsedS = this.throughput.elapsedS
    await writeResults(run, this.store, this.deps.version)
    this.setState(run.done === 0 && run.failed > 0 ? 'failed' : 'done')
    this.store.commit()
  }

  private async close(): Promise<void> {
    const cpu = await this.cpuHost?.catch(() => undefined)
    await Promise.allSettled([this.pool?.close(), this.host?.stop(), cpu?.stop()])
  }

  private choose(choice: Choice): void {
    this.run.choices = [
      ...this.run.choices.filter(({ about, plate }) => about !== choice.about || plate !== choice.plate),
      choice,
    ]
  }

  private tick(image: StoredImage): void {
    const { run } = this
    this.throughput.count()
    run.elapsedS = this.throughput.elapsedS
    run.imagesPerS = this.throughput.perSecond
    run.etaS = this.throughput.secondsFor(run.total - run.done - run.failed)
    this.emitImage(image)
    this.deps.emit({ type: 'run', run: { ...run } })
  }

  private emitImage(image: StoredImage): void {
    const { inputs: _, tiles: __, intensityChannels: ___, pixelSize: ____, ...shown } = image
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

function whyModel(run: RunSummary): string {
  return run.settings.model === 'auto' ? `the model for quality ${run.settings.quality}` : 'asked for'
}

function modelChanged(name: string, folder: string): KaryonError {
  return new KaryonError(
    'model-tampered',
    `The model ${name} is not the one this run was begun with; going on would mix counts of two models.`,
    'Put the earlier model back, or start a new run.',
    { file: folder },
  )
}
