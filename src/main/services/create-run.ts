import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { KaryonError } from '@core/errors'
import { writeError } from '@core/export/write-errors'
import type { Scan } from '@core/plate/plate-image'
import { scanPaths } from '@core/plate/scan-paths'
import type { RunSettings, RunSummary } from '@shared/run'
import { choicesOf, decideChannels, imagesOf, type PlateChannel } from './prepare-run'
import { runFiles } from './run-folder'
import { RunLock } from './run-lock'
import { RunStore } from './run-store'
import { EARLIER, setEarlierAside } from './set-earlier-aside'

export interface OpenRun {
  run: RunSummary
  store: RunStore
  lock: RunLock
}

export interface CreateRunOptions {
  inputs: string[]
  settings: RunSettings
  folder: string
  startedFrom: string
  /** What these inputs hold, when that was just read. */
  scan?: Scan
  onScan?: (filesSeen: number) => void
  signal?: AbortSignal
}

/**
 * Sets up a run: reads the names below the inputs, decides what names can decide, and stores one waiting row
 * per image. Results of an earlier run in the same folder are kept in a subfolder.
 *
 * @throws KaryonError `nothing-to-count` when no image is found; `channel-not-found`, `no-nuclear-channel`;
 * `run-in-use`; `output-unwritable`, `disk-full`
 */
export async function createRun(options: CreateRunOptions): Promise<OpenRun> {
  const { settings } = options
  const folder = resolve(options.folder)
  const inputs = [...new Set(options.inputs.map((path) => resolve(path)))]
  const scan =
    options.scan ??
    (await scanPaths(inputs, {
      recursive: settings.recursive,
      exclude: ownFolders(folder, inputs),
      signal: options.signal,
      onProgress: options.onScan,
    }))
  if (scan.sets.length === 0) throw nothingToCount(scan, inputs)
  const channels = decideChannels(scan, settings)
  const none = channels.filter(({ decision }) => decision === 'none')
  if (none.length > 0 && scan.sets.every((set) => none.some(({ plate }) => plate.name === set.plate))) {
    throw noNuclearChannel(none)
  }
  const lock = takeFolder(folder)
  let store: RunStore | undefined
  try {
    setEarlierAside(folder)
    store = RunStore.open(runFiles(folder).database)
    const run = newRun(scan, inputs, folder, settings)
    run.choices = choicesOf(channels)
    // One transaction: a run killed here is either wholly set up or not there.
    store.set('started-from', options.startedFrom)
    store.set('skipped', scan.skipped)
    store.set('plates', scan.plates)
    store.set(
      'undecided-plates',
      channels.flatMap(({ plate, decision }) => (decision === 'look' ? [plate] : [])),
    )
    store.saveRun(run)
    await store.addImages(imagesOf(scan, channels))
    return { run, store, lock }
  } catch (error) {
    closeQuietly(store)
    // A state without a run in it is of no use to anyone.
    if (store) rmSync(runFiles(folder).database, { force: true })
    lock.release()
    throw writeErrorOf(error, folder)
  }
}

/** Closes what could not be set up; the reason is already known. */
function closeQuietly(store: RunStore | undefined): void {
  try {
    store?.close()
  } catch {
    // What it still held is not needed.
  }
}

/** A failed file operation as `output-unwritable` or `disk-full`; everything else as it is. */
function writeErrorOf(error: unknown, folder: string): unknown {
  const isSystem = typeof (error as NodeJS.ErrnoException | undefined)?.errno === 'number'
  return isSystem ? writeError(error, runFiles(folder).database) : error
}

/**
 * Opens the run in a folder, to look at it or to go on with it (then failed images are tried again).
 *
 * @throws KaryonError `run-missing` when the folder holds none; `run-in-use`, `run-newer`, `run-damaged`
 */
