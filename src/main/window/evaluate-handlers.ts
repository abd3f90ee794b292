import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { KaryonError } from '@core/errors'
import type { BinaryResult } from '@shared/contract'
import type {
  EvaluateBinaryRequests,
  EvaluateEvent,
  EvaluateRequests,
  EvaluateSetup,
  EvaluateSource,
  SourceListing,
} from '@shared/evaluate'
import { EvaluateService } from '../services/evaluate/evaluate-service'
import type { ResolvedSetup, ResolvedSource, RunImage } from '../services/evaluate/messages'
import type { KaryonServices } from '../services/index'
import { browse } from './browse'
import type { PathHandles } from './handles'

type Handlers = {
  [K in keyof EvaluateRequests]: (
    args: EvaluateRequests[K]['args'],
  ) => Promise<EvaluateRequests[K]['result']> | EvaluateRequests[K]['result']
}
type BinaryHandlers = {
  [K in keyof EvaluateBinaryRequests]: (args: EvaluateBinaryRequests[K]['args']) => Promise<BinaryResult<K>>
}

interface Needs {
  version: string
  services: KaryonServices
  handles: PathHandles
  /** The folder the user chose for results, '' for beside the images. */
  output(): string
  tell(event: EvaluateEvent): void
}

/** Evaluate and Compare behind the window's contract; handles and runs become paths here. */
export function evaluateHandlers({ version, services, handles, output, tell }: Needs): {
  requests: Handlers
  binary: BinaryHandlers
  service: EvaluateService
  close(): Promise<void>
} {
  const service = new EvaluateService(version, tell)
  const source = (from: EvaluateSource): ResolvedSource =>
    'runId' in from ? runSource(services, from.runId) : { path: handles.get(from.handle).path }
  const resolved = (setup: EvaluateSetup): ResolvedSetup => ({
    targets: source(setup.targets),
    predictions: setup.predictions.map(source),
    images: setup.images && handles.get(setup.images).path,
    table: setup.table && handles.get(setup.table).path,
    by: setup.by,
    asked: setup,
  })
  return {
    requests: {
      'evaluate.preview': (setup) => service.preview(resolved(setup)),
      'evaluate.run': (setup) => service.run(resolved(setup)),
      'evaluate.compare': ({ a, b, images }) =>
        service.compare({ a: source(a), b: source(b), images: images && handles.get(images).path }),
      'evaluate.latest': () => service.latest(),
      'evaluate.cancel': () => {
        service.cancel()
        return null
      },
      'evaluate.errors': (args) => service.errors(args),
      'evaluate.export': (args) => {
        const path = service.pathOf(args.id)
        if (!path) throw new KaryonError('usage', 'These scores are no longer kept.', 'Work them out again.')
        return service.export({ ...args, base: output() || dirname(path) })
      },
      'evaluate.browse': ({ handle }) => browseSources(handles, handle),
    },
    binary: {
      'evaluate.map': (args) => service.map(args),
      'evaluate.outlines': (args) => service.outlines(args),
    },
    service,
    close: () => service.close(),
  }
}

function runSource(services: KaryonServices, runId: string): ResolvedSource {
  const run = services.listRuns().find(({ id }) => id === runId)
  if (!run) throw new KaryonError('run-missing', 'This run is not known here.', 'Open its results folder.')
  const images: RunImage[] = []
  for (const { index, state } of services.images(runId)) {
    if (state !== 'done') continue
    const { labelsPath, set, time, record } = services.imagePlace(runId, index)
    if (!labelsPath) continue
    const { channel, channelIndex, plate, well, site } = record
    images.push({ labelsPath, set, time, channel, channelIndex, plate, well, site })
  }
  const model = run.model ? ` · ${run.model.name} ${run.model.version}` : ''
  return { path: run.folder, name: `${run.name}${model}`, images }
}

const SOURCES = /\.(tiff?|png|bmp|csv|json|geojson|zip|roi)$/i
/** A folder of a plate holds thousands of images; nobody picks one of them from a list. */
const MOST_FILES = 500
const order = new Intl.Collator('en', { numeric: true })

/** Folders and files, for the chooser inside a browser page. */
async function browseSources(handles: PathHandles, from: string | undefined): Promise<SourceListing> {
  const listing = await browse(handles, from === undefined ? undefined : handles.get(from))
  const { path } = listing.handle
  const entries = await readdir(path, { withFileTypes: true }).catch(() => [])
  const names = entries.filter((entry) => entry.isFile() && SOURCES.test(entry.name)).map(({ name }) => name)
  const files = await handles.open(
    names
      .sort(order.compare)
      .slice(0, MOST_FILES)
      .map((name) => join(path, name)),
  )
  return { handle: listing.handle, parent: listing.parent, folders: listing.folders, files }
}
