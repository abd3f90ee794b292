import { setTimeout as wait } from 'node:timers/promises'
import { KaryonError } from '@core/errors'
import type { Model } from '@core/infer/model-folder'
import type { ImageSet } from '@core/plate/plate-image'
import type { ImageResult } from '../hosts/image-task'
import { countIsolated } from './count-isolated'
import type { Counter, CountRequest } from './counter'
import { type CpuShare, cpuThreads } from './cpu-share'
import type { Devices } from './devices'
import type { ImagePool } from './image-pool'
import type { InferenceHost } from './inference'

/** So many images in a row that a device could not do are no chance: the run leaves it. */
const MOST_GIVEN_UP = 3
/** An inference host of the CPU that ends is started again, but not for ever. */
const MOST_RESTARTS = 5

/**
 * Counts images on the run's device and distrusts it: what a GPU cannot do, and every zero it finds, is done
 * again on the CPU; a GPU that keeps failing, or was silently wrong, is not used any more.
 */
export class ImageCounter implements Counter {
  private cpuHost: Promise<InferenceHost> | undefined
  private givenUp = 0
  private restarts = 0
  private reviving: Promise<InferenceHost> | undefined

  /**
   * @param warn takes a sentence for the run when its device changes.
   * @param share what the CPU's networks take.
   */
  constructor(
    private readonly model: Model,
    private readonly devices: Devices,
    private readonly pool: ImagePool,
    private host: InferenceHost,
    private readonly deviceName: string,
    private readonly warn: (sentence: string) => void,
    private readonly share?: CpuShare,
  ) {}

  /** @throws KaryonError as `ImagePool.run` and `countIsolated`. */
  async count(
    request: CountRequest,
    signal: AbortSignal,
    alone: boolean,
  ): Promise<{ result: ImageResult; provider: string }> {
    const { folder, manifest } = this.model
    const task = { ...request, manifest }
    if (alone) {
      const isolated = { kind: 'count', task, modelFolder: folder, threads: cpuThreads() } as const
      return { result: await countIsolated(isolated, signal), provider: 'cpu' }
    }
    const host = await this.livingHost()
    const { provider } = host
    const result = await this.pool.run(task, host.connect(), signal)
    const failedBy = result.kind === 'failed' ? result.failure.code : undefined
    if (failedBy === 'inference-failed' && (await hasEnded(host))) return this.count(request, signal, alone)
    if (provider === 'cpu') return { result, provider }

    const gaveUp = failedBy === 'out-of-memory' || failedBy === 'inference-failed'
    // Where there was no contrast the network was not asked, so there is nothing to check.
    const isZero = result.kind === 'counted' && result.count === 0 && result.tiles.length > 0
    this.givenUp = gaveUp ? this.givenUp + 1 : 0
    if (!gaveUp && !isZero) return { result, provider }
    const again = await this.pool.run(task, (await this.cpu()).connect(), signal)
    if (again.kind !== 'counted') return { result: again, provider: 'cpu' }
    if (this.givenUp >= MOST_GIVEN_UP)
      await this.leave(`it could not do ${MOST_GIVEN_UP} images in a row`, host)
    else if (isZero && again.count > 0)
      await this.leave(`it found nothing in an image where the CPU found ${again.count} nuclei`, host)
    const note = gaveUp
      ? `${this.deviceName} could not do this image; it was counted on the CPU.`
      : again.count > 0
        ? `Nothing was found on ${this.deviceName}; the count is the CPU's.`
        : `Nothing was found on ${this.deviceName}; the CPU found nothing either.`
    const flag = gaveUp || again.count > 0 ? 'device-fallback' : 'zero-checked'
    return {
      result: { ...again, flags: [...again.flags, flag], notes: [...again.notes, note] },
      provider: 'cpu',
    }
  }

  async score(set: ImageSet, signal: AbortSignal): Promise<ImageResult> {
    const host = await this.livingHost()
    return this.pool.run(
      { kind: 'score-channels', set, manifest: this.model.manifest },
      host.connect(),
      signal,
    )
  }

  /**
   * The host that serves the run; a new one when it has ended.
   *
   * @throws KaryonError `inference-failed` when hosts end again and again
   */
  private async livingHost(): Promise<InferenceHost> {
    if (!this.host.ended) return this.host
    this.reviving ??= this.revive().finally(() => {
      this.reviving = undefined
    })
    return this.reviving
  }

  async close(): Promise<void> {
    const cpu = await this.cpuHost?.catch(() => undefined)
    await Promise.allSettled([this.host.stop(), cpu?.stop()])
  }

  private async revive(): Promise<InferenceHost> {
    if (++this.restarts > MOST_RESTARTS) {
      throw new KaryonError(
        'inference-failed',
        `The inference host ended ${MOST_RESTARTS} times in this run.`,
        'Close other programs that use much memory, then let the run go on (on the command line: --resume).',
      )
    }
    if (this.host.provider !== 'cpu')
      this.warn(`${this.deviceName} stopped working; the images after that were counted on the CPU.`)
    const known = await this.cpuHost
    if (!known || known.ended) this.cpuHost = this.devices.openCpu(this.model, this.share)
    this.host = await this.cpuHost!
    return this.host
  }

  private cpu(): Promise<InferenceHost> {
    this.cpuHost ??= this.devices.openCpu(this.model, this.share)
    return this.cpuHost
  }

  private async leave(why: string, device: InferenceHost): Promise<void> {
    if (this.host !== device) return
    this.host = await this.cpu()
    this.warn(
      `${this.deviceName} is not used any more: ${why}. The images after that were counted on the CPU.`,
    )
    // Images still on it come back as failed and are done again.
    await device.stop()
  }
}

/** The end of a host is told a moment after its ports close. */
async function hasEnded(host: InferenceHost): Promise<boolean> {
  if (!host.ended) await wait(100)
  return host.ended
}