export function reopenRun(folderGiven: string, { retryFailed }: { retryFailed: boolean }): OpenRun {
  const folder = resolve(folderGiven)
  const files = runFiles(folder)
  if (!existsSync(files.database)) throw noRun(folder)
  const lock = takeFolder(folder)
  let store: RunStore | undefined
  try {
    store = RunStore.open(files.database)
    const run = store.loadRun()
    if (!run || store.tally().total === 0) throw noRun(folder)
    if (retryFailed) store.requeueFailed()
    const { total, done, failed, nuclei } = store.tally()
    if (retryFailed) store.set('resumed', (store.get<number>('resumed') ?? 0) + 1)
    return { run: { ...run, folder, total, done, failed, nuclei }, store, lock }
  } catch (error) {
    closeQuietly(store)
    lock.release()
    throw writeErrorOf(error, folder)
  }
}

/** True when the folder holds a run that was not finished. */
export function hasUnfinishedRun(folder: string): boolean {
  return existsSync(runFiles(resolve(folder)).database) && !existsSync(runFiles(resolve(folder)).runJson)
}

/** True when a run of that id is in another folder too: one was copied, not moved. */
export function isCopy({ folder }: RunSummary, known: RunSummary | undefined): boolean {
  if (!known || known.folder === folder || !existsSync(runFiles(known.folder).database)) return false
  return realpathSync.native(known.folder) !== realpathSync.native(folder)
}

/** What is never read back: the results folder, or what Karyon keeps in it when the images lie there too. */
export function ownFolders(folder: string, inputs: readonly string[]): string[] {
  if (!inputs.includes(folder)) return [folder]
  const earlier = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(EARLIER)) : []
  return ['.karyon', 'labels', 'overlays', ...earlier].map((name) => join(folder, name))
}

function takeFolder(folder: string): RunLock {
  try {
    mkdirSync(folder, { recursive: true })
    return RunLock.take(runFiles(folder).lock)
  } catch (error) {
    throw writeError(error, runFiles(folder).lock)
  }
}

function newRun(scan: Scan, inputs: string[], folder: string, settings: RunSettings): RunSummary {
  return {
    id: randomUUID(),
    name: scan.plates.length === 1 ? scan.plates[0].name : basename(inputs[0]),
    folder,
    inputs,
    settings,
    state: 'waiting',
    total: scan.sets.length,
    done: 0,
    failed: 0,
    nuclei: 0,
    createdAt: new Date().toISOString(),
    elapsedS: 0,
    choices: [],
    warnings: [
      ...scan.warnings,
      ...scan.plates.flatMap((plate) => plate.notes.map((note) => `${plate.name}: ${note}`)),
    ],
    skipped: scan.skipped.length,
  }
}

function nothingToCount(scan: Scan, inputs: string[]): KaryonError {
  const reasons = new Map<string, number>()
  for (const { detail } of scan.skipped) reasons.set(detail, (reasons.get(detail) ?? 0) + 1)
  const [reason] = [...reasons].sort((a, b) => b[1] - a[1])[0] ?? []
  const seen = scan.skipped.length
  return new KaryonError(
    'nothing-to-count',
    seen === 0
      ? 'There are no files here to count.'
      : `None of the ${seen} files here is an image Karyon can count. ${reason}`,
    'Give a folder with TIFF, PNG, JPEG, WebP or BMP images.',
    { file: inputs.join(', ') },
  )
}

function noNuclearChannel(plates: readonly PlateChannel[]): KaryonError {
  const [{ plate, why }] = plates
  return new KaryonError(
    'no-nuclear-channel',
    `No channel of plate ${plate.name} looks nuclear: ${why}`,
    'Name the channel to count (Change, or --channel NAME), or give its number.',
  )
}

function noRun(folder: string): KaryonError {
  return new KaryonError(
    'run-missing',
    'There is no run to go on with in this folder.',
    'Check that its drive is connected, or start a new run (without --resume).',
    { file: folder },
  )
}
