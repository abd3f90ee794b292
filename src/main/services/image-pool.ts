import { KaryonError } from '@core/errors'
import Piscina from 'piscina'
import { hostEntry } from '../hosts/entry'
import type { ImageResult, ImageTask, NetworkTask, OverlayTask } from '../hosts/image-task'

/** An image that shows no sign of life this long is given up (a dead network drive, a decoder that spins). */
const SILENCE_MS = 10 * 60_000

/** Task without its port: the pool connects it. */
export type PoolTask =
  | (NetworkTask extends infer T ? (T extends NetworkTask ? Omit<T, 'port'> : never) : never)
  | OverlayTask

/** Threads that decode, normalise, decode maps into nuclei and measure: one image each. */
export class ImagePool {
  private readonly pool: Piscina<ImageTask, ImageResult>

  constructor(readonly lanes: number) {
    this.pool = new Piscina({
      filename: hostEntry('image-worker'),
      minThreads: lanes,
      maxThreads: lanes,
      idleTimeout: 60_000,
      recordTiming: false,
    })
  }

  /**
   * @param port a fresh port to the inference host, for tasks that need the network.
   * @throws KaryonError `timed-out` after ten silent minutes, `cancelled` when `signal` fires; the thread is
   * ended and replaced.
   */
  async run(task: PoolTask, port?: NetworkTask['port'], signal?: AbortSignal): Promise<ImageResult> {
    const stop = new AbortController()
    const give = () => stop.abort()
    signal?.addEventListener('abort', give, { once: true })
    const pixels = task.set.files.length
    const timer = setTimeout(give, SILENCE_MS * Math.max(1, pixels / 10))
    try {
      return await this.pool.run({ ...task, port } as ImageTask, {
        transferList: port ? [port] : [],
        signal: stop.signal,
      })
    } catch (cause) {
      if (signal?.aborted)
        throw new KaryonError('cancelled', 'The image was stopped.', 'Resume the run.', { cause })
      if (stop.signal.aborted) throw timedOut(task.set.files[0].path)
      throw cause
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', give)
    }
  }

  async close(): Promise<void> {
    await this.pool.destroy()
  }
}

function timedOut(file: string): KaryonError {
  return new KaryonError(
    'timed-out',
    'Nothing came of this image for ten minutes.',
    'Check that its drive answers, then run again with --resume.',
    { file },
  )
}
