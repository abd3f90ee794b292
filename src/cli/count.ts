import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { CLASSICAL } from '@core/classical/about'
import { parseClassicalSettings } from '@core/classical/settings'
import { KaryonError } from '@core/errors'
import { fileSystemError } from '@core/io/file-errors'
import type { SkippedFile } from '@core/plate/plate-image'
import { onStopSignals } from '@services/stop-signals'
import type { RunSettings, RunSummary } from '@shared/run'
import { imageLanes } from '../main/services/cpu-share'
import { createRun, hasUnfinishedRun, type OpenRun, reopenRun } from '../main/services/create-run'
import { RunEngine } from '../main/services/run-engine'
import { runFiles } from '../main/services/run-folder'
import type { RunStore } from '../main/services/run-store'
import { CountReporter } from './count-report'
import { oneOf, parseOptions, usageError } from './parse'
import { openDevices, openRegistry } from './services'
import { version } from './usage'

const OPTIONS = {
  out: { type: 'string' },
  model: { type: 'string', default: 'auto' },
  'classical-settings': { type: 'string' },
  quality: { type: 'string', default: 'balanced' },
  device: { type: 'string', default: 'auto' },
  channel: { type: 'string', default: 'auto' },
  labels: { type: 'boolean', default: false },
  overlays: { type: 'boolean', default: false },
  'no-recursive': { type: 'boolean', default: false },
  resume: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const

/** Folder that runs without --out go into, in the working folder. */
const DEFAULT_FOLDER = 'karyon-results'

/**
 * `karyon count PATH… `: the whole main job. Returns 0 when all images were counted, 2 when some failed or
 * some paths were not there, 1 when nothing could be done, 130 when interrupted (the state is kept for --resume).
 */
export async function countCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS)
  if (positionals.length === 0) throw usageError('count needs at least one folder or file')
  const settings: RunSettings = {
    quality: oneOf('--quality', values.quality, ['fast', 'balanced', 'best']),
    model: values.model,
    device: oneOf('--device', values.device, ['auto', 'cpu', 'gpu', 'webgpu', 'cuda', 'dml', 'coreml']),
    channel: values.channel,
    labels: values.labels,
    overlays: values.overlays,
    recursive: !values['no-recursive'],
    ...classicalSettings(values.model, values['classical-settings']),
  }
  const report = new CountReporter(values.json)
  const stop = new AbortController()
  let engine: RunEngine | undefined
  onStopSignals({
    stop: () => {
      stop.abort()
      report.interrupted()
      engine?.pause()
    },
    leave: () => process.exit(130),
  })
  let open: OpenRun | undefined
  try {
    open = await openRun(positionals, values.out, values.resume, settings, report, stop.signal)
    const { run, store } = open
    report.started(run)
    engine = new RunEngine(run, store, {
      models: openRegistry(),
      devices: openDevices(),
      version: version(),
      emit: (event) => report.event(event),
      lanes: imageLanes(),
    })
    if (stop.signal.aborted) engine.pause()
    await engine.work()
    const missing = missingInputs(run, store)
    report.finished(run, store, missing)
    return exitCode(run, missing.length, stop.signal.aborted)
  } catch (error) {
    if (stop.signal.aborted) return 130
    report.failed(error)
    throw error
  } finally {
    if (open) close(open)
  }
}

function close({ store, lock }: OpenRun): void {
  try {
    store.close()
  } catch {
    // On a full disk there is nothing left to save that the run has not said already.
  }
  lock.release()
}

/** What was given and was not there when the names were read. */
function missingInputs(run: RunSummary, store: RunStore): SkippedFile[] {
  const inputs = new Set(run.inputs)
  const skipped = store.get<SkippedFile[]>('skipped') ?? []
  return skipped.filter(({ path, reason }) => reason === 'unreadable' && inputs.has(path))
}

function exitCode(run: RunSummary, missing: number, interrupted: boolean): number {
  if (run.state === 'done') return run.failed + missing > 0 ? 2 : 0
  if (interrupted) return 130
  // Stopped as a whole (full disk, broken model): what is counted is kept for --resume.
  return run.failure && run.done > 0 ? 2 : 1
}

