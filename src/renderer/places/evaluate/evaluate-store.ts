import type {
  ComparisonView,
  EvaluateEvent,
  EvaluatePreview,
  EvaluateSetup,
  EvaluateSource,
  EvaluationView,
} from '@shared/evaluate'
import type { PathHandle } from '@shared/path-handle'
import { create } from 'zustand'
import { api, asFailure, tell } from '../../state/app-store'
import { beginCompare } from '../compare/compare-store'
import { useLook, worstFirst } from './look-store'

/** Something the user chose, with the words it is shown by. */
export interface Chosen {
  source: EvaluateSource
  name: string
  /** Where it lies; a run has none. */
  path?: string
}

export type Purpose = 'targets' | 'prediction' | 'images' | 'table' | 'a' | 'b' | 'compare-images'

export type Work =
  | { state: 'idle' }
  | { state: 'running'; what: 'scores' | 'comparison' | 'export'; event?: EvaluateEvent }
  | { state: 'failed'; what: 'scores' | 'comparison'; message: string; remedy: string }

interface EvaluateState {
  targets: Chosen | undefined
  predictions: Chosen[]
  images: PathHandle | undefined
  table: PathHandle | undefined
  by: string | undefined
  preview:
    | { state: 'none' | 'reading' }
    | { state: 'there'; view: EvaluatePreview }
    | { state: 'failed'; message: string; remedy: string }
  a: Chosen | undefined
  b: Chosen | undefined
  compareImages: PathHandle | undefined
  /** The page's own chooser is open for this. Browser only. */
  asking: { purpose: Purpose } | undefined
  work: Work
  result: EvaluationView | undefined
  comparison: ComparisonView | undefined
  /** The form is shown although there is a result. */
  form: boolean
  compareForm: boolean
}

export const useEvaluate = create<EvaluateState>(() => ({
  targets: undefined,
  predictions: [],
  images: undefined,
  table: undefined,
  by: undefined,
  preview: { state: 'none' },
  a: undefined,
  b: undefined,
  compareImages: undefined,
  asking: undefined,
  work: { state: 'idle' },
  result: undefined,
  comparison: undefined,
  form: false,
  compareForm: false,
}))

const get = useEvaluate.getState
const set = useEvaluate.setState

export function receiveEvaluate(event: EvaluateEvent): void {
  const { work } = get()
  if (work.state === 'running') set({ work: { ...work, event } })
}

function setupNow(): EvaluateSetup | undefined {
  const { targets, predictions, images, table, by } = get()
  if (!targets || predictions.length === 0) return undefined
  return {
    targets: targets.source,
    predictions: predictions.map(({ source }) => source),
    images: images?.id,
    table: table?.id,
    by,
  }
}

let turn = 0

/** Asks again what matches, after each change of the form. */
export async function preview(): Promise<void> {
  const setup = setupNow()
  const mine = ++turn
  if (!setup) return set({ preview: { state: 'none' } })
  set({ preview: { state: 'reading' } })
  try {
    const view = await api().request('evaluate.preview', plain(setup))
    if (mine !== turn) return
    const by = get().by
    set({ preview: { state: 'there', view }, by: by && view.groupings.includes(by) ? by : undefined })
  } catch (error) {
    if (mine === turn) set({ preview: { state: 'failed', ...asFailure(error) } })
  }
}

/** Without keys that are undefined: the border refuses what it does not know. */
function plain<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T
}

export async function runScores(setup = setupNow()): Promise<void> {
  if (!setup || get().work.state === 'running') return
  set({ work: { state: 'running', what: 'scores' } })
  try {
    const result = await api().request('evaluate.run', plain(setup))
    set({ work: { state: 'idle' }, form: false })
    showResult(result)
  } catch (error) {
    failed('scores', error)
  }
}

/** Scores the same images again, grouped by something else. */
export function groupBy(by: string): void {
  const { result } = get()
  if (!result) return
  set({ by })
  void runScores({ ...result.setup, by })
}

/** After a reload the form is filled again with what the scores were made of. */
function fillForm({ setup, targets, segmenters, groupedBy }: EvaluationView): void {
  const again = (id: string | undefined, kind: PathHandle['kind']): PathHandle | undefined =>
    id === undefined ? undefined : { id, name: 'As before', kind, path: '' }
  set({
    targets: { source: setup.targets, name: targets.name, path: targets.path },
    predictions: setup.predictions.map((source, i) => ({
      source,
      name: segmenters[i]!.name,
      path: segmenters[i]!.path,
    })),
    images: again(setup.images, 'folder'),
    table: again(setup.table, 'file'),
    by: groupedBy,
  })
  void preview()
}

function showResult(result: EvaluationView): void {
  set({ result })
  if (!get().targets) fillForm(result)
  const segmenter = Math.min(useLook.getState().segmenter, result.segmenters.length - 1)
  useLook.setState({
    segmenter,
    image: worstFirst(result, segmenter, 4)[0] ?? 0,
    error: undefined,
    group: undefined,
  })
}

export async function runComparison(): Promise<void> {
  const { a, b, compareImages } = get()
  if (!a || !b || get().work.state === 'running') return
  set({ work: { state: 'running', what: 'comparison' } })
  try {
    const args = plain({ a: a.source, b: b.source, images: compareImages?.id })
    const comparison = await api().request('evaluate.compare', args)
    beginCompare()
    set({ comparison, work: { state: 'idle' }, compareForm: false })
  } catch (error) {
    failed('comparison', error)
  }
}

function failed(what: 'scores' | 'comparison', error: unknown): void {
  const stopped = error instanceof Error && 'code' in error && error.code === 'cancelled'
  set({ work: stopped ? { state: 'idle' } : { state: 'failed', what, ...asFailure(error) } })
}

export function stop(): void {
  api().request('evaluate.cancel', {}).catch(tell)
}

let asked = false

/** After a reload: what was worked out last. */
export function comeBack(): void {
  if (asked) return
  asked = true
  api()
    .request('evaluate.latest', {})
    .then(({ scores, comparison }) => {
      if (scores && !get().result) showResult(scores)
      if (comparison && !get().comparison) set({ comparison })
    }, tell)
}
