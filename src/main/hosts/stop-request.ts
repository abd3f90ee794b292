import { KaryonError } from '@core/errors'

/** How often a thread at work looks whether it shall stop. */
const LOOK_MS = 50

/**
 * The two numbers a pool shares with the thread of an image: `[0]` is raised with every sign of life, `[1]` is 1
 * once the thread shall stop.
 */
export function sharedBeat(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(8))
}

/** Asks the thread to stop at its next step. */
export function requestStop(beat: Int32Array): void {
  Atomics.store(beat, 1, 1)
}

/**
 * In the thread: a signal that fires when the pool asks to stop. The thread ends its image itself, because Node
 * aborts the whole process when a thread is terminated in the midst of a file operation
 * (`FileHandle::ClosePromise`, Node 20). Call `end` when the image is done.
 */
export function watchStop(beat: Int32Array | undefined): { signal: AbortSignal; end: () => void } {
  const stop = new AbortController()
  if (!beat) return { signal: stop.signal, end: () => {} }
  const timer = setInterval(() => {
    if (Atomics.load(beat, 1) === 1) stop.abort(stopped())
  }, LOOK_MS)
  return { signal: stop.signal, end: () => clearInterval(timer) }
}

/** What a stopped image is told with. */
export function stopped(cause?: unknown): KaryonError {
  return new KaryonError('cancelled', 'The image was stopped.', 'Resume the run.', { cause })
}
