import type { Dirent } from 'node:fs'
import { opendir } from 'node:fs/promises'
import { KaryonError } from '../errors'

/** Entries asked for at a time: a folder on a slow share is seen to grow while it is read. */
const AT_A_TIME = 512

/**
 * The entries of a folder, in the order the disk gives them.
 *
 * @param onEntries called with the number of entries read so far, every 512 of them.
 * @throws KaryonError `cancelled` as soon as `signal` fires, even while the disk does not answer; else what the
 * file system throws.
 */
export function listFolder(
  path: string,
  signal?: AbortSignal,
  onEntries?: (entries: number) => void,
): Promise<Dirent[]> {
  const read = async () => {
    const entries: Dirent[] = []
    for await (const entry of await opendir(path, { bufferSize: AT_A_TIME })) {
      if (signal?.aborted) break
      entries.push(entry)
      if (entries.length % AT_A_TIME === 0) onEntries?.(entries.length)
    }
    return entries
  }
  return orStopped(read(), signal)
}

/**
 * The outcome of some work, or `cancelled` as soon as `signal` fires. What a dead network drive holds up cannot be
 * ended, only left behind.
 */
export async function orStopped<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work
  stopIfAsked(signal)
  let stop = () => {}
  const stopped = new Promise<never>((_done, fail) => {
    stop = () => fail(stoppedError())
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work, stopped])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** Lets others have a turn, then stops when that was asked for: reading 50,000 names must not hold up the window. */
export async function yieldTurn(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((done) => setImmediate(done))
  stopIfAsked(signal)
}

/** @throws KaryonError `cancelled` */
export function stopIfAsked(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw stoppedError()
}

function stoppedError(): KaryonError {
  return new KaryonError('cancelled', 'Reading the folder was stopped.', 'Start it again when you like.')
}