async function openRun(
  paths: string[],
  out: string | undefined,
  resume: boolean,
  settings: RunSettings,
  report: CountReporter,
  signal: AbortSignal,
): Promise<OpenRun> {
  if (resume) {
    const open = out === undefined ? newestUnfinished(paths) : reopen(out)
    if (open) {
      try {
        checkSame(open.run, paths, settings, report)
        return open
      } catch (error) {
        close(open)
        throw error
      }
    }
    report.say('No run to go on with here: starting a new one.')
  }
  return createRun({
    inputs: paths,
    settings,
    folder: out ?? newFolder(paths),
    startedFrom: 'command line',
    onScan: (files) => report.scanning(files),
    signal,
  })
}

/** The run in a folder; undefined when there is none, or one that was ended before it was wholly set up. */
function reopen(folder: string): OpenRun | undefined {
  if (!existsSync(runFiles(resolve(folder)).database)) return undefined
  try {
    return reopenRun(folder, { retryFailed: true })
  } catch (error) {
    if (error instanceof KaryonError && error.code === 'run-missing') return undefined
    throw error
  }
}

/** A run goes on as it was begun: with the same inputs and settings. */
function checkSame(run: RunSummary, paths: string[], settings: RunSettings, report: CountReporter): void {
  if (!sameInputs(run, paths)) {
    throw new KaryonError(
      'usage',
      `The run in this folder was begun for ${run.inputs.join(', ')}.`,
      'Resume it with the same folders, or start a new run with another --out.',
      { file: run.folder },
    )
  }
  const changed = (Object.keys(settings) as (keyof RunSettings)[]).filter(
    (name) => JSON.stringify(settings[name]) !== JSON.stringify(run.settings[name]),
  )
  if (changed.length > 0) {
    const kept = changed.map((name) => `${name} ${worded(run.settings[name])}`).join(', ')
    report.say(`The run goes on with the settings it was begun with: ${kept}.`)
  }
}

function worded(setting: RunSettings[keyof RunSettings]): string {
  return typeof setting === 'object' ? JSON.stringify(setting) : String(setting ?? 'as they are')
}

/** Settings of the classical segmenter, from the file given. */
function classicalSettings(model: string, file: string | undefined): Pick<RunSettings, 'classical'> {
  if (file === undefined) return {}
  if (model !== CLASSICAL.name) throw usageError(`--classical-settings goes with --model ${CLASSICAL.name}`)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw fileSystemError(resolve(file), error)
  }
  return { classical: parseClassicalSettings(text, resolve(file)) }
}

function sameInputs(run: RunSummary, paths: string[]): boolean {
  const inputs = new Set(paths.map((path) => resolve(path)))
  return inputs.size === run.inputs.length && run.inputs.every((input) => inputs.has(input))
}

function newFolder(paths: string[]): string {
  const stamp = new Date().toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '')
  const name = basename(resolve(paths[0])).replace(/\.[^.]+$/, '') || 'images'
  let folder = join(DEFAULT_FOLDER, `${name}_${stamp}`)
  for (let n = 2; existsSync(folder); n++) folder = join(DEFAULT_FOLDER, `${name}_${stamp}_${n}`)
  return folder
}

/** The newest unfinished run of these inputs in the default place. */
function newestUnfinished(paths: string[]): OpenRun | undefined {
  if (!existsSync(DEFAULT_FOLDER)) return undefined
  const name = basename(resolve(paths[0])).replace(/\.[^.]+$/, '') || 'images'
  const folders = readdirSync(DEFAULT_FOLDER)
    .filter((entry) => entry.startsWith(`${name}_`))
    .sort()
    .reverse()
    .map((entry) => join(DEFAULT_FOLDER, entry))
  for (const folder of folders.filter(hasUnfinishedRun)) {
    const open = reopen(folder)
    if (open && sameInputs(open.run, paths)) return open
    if (open) close(open)
  }
  return undefined
}
