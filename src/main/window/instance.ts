import { join } from 'node:path'
import { KaryonError } from '@core/errors'
import { RunLock } from '../services/run-lock'

/**
 * One Karyon with a window works in a data folder: two would each take up the same runs and write over the other's
 * list of them. A lock whose process is gone is taken over.
 *
 * @throws KaryonError `run-in-use` when another one is running.
 */
export function takeInstance(dataDir: string): RunLock {
  try {
    return RunLock.take(join(dataDir, 'window.lock'))
  } catch (cause) {
    if (!(cause instanceof KaryonError) || cause.code !== 'run-in-use') throw cause
    throw new KaryonError(
      'run-in-use',
      'Karyon is running already on this computer.',
      'Use its window or its page in the browser; or end it (Ctrl C where it was started), then start again.',
      { file: dataDir, cause },
    )
  }
}
