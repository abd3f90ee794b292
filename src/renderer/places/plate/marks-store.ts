import { type MarkedContent, type RunReview, type WellMark, withMarks } from '@shared/review'
import { create } from 'zustand'
import { many } from '../../logic/format'
import { api, tell, toast } from '../../state/app-store'
import type { ScaleKey } from './plate-scale'

/** What is marked in a run, and how the plate's values are scaled. */
interface MarksState {
  runId: string | undefined
  review: RunReview
  scale: ScaleKey
  /** Median and MAD instead of mean and standard deviation. */
  robust: boolean
  /** Wells that are marked together; the last one is the one that is shown. */
  selection: Selection
}

interface Selection {
  plate: string
  wells: string[]
}

export const NOTHING_SELECTED: Selection = { plate: '', wells: [] }

export const useMarks = create<MarksState>(() => ({
  runId: undefined,
  review: { contents: {} },
  scale: 'value',
  robust: true,
  selection: NOTHING_SELECTED,
}))

export const NOTHING_MARKED: Readonly<Record<string, MarkedContent>> = {}

/** Settled once the marks of the run that is shown are known: before, nothing is said about its wells. */
let known: Promise<boolean> = Promise.resolve(false)
/** The marks of the run that is shown could not be read: asked for again when they are wanted. */
let failed = false
/** Counts the changes: what an earlier one brought back says nothing of a later one. */
let changes = 0

/** Marks of another run are fetched; those of the present one are kept. */
export function loadMarks(runId: string): void {
  if (isShown(runId)) {
    if (failed) known = fetchMarks(runId)
    return
  }
  useMarks.setState({ runId, review: { contents: {} }, scale: 'value', selection: NOTHING_SELECTED })
  known = fetchMarks(runId)
}

async function fetchMarks(runId: string): Promise<boolean> {
  failed = false
  try {
    const review = await api().request('review.get', { runId })
    if (isShown(runId)) useMarks.setState({ review })
    return true
  } catch (error) {
    if (isShown(runId)) failed = true
    tell(error)
    return false
  }
}

const isShown = (runId: string) => useMarks.getState().runId === runId

const WORDS: Record<WellMark, string> = {
  negative: 'Negative control',
  positive: 'Positive control',
  out: 'Left out',
  sample: 'Sample',
}

/** Says what wells hold. What was there before can be taken back. */
export async function markWells(plate: string, wells: readonly string[], content: WellMark): Promise<void> {
  const { runId } = useMarks.getState()
  if (!runId || wells.length === 0) return
  if (!(await known) && isShown(runId)) {
    loadMarks(runId)
    if (!(await known)) return
  }
  if (!isShown(runId)) return
  const marked = useMarks.getState().review.contents[plate] ?? NOTHING_MARKED
  const before = Object.fromEntries(wells.map((well) => [well, marked[well] ?? 'sample']))
  const after = Object.fromEntries(wells.map((well) => [well, content]))
  if (!(await save(runId, plate, after, before))) return
  const which = wells.length === 1 ? wells[0] : many(wells.length, 'well')
  toast(`${WORDS[content]}: ${which}. Tables of the run stay as they are.`, {
    label: 'Undo',
    run: () => void save(runId, plate, before, after),
  })
}

type Marks = Record<string, WellMark>

/** Shown at once where the run still is, and as it was when it cannot be kept. */
async function save(runId: string, plate: string, after: Marks, before: Marks): Promise<boolean> {
  const show = (marks: Marks) => {
    if (isShown(runId)) useMarks.setState({ review: withMarks(useMarks.getState().review, plate, marks) })
  }
  // Undo may come back to the run before its marks do: they would hide what it shows.
  if (isShown(runId)) await known
  const mine = ++changes
  show(after)
  try {
    const review = await api().request('review.mark', { runId, plate, changes: after })
    if (mine === changes && isShown(runId)) useMarks.setState({ review })
    return true
  } catch (error) {
    show(before)
    tell(error)
    return false
  }
}
