import { type Failure, fromFailure, KaryonError } from '@core/errors'
import type { Nucleus } from '@core/measure/nucleus'
import {
  type Api,
  type AppEvent,
  type Args,
  type BinaryArgs,
  type BinaryName,
  type BinaryResult,
  NUCLEUS_COLUMNS,
  type Plan,
  type Prefs,
  type RequestName,
  type Result,
} from '@shared/contract'
import { DEFAULT_PREFS, DEFAULT_RUN_SETTINGS } from '@shared/defaults'
import { rowWidth, writeNucleus } from '@shared/nucleus-rows'
import { type RunReview, withMarks } from '@shared/review'
import type { ImageRecord, RunSummary } from '@shared/run'
import { wellName } from '../logic/wells'
import { fakeErrors, fakeLines } from './fake-errors'
import { fakeComparison, fakeEvaluation, fakePreview } from './fake-evaluation'
import { type FakeField, fakeField, fakeOutlines, fakePixels, random } from './fake-field'

export interface FakeOptions {
  images: number
  nucleiPerImage: number
  side: number
  /** One run counts while the page is open. */
  live: boolean
  /** Channels of each image; the first is counted. */
  channels?: number
  /** Plates that the images lie on, with wells of the same names. */
  plates?: number
}

export interface FakeApi extends Api {
  /** Requests in the order they came. */
  readonly calls: { name: string; args: unknown }[]
  emit(events: AppEvent[]): void
  /** From now on this request fails so. */
  fail(name: RequestName, failure: Failure): void
}

const RUN = 'run-1'
const TILE = 512

function image(index: number, options: FakeOptions, state: ImageRecord['state']): ImageRecord {
  const next = random(index + 1)
  const perPlate = Math.ceil(options.images / (options.plates ?? 1))
  const plate = `Test-0${1 + Math.floor(index / perPlate)}`
  const at = Math.floor((index % perPlate) / 4)
  const well = wellName({ row: Math.floor(at / 24) % 16, column: at % 24 })
  const site = String((index % 4) + 1)
  const base: ImageRecord = {
    index,
    id: `${plate}/${well}_s${site}.tif`,
    state,
    plate,
    well,
    site,
    channel: 'DNA',
    file: `${plate}_${well}_s${site}_w1.tif`,
    widthPx: options.side,
    heightPx: options.side,
    pixelSizeUm: 0.65,
    flags: [],
    notes: [],
  }
  if (state !== 'done') return base
  const count = Math.round(options.nucleiPerImage * (0.6 + 0.6 * next()))
  const flags: ImageRecord['flags'] = index % 97 === 5 ? ['debris'] : index % 131 === 7 ? ['blurred'] : []
  return {
    ...base,
    count,
    meanAreaPx: 300 + 120 * next(),
    medianDiameterPx: 21,
    meanConfidence: 0.72 + 0.25 * next(),
    meanIntensity: 900 + 600 * next(),
    seconds: 0.1,
    flags,
  }
}

