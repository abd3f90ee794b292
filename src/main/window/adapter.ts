import { dirname, join } from 'node:path'
import { KaryonError } from '@core/errors'
import type {
  AppInfo,
  Args,
  BinaryArgs,
  BinaryName,
  BinaryResult,
  ModelInfo,
  RequestName,
  Result,
} from '@shared/contract'
import { DEFAULT_RUN_SETTINGS } from '@shared/defaults'
import type { RunSettings } from '@shared/run'
import type { ServicesPort, ShellPort } from '@shared/services-port'
import { openPacked } from '../hosts/pack-nuclei'
import { KaryonServices } from '../services/index'
import { browse } from './browse'
import { correctHandlers } from './correct-handlers'
import { devicesView } from './devices-view'
import { evaluateHandlers } from './evaluate-handlers'
import { EventBatch } from './event-batch'
import { fieldOf } from './field-of'
import { PathHandles } from './handles'
import { inTurns } from './in-turns'
import { licences } from './licences'
import { modelView } from './models-view'
import { type CountedImage, nucleiColumns } from './nuclei-columns'
import { PixelStore } from './pixels/pixel-store'
import { channelNames } from './plan-view'
import { Plans } from './plans'
import { PrefsStore } from './prefs-store'
import { resultsFolder } from './results-folder'
import { reviewHandlers } from './review-handlers'
import { startNotices } from './start-notices'

export interface AdapterOptions {
  shell: ShellPort
  dataDir: string
  resourcesDir: string
  version: string
  /** Makes the sample plate (once) and gives its folder. */
  samplePlate?: () => Promise<string>
}

type Handlers = { [K in RequestName]: (args: Args<K>) => Promise<Result<K>> | Result<K> }
type BinaryHandlers = { [K in BinaryName]: (args: BinaryArgs<K>) => Promise<BinaryResult<K>> }

