import { CLASSICAL } from '@core/classical/about'
import { KaryonError } from '@core/errors'
import type { Choice, DeviceUsed, RunSummary } from '@shared/run'
import { ClassicalCounter } from './classical-counter'
import type { Counter } from './counter'
import type { CpuShare } from './cpu-share'
import { cpuDevice, type Devices, type TriedDevice } from './devices'
import { ImageCounter } from './image-counter'
import type { ImagePool } from './image-pool'
import type { ModelRegistry } from './models'

export interface OpenSegmenter {
  counter: Counter
  model: NonNullable<RunSummary['model']>
  device: DeviceUsed
  tried: TriedDevice[]
  /** What was chosen, each with its reason. */
  choices: Choice[]
  /** Something a person must know: the segmenter is not the one that was to be expected. */
  warning?: string
}

interface Deps {
  models: ModelRegistry
  devices: Devices
  pool: ImagePool
  /** What the CPU's networks take. */
  share?: CpuShare
  /** Takes a sentence when the device changes during the run. */
  warn: (sentence: string) => void
}

/**
 * What a run counts with: the model asked for or the quality's, on a device that passed its self-test; or the
 * classical segmenter, when it is asked for, or when under 'auto' no model can run on this computer at all. A
 * model that is there but broken is an error, never replaced in silence; and a run that was begun goes on with
 * what it was begun with.
 *
 * @throws KaryonError as `ModelRegistry.load` and `Devices.open`; `model-tampered` when the model is not the one
 * the run was begun with; `device-unavailable` when the runtime of the networks cannot be loaded
 */
export async function openSegmenter(run: RunSummary, deps: Deps): Promise<OpenSegmenter> {
  const asked = run.model?.name ?? run.settings.model
  if (asked === CLASSICAL.name)
    return openClassical(run, deps, run.choices.find(aboutModel)?.why ?? 'asked for')
  const problem = deps.devices.runtimeProblem()
  if (asked === 'auto' && (run.settings.device === 'auto' || run.settings.device === 'cpu')) {
    const none = (await deps.models.networks()).length === 0
    const why = none
      ? 'no model is installed'
      : problem && `the runtime of the networks cannot be loaded (${problem})`
    if (why) return openClassical(run, deps, `${why}; it needs neither model nor runtime`, why)
  }
  if (problem !== undefined) throw noRuntime(problem)
  return openNetwork(run, asked, deps)
}

async function openNetwork(run: RunSummary, asked: string, deps: Deps): Promise<OpenSegmenter> {
  const { models, devices, pool, warn, share } = deps
  const { quality } = run.settings
  const model = await models.load(asked, quality)
  const { name, version, sha256 } = model.manifest
  const used = { name, version, sha256, manifestSha256: model.manifestSha256 }
  if (run.model && !isSame(run.model, used)) throw modelChanged(run.model.name, model.folder)
  const { host, used: device, tried } = await devices.open(model, run.settings.device, share)
  const why = run.settings.model === 'auto' ? await models.presetLine(name, quality) : 'asked for'
  return {
    counter: new ImageCounter(model, devices, pool, host, device.name, warn, share),
    model: used,
    device,
    tried,
    choices: [
      { about: 'model', value: `${name} ${version}`, why },
      ...(model.manifest.specialist ? [TWO_NETWORKS] : []),
      { about: 'device', value: device.name, why: device.notes.join(' ') || 'no other device was found' },
    ],
  }
}

const TWO_NETWORKS: Choice = {
  about: 'network',
  value: 'by the look of the image',
  why: 'the model has a network of its own for fluorescence: gray images whose larger part is dark; its other one counts all else',
}

function openClassical(run: RunSummary, { pool }: Deps, why: string, instead?: string): OpenSegmenter {
  const { name, version } = CLASSICAL
  if (run.model && run.model.version !== version) throw modelChanged(name)
  const { quality, classical = {} } = run.settings
  const device: DeviceUsed = { ...cpuDevice(), notes: ['The classical segmenter runs on the CPU.'] }
  const changed = Object.keys(classical).length > 0
  return {
    counter: new ClassicalCounter(classical, pool),
    model: { name, version },
    device,
    tried: [],
    choices: [
      { about: 'model', value: `${name} ${version}`, why },
      { about: 'device', value: device.name, why: device.notes[0]! },
      {
        about: 'quality',
        value: quality,
        why: 'without effect: the classical segmenter has one way to count',
      },
      ...(changed
        ? [{ about: 'classical settings', value: JSON.stringify(classical), why: 'asked for' }]
        : []),
    ],
    warning:
      instead &&
      `No network could be used: ${instead}. The images were counted with the classical segmenter (thresholds and watershed), which is less accurate, and gives no confidence.`,
  }
}

/** Whether a network and all it is run with are those a run was begun with; earlier runs noted the network only. */
function isSame(begun: NonNullable<RunSummary['model']>, found: NonNullable<RunSummary['model']>): boolean {
  return (
    begun.sha256 === found.sha256 && (begun.manifestSha256 ?? found.manifestSha256) === found.manifestSha256
  )
}

const aboutModel = ({ about }: Choice) => about === 'model'

function noRuntime(problem: string): KaryonError {
  return new KaryonError(
    'device-unavailable',
    `No network can run on this computer: its runtime cannot be loaded (${problem}).`,
    'Install Karyon again; or count with --model classical, which needs no network.',
  )
}

function modelChanged(name: string, file?: string): KaryonError {
  return new KaryonError(
    'model-tampered',
    `The model ${name} is not the one this run was begun with; going on would mix counts of two models.`,
    'Put the earlier model back, or start a new run.',
    { file },
  )
}
