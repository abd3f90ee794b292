import { scanPaths } from '@core/plate/scan-paths'
import { many } from '@shared/many'
import type { RunSummary } from '@shared/run'
import { ownFolders } from './create-run'
import { InputNames } from './run-folder'
import type { RunStore } from './run-store'

/** A drive that answers slower than this does not hold the results back. */
const PATIENCE_MS = 20_000
const NAMED = 3
/** Images looked up before other work has its turn. */
const BEFORE_A_TURN = 500

/**
 * A sentence on image files that came below the run's inputs after it was set up (an acquisition that went on while
 * the run counted or waited): they are in no result. Undefined without any, and where the inputs cannot be read again
 * in time.
 */
export async function lateImages(
  { inputs, folder, settings }: RunSummary,
  store: Pick<RunStore, 'sources'>,
  stop: AbortSignal,
): Promise<string | undefined> {
  const exclude = ownFolders(folder, inputs)
  // Not AbortSignal.any: in Electron's main process it fails.
  const patience = new AbortController()
  const giveUp = () => patience.abort()
  const timer = setTimeout(giveUp, PATIENCE_MS)
  if (stop.aborted) giveUp()
  stop.addEventListener('abort', giveUp)
  const { signal } = patience
  // The inputs may be gone, or slow: what was counted stays as it is.
  const scan = await scanPaths(inputs, { recursive: settings.recursive, exclude, signal }).catch(
    () => undefined,
  )
  clearTimeout(timer)
  stop.removeEventListener('abort', giveUp)
  if (!scan) return undefined
  const known = new Set<string>()
  let read = 0
  for (const { set } of store.sources()) {
    for (const { path } of set.files) known.add(path)
    if (++read % BEFORE_A_TURN === 0) await new Promise((done) => setImmediate(done))
  }
  const late = scan.sets
    .flatMap(({ files }) => files.map(({ path }) => path))
    .filter((path) => !known.has(path))
  if (late.length === 0) return undefined
  const names = new InputNames(inputs)
  const named = late.slice(0, NAMED).map((path) => names.relative(path))
  const others = late.length > NAMED ? ` and ${late.length - NAMED} more` : ''
  const one = late.length === 1
  return (
    `${many(late.length, 'image file')} came after this run was set up and ${one ? 'is' : 'are'} in no result: ` +
    `${named.join(', ')}${others}. Count the folder again to have ${one ? 'it' : 'them'}.`
  )
}