/** The services behind the window's contract: the one place where both meet. */
export async function openServices(options: AdapterOptions): Promise<ServicesPort> {
  const { shell, dataDir, resourcesDir, version } = options
  const prefs = await PrefsStore.load(join(dataDir, 'settings.json'))
  const services = new KaryonServices({
    dataDir,
    resourcesDir,
    version,
    startedFrom: shell.kind === 'electron' ? 'window' : 'browser',
  })
  const handles = new PathHandles()
  const pixels = new PixelStore((runId, index) => fieldOf(services, runId, index))
  const events = new EventBatch()
  const stop = services.on((event) => events.push(event))
  let tested: Awaited<ReturnType<KaryonServices['testDevices']>> | undefined
  let testing: Promise<unknown> | undefined
  let listed: { runId: string; images: CountedImage[] } | undefined

  const evaluate = evaluateHandlers({
    version,
    services,
    handles,
    output: () => prefs.get().output,
    tell: (event) => events.push(event),
  })

  const correct = correctHandlers(services.corrections)

  const opened = (ids: string[]) => ids.map((id) => handles.get(id))
  const settingsOf = (given: Partial<RunSettings>): RunSettings => ({
    ...DEFAULT_RUN_SETTINGS,
    overlays: prefs.get().exportOverlays,
    ...given,
    labels: true,
  })
  const runOf = (runId: string) => {
    const run = services.listRuns().find(({ id }) => id === runId)
    if (!run) throw new KaryonError('run-missing', 'This run is not known here.', 'Open its results folder.')
    return run
  }
  const plans = new Plans(services, (event) => events.push(event))
  const folderFor = (path: string) => resultsFolder(prefs.get().output, path)
  const create = (paths: string[], given: Partial<RunSettings>) =>
    services.createRun(paths, settingsOf(given), folderFor(paths[0]!))
  const devices = () => devicesView(services.deviceCandidates(), tested, prefs.get().device)
  const models = async (): Promise<ModelInfo[]> =>
    Promise.all((await services.models()).map((model) => modelView(model, resourcesDir)))

  const handlers: Handlers = {
    ...evaluate.requests,
    ...correct.requests,
    ...reviewHandlers({ services, handles, evaluate: evaluate.service }),
    'app.info': (): AppInfo => ({
      version,
      shell: shell.kind,
      platform: process.platform,
      sample: options.samplePlate !== undefined,
      notices: [...notices],
    }),
    'app.licences': () => licences(resourcesDir),
    'prefs.get': () => prefs.get(),
    'prefs.set': async (change) => {
      const next = await prefs.set(change)
      events.push({ type: 'prefs', prefs: next })
      return next
    },
    'paths.choose': async ({ what }) => handles.open(await shell.choose(what)),
    'paths.browse': ({ handle }) => browse(handles, handle === undefined ? undefined : handles.get(handle)),
    'plan.preview': ({ handles: ids, settings, ticket }) =>
      plans.preview(opened(ids), settingsOf(settings), ticket),
    'plan.stop': ({ ticket }) => done(plans.stop(ticket)),
    'runs.create': ({ handles: ids, settings, ticket }) =>
      plans.create(opened(ids), settingsOf(settings), folderFor, ticket),
    'runs.again': ({ runId, settings }) =>
      create(runOf(runId).inputs, { ...runOf(runId).settings, ...settings }),
    'runs.sample': async () => {
      if (!options.samplePlate)
        throw new KaryonError('usage', 'There is no sample plate in this build.', 'Count images of your own.')
      return create([await options.samplePlate()], {})
    },
    'runs.list': () => services.listRuns(),
    'runs.open': ({ handle }) => services.openRun(handles.get(handle).path),
    'runs.pause': ({ runId }) => done(services.pause(runId)),
    'runs.resume': ({ runId }) => done(services.resume(runId)),
    'runs.cancel': ({ runId }) => done(services.cancel(runId)),
    'runs.retry': ({ runId, indexes }) => done(services.retry(runId, indexes)),
    'runs.reorder': ({ runIds }) => done(services.reorder(runIds)),
    'runs.remove': async ({ runId }) => done(await services.remove(runId)),
    'runs.plates': ({ runId }) =>
      services.plates(runId).map((plate) => {
        const { name, geometry } = plate
        return { name, rows: geometry.rows, columns: geometry.columns, channels: channelNames(plate) }
      }),
    'runs.images': ({ runId }) => inTurns(services.eachImage(runId)),
    'runs.nuclei': ({ runId, index }) => services.nuclei(runId, index),
    'runs.export': async ({ runId, choice }) => ({ folder: await services.exportRun(runId, choice) }),
    'runs.show': async ({ runId, index }) => {
      const path =
        index === undefined ? runOf(runId).folder : services.imagePlace(runId, index).set.files[0]!.path
      return done(await shell.show(path))
    },
    'models.list': models,
    'models.import': async ({ handle }) => {
      const { path, kind } = handles.get(handle)
      // A person may drop the network itself; its folder is meant.
      const model = await services.importModel(kind === 'file' ? dirname(path) : path)
      return modelView(model, resourcesDir)
    },
    'devices.list': devices,
    'devices.test': async () => {
      testing ??= services
        .testDevices()
        .then((found) => {
          tested = found
        })
        .finally(() => {
          testing = undefined
        })
      await testing
      return devices()
    },
    'image.view': ({ runId, index }) => pixels.view(runId, index),
    'image.histogram': ({ runId, index, channel }) => pixels.histogram(runId, index, channel),
  }
  const binary: BinaryHandlers = {
    ...evaluate.binary,
    ...correct.binary,
    'image.tile': (args) => pixels.tile(args),
    'image.thumb': ({ runId, index }) => pixels.thumb(runId, index),
    'image.outlines': ({ runId, index }) => pixels.outlines(runId, index),
    'image.nuclei': async ({ runId, index }) => {
      const packed = services.packedNuclei(runId, index)
      if (!packed) return { meta: { count: 0, channels: 0 }, buffers: [new ArrayBuffer(0)] }
      const { count, channels, values } = openPacked(packed)
      return { meta: { count, channels }, buffers: [values.buffer] }
    },
    'table.nuclei': ({ runId, from = 0 }) => {
      // Later pages go by the list of the first: images counted meanwhile would shift them.
      if (from === 0 || listed?.runId !== runId) listed = { runId, images: services.images(runId) }
      return nucleiColumns(listed.images, (index) => services.packedNuclei(runId, index), from)
    },
  }

  const notices = startNotices(prefs, services)
  return {
    request: async (name, args) => handlers[name](args),
    binary: async (name, args) => binary[name](args),
    subscribe: (listener) => events.subscribe(listener),
    open: (paths) => handles.open(paths),
    busy: () => services.busy,
    async close() {
      stop()
      await evaluate.close()
      await pixels.close()
      await services.close()
      events.close()
    },
  }
}

/** For requests that only do something. */
function done(_nothing: unknown): null {
  return null
}
