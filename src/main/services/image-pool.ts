import { setTimeout as wait } from 'node:timers/promises'
import { KaryonError } from '@core/errors'
import Piscina from 'piscina'
import { hostEntry } from '../hosts/entry'
import type { ImageResult, ImageTask, NetworkTask } from '../hosts/image-task'
import { requestStop, sharedBeat, stopped } from '../hosts/stop-request'
import { silenceGiven } from './silence'

/**
 * An image that shows no sign of life this long is given up (a dead network drive, a decoder that spins). A
 * sign of life is a tile sent to the network or come back. `KARYON_SILENCE_S` changes it.
 */
const SILENCE_MS = 10 * 60_000
/** A thread that was asked to stop and has not is terminated after this (it waits for a tile, or is stuck). */
const STOP_MS = 5000
/** A thread stuck in a driver or on a dead drive is left to the end of the process after this. */
const CLOSE_MS = 3000

/** Task without its port: the pool connects it. */
export type PoolTask = ImageTask extends infer T
  ? T extends ImageTask
    ? Omit<T, 'port' | 'beat'>
    : never
  : never

/** Threads that decode, normalise, decode maps into nuclei and measure: one image each. */
export class ImagePool {
  private readonly pool: Piscina<ImageTask, ImageResult>
  /** Images in work, by what their threads are asked to stop with. */
  private readonly inWork = new Map<Int32Array, Promise<unknown>>()

  constructor(
    readonly lanes: number,
    private readonly silenceMs = silenceGiven() ?? SILENCE_MS,
  ) {
    this.pool = new Piscina({
      filename: hostEntry('image-worker'),
      minThreads: lanes,
      maxThreads: lanes,
      idleTimeout: 60_000,
      recordTiming: false,
    })
    // A thread that dies while it has no image is replaced; there is no one to tell.
    this.pool.on('error', () => {})
  }

  /**
   * @param port a fresh port to the inference host, for tasks that need the network.
   * @throws KaryonError `timed-out` after ten silent minutes, `cancelled` when `signal` fires, `out-of-memory`
   * or `internal` when the thread died; the thread is replaced.
   */
  async run(task: PoolTask, port?: NetworkTask['port'], signal?: AbortSignal): Promise<ImageResult> {
    const file = task.set.files[0].path
    const beat = sharedBeat()
    const terminate = new AbortController()
    let late: NodeJS.Timeout | undefined
    const stop = () => {
      requestStop(beat)
      late ??= setTimeout(() => terminate.abort(), STOP_MS)
    }
    if (signal?.aborted) {
      port?.close()
      throw stopped()
    }
    signal?.addEventListener('abort', stop, { once: true })
    const limit = this.silenceMs * Math.max(1, task.set.files.length / 10)
    const timer = watch(beat, limit, () => terminate.abort())
    try {
      const work = this.pool.run({ ...task, port, beat } as ImageTask, {
        transferList: port ? [port] : [],
        signal: terminate.signal,
      })
      this.inWork.set(beat, work)
      const result = await work
      if (result.kind === 'failed' && result.failure.code === 'cancelled') throw stopped()
      return result
    } catch (cause) {
      if (signal?.aborted || (cause instanceof KaryonError && cause.code === 'cancelled'))
        throw stopped(cause)
      if (terminate.signal.aborted) throw timedOut(file, limit)
      throw threadDied(file, cause)
    } finally {
      clearInterval(timer)
      clearTimeout(late)
      this.inWork.delete(beat)
      signal?.removeEventListener('abort', stop)
    }
  }

  /** Stops what is in work, waits for it a moment, ends the threads. */
  async close(): Promise<void> {
    for (const beat of this.inWork.keys()) requestStop(beat)
    await Promise.race([Promise.allSettled(this.inWork.values()), wait(STOP_MS, undefined, { ref: false })])
    await Promise.race([this.pool.destroy(), wait(CLOSE_MS, undefined, { ref: false })])
  }
}

/** Calls `give` once the beat has stood still for `limit` milliseconds. */
function watch(beat: Int32Array, limit: number, give: () => void): NodeJS.Timeout {
  let seen = 0
  let since = performance.now()
  return setInterval(() => {
    const now = Atomics.load(beat, 0)
    if (now !== seen) {
      seen = now
      since = performance.now()
    } else if (performance.now() - since >= limit) give()
  }, limit / 8)
}

function timedOut(file: string, limit: number): KaryonError {
  const time =
    limit < 120_000 ? `${Math.round(limit / 1000)} seconds` : `${Math.round(limit / 60_000)} minutes`
  return new KaryonError(
    'timed-out',
    `Nothing came of this image for ${time}.`,
    'Check that its drive answers, then read it again (on the command line: --resume).',
    { file },
  )
}

function threadDied(file: string, cause: unknown): KaryonError {
  const { code, message } = cause as NodeJS.ErrnoException
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return new KaryonError(
      'out-of-memory',
      'There was not enough memory for this image.',
      'Close other programs, then read it again (on the command line: --resume).',
      { file, cause },
    )
  }
  return new KaryonError(
    'internal',
    `The thread that worked on this image ended: ${message}`,
    'Open the image in another program and save it again as TIFF; if that does not help, report it.',
    { file, cause },
  )
}