/** An api that answers at once from made-up data, so that components can be tested without services. */
export function fakeApi(options: FakeOptions): FakeApi {
  let again: RunSummary | undefined
  let state: RunSummary['state'] = options.live ? 'running' : 'done'
  const become = (next: RunSummary['state']) => {
    state = next
    return null
  }
  let review: RunReview = { contents: {} }
  let prefs: Prefs = { ...DEFAULT_PREFS, theme: 'dark' }
  const calls: { name: string; args: unknown }[] = []
  const failures = new Map<string, Failure>()
  const listeners = new Set<(events: AppEvent[]) => void>()
  const images = Array.from({ length: options.images }, (_, i) =>
    image(i, options, options.live && i >= 40 ? 'waiting' : 'done'),
  )
  if (options.live) {
    images[12] = {
      ...image(12, options, 'failed'),
      failure: {
        code: 'file-truncated',
        message: 'The file ends after 1.2 of 4.0 MB.',
        remedy: 'Copy it again, then read it again.',
      },
    }
  }
  const fields = new Map<number, FakeField>()
  const field = (index: number) => {
    const known = fields.get(index) ?? fakeField(index + 1, options.side, options.nucleiPerImage)
    fields.set(index, known)
    return known
  }
  const run = (): RunSummary => {
    const done = images.filter((i) => i.state === 'done')
    return {
      id: RUN,
      name: 'Test-01',
      folder: '/data/Test-01-karyon',
      inputs: ['/data/Test-01'],
      settings: DEFAULT_RUN_SETTINGS,
      state,
      total: images.length,
      done: done.length,
      failed: images.filter((i) => i.state === 'failed').length,
      nuclei: done.reduce((sum, i) => sum + (i.count ?? 0), 0),
      createdAt: '2026-01-05T10:00:00.000Z',
      elapsedS: 100,
      imagesPerS: 11.8,
      etaS: options.live ? 130 : undefined,
      model: { name: 'test', version: '1.0.0', sha256: 'a'.repeat(64) },
      device: { provider: 'cpu', name: 'CPU, 2 threads', notes: [] },
      choices: [{ about: 'channel', value: 'DNA', why: 'the name says so', plate: 'Test-01' }],
      warnings: [],
      skipped: 3,
    }
  }
  const nuclei = (index: number): Nucleus[] =>
    field(index).nuclei.map((n, i) => ({
      label: i + 1,
      areaPx: Math.PI * n.rx * n.ry,
      perimeterPx: 2 * Math.PI * n.rx,
      equivalentDiameterPx: 2 * Math.sqrt(n.rx * n.ry),
      centroidX: n.x,
      centroidY: n.y,
      bboxX: n.x - n.rx,
      bboxY: n.y - n.ry,
      bboxWidth: 2 * n.rx,
      bboxHeight: 2 * n.ry,
      eccentricity: 0.6,
      solidity: 0.97,
      touchesEdge: false,
      confidence: n.confidence,
      intensities: [{ mean: 1800, integrated: 1e6, min: 400, max: 3500 }],
    }))
  const plan: Plan = {
    name: 'Test-02',
    images: 12,
    plates: [
      {
        name: 'Test-02',
        convention: 'ImageXpress',
        rows: 8,
        columns: 12,
        wells: 6,
        sites: 2,
        channels: ['DNA', 'Actin'],
        zPlanes: 1,
        timePoints: 1,
        notes: [],
      },
    ],
    loose: 0,
    choices: [{ about: 'channel', value: 'DNA', why: 'the name says so', plate: 'Test-02' }],
    skipped: [
      {
        path: '/data/Test-02/thumb.jpg',
        reason: 'thumbnail',
        detail: 'A thumbnail of the microscope software.',
      },
    ],
    skippedTotal: 1,
    warnings: [],
  }
  const answers: { [K in RequestName]?: (args: Args<K>) => Result<K> } = {
    'app.info': () => ({ version: '0.0.0', shell: 'electron', platform: 'linux', sample: true, notices: [] }),
    'app.licences': () => [
      { title: 'Karyon (Apache-2.0)', text: 'Apache License' },
      { title: 'pixels 1.0.0 (MIT)', text: 'MIT License\n\nCopyright (c) its authors' },
    ],
    'prefs.get': () => prefs,
    'prefs.set': (change) => {
      prefs = { ...prefs, ...change }
      return prefs
    },
    'paths.choose': () => [{ id: 'h1', name: 'Test-02', kind: 'folder', path: '/data/Test-02' }],
    'plan.preview': () => plan,
    'runs.create': () => run(),
    'runs.again': ({ settings }) => {
      again = { ...run(), id: 'run-2', name: 'Test-01 again', state: 'running', done: 0 }
      again.settings = { ...again.settings, ...settings }
      if (settings.model) again.model = { name: settings.model, version: '1' }
      return again
    },
    'runs.sample': () => run(),
    'runs.list': () => (again ? [run(), again] : [run()]),
    'runs.pause': () => become('paused'),
    'runs.resume': () => become('running'),
    'runs.cancel': () => become('cancelled'),
    'runs.retry': () => null,
    'runs.reorder': () => null,
    'runs.show': () => null,
    'runs.plates': () => [{ name: 'Test-01', rows: 16, columns: 24, channels: ['DNA', 'Actin'] }],
    'runs.images': () => images,
    'runs.nuclei': ({ index }) => nuclei(index),
    'runs.export': () => ({ folder: '/data/Test-01-karyon' }),
    'correct.open': () => ({
      count: options.nucleiPerImage,
      modelCount: options.nucleiPerImage,
      entries: [],
    }),
    'correct.done': () => null,
    'review.get': () => review,
    'review.mark': ({ plate, changes }) => {
      review = withMarks(review, plate, changes)
      return review
    },
    'review.attach': ({ handle }) => {
      review = { contents: review.contents }
      if (handle) review.targets = { name: 'masks', path: '/data/masks' }
      return review
    },
    'review.errors': ({ index }) => (review.targets ? fakeErrors(field(index), index) : null),
    'evaluate.preview': ({ predictions }) => fakePreview(predictions.length),
    'evaluate.run': ({ predictions }) => fakeEvaluation(predictions.length),
    'evaluate.compare': () => fakeComparison(),
    'evaluate.latest': () => ({ scores: null, comparison: null }),
    'evaluate.cancel': () => null,
    'evaluate.errors': ({ image }) => fakeErrors(field(image), image).errors,
    'evaluate.export': () => ({ folder: '/data/masks evaluation', files: 3 }),
    'models.list': () => [
      {
        name: 'test',
        version: '1.0.0',
        sha256: 'a'.repeat(64),
        bytes: 7_700_000,
        builtIn: true,
        defaultFor: ['fast', 'balanced', 'best'],
        card: '# test\n\nA model for tests.',
        inputs: '3 × H × W',
        outputs: ['body', 'border'],
      },
    ],
    'devices.list': () => [
      { provider: 'cpu', name: 'CPU, 2 threads', state: 'ready', reference: true, inUse: true, tileMs: 115 },
    ],
    'devices.test': () => [
      { provider: 'cpu', name: 'CPU, 2 threads', state: 'ready', reference: true, inUse: true, tileMs: 115 },
    ],
    'image.view': ({ index }) => ({
      runId: RUN,
      index,
      width: options.side,
      height: options.side,
      samples: 1,
      dtype: 'uint16',
      bitDepth: 16,
      channels: ['DNA', 'Actin', 'Tubulin']
        .slice(0, options.channels ?? 1)
        .map((name, i) => ({ name, nuclear: i === 0 })),
      countedIntensities: [0],
      pixelSizeUm: 0.65,
      levels: Math.max(1, Math.ceil(Math.log2(options.side / TILE)) + 1),
      tileSize: TILE,
      hasLabels: true,
    }),
    'image.histogram': () => ({
      from: 300,
      to: 4000,
      bins: Array.from({ length: 256 }, (_, i) => Math.round(1e5 * Math.exp(-i / 30)) + 40),
      black: 420,
      white: 3200,
    }),
  }
  const binary: { [K in BinaryName]?: (args: BinaryArgs<K>) => BinaryResult<K> } = {
    'image.tile': ({ index, level, column, row }) => {
      const side = Math.ceil(options.side / 2 ** level)
      const width = Math.min(TILE, side - column * TILE)
      const height = Math.min(TILE, side - row * TILE)
      const data = fakePixels(field(index), level, column * TILE, row * TILE, width, height)
      return { meta: { width, height, samples: 1, dtype: 'uint16' }, buffers: [data.buffer] }
    },
    'image.thumb': ({ index }) => {
      const level = Math.ceil(Math.log2(options.side / 96))
      const side = Math.ceil(options.side / 2 ** level)
      const gray = fakePixels(field(index), level, 0, 0, side, side)
      const rgba = new Uint8ClampedArray(side * side * 4)
      gray.forEach((v, i) => {
        rgba.fill(Math.min(255, v / 14), 4 * i, 4 * i + 3).fill(255, 4 * i + 3, 4 * i + 4)
      })
      return { meta: { width: side, height: side }, buffers: [rgba.buffer] }
    },
    'evaluate.map': ({ image, x, y, width, height }) => {
      const data = fakeLines(field(image), x, y, width, height)
      return { meta: { width, height, factor: 1, picture: false }, buffers: [data.buffer] }
    },
    'evaluate.outlines': ({ image }) => {
      const outlines = fakeOutlines(field(image))
      const differs = new Uint8Array(options.nucleiPerImage).map((_, i) => (i % 6 === 0 ? 1 : 0))
      return { meta: { count: options.nucleiPerImage }, buffers: [...outlines, differs.buffer] }
    },
    'image.outlines': ({ index }) => ({
      meta: { count: options.nucleiPerImage },
      buffers: fakeOutlines(field(index)),
    }),
    'image.nuclei': ({ index }) => {
      const found = nuclei(index)
      const values = new Float64Array(found.length * rowWidth(1))
      found.reduce((at, nucleus) => writeNucleus(values, at, nucleus), 0)
      return { meta: { count: found.length, channels: 1 }, buffers: [values.buffer] }
    },
    'table.nuclei': () => {
      const rows = images.reduce((sum, i) => sum + (i.count ?? 0), 0)
      const next = random(5)
      const columns = NUCLEUS_COLUMNS.map(() => new Float32Array(rows))
      let row = 0
      for (const { index, count = 0 } of images) {
        for (let n = 1; n <= count; n++, row++) {
          columns.forEach((column, c) => {
            column[row] = c === 0 ? index : c === 1 ? n : 100 * next()
          })
          columns.at(-1)![row] = next()
        }
      }
      return {
        meta: { rows, columns: [...NUCLEUS_COLUMNS], total: rows },
        buffers: columns.map((column) => column.buffer),
      }
    },
  }
  return {
    shell: 'fake',
    calls,
    emit: (events) => {
      for (const listener of listeners) listener(events)
    },
    fail: (name, failure) => void failures.set(name, failure),
    async request(name, args) {
      calls.push({ name, args })
      const failure = failures.get(name)
      if (failure) throw fromFailure(failure)
      const answer = answers[name]
      if (!answer) throw new KaryonError('usage', `The fake api has no answer to ${name}.`, 'Add one.')
      return answer(args)
    },
    async binary(name, args) {
      const answer = binary[name]
      if (!answer) throw new KaryonError('usage', `The fake api has no answer to ${name}.`, 'Add one.')
      return answer(args)
    },
    dropped: async () => [{ id: 'h1', name: 'Test-02', kind: 'folder', path: '/data/Test-02' }],
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onConnection(listener) {
      listener(true)
      return () => undefined
    },
  }
}
