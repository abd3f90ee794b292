import type { MarkedContent, RunReview } from '@shared/review'
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
  selection: string[]
}

export const useMarks = create<MarksState>(() => ({
  runId: undefined,
  review: { contents: {} },
  scale: 'value',
  robust: true,
  selection: [],
}))

export const NOTHING_MARKED: Readonly<Record<string, MarkedContent>> = {}

/** Marks of another run are fetched; those of the present one are kept. */
export function loadMarks(runId: string): void {
  if (useMarks.getState().runId === runId) return
  useMarks.setState({ runId, review: { contents: {} }, scale: 'value', selection: [] })
  api()
    .request('review.get', { runId })
    .then((review) => useMarks.getState().runId === runId && useMarks.setState({ review }), tell)
}

const WORDS: Record<MarkedContent | 'sample', string> = {
  negative: 'Negative control',
  positive: 'Positive control',
  out: 'Left out',
  sample: 'Sample',
}

/** Says what wells hold. What was there before can be taken back. */
export async function markWells(
  plate: string,
  wells: readonly string[],
  content: MarkedContent | 'sample',
): Promise<void> {
  const { runId, review } = useMarks.getState()
  if (!runId || wells.length === 0) return
  const before = review.contents[plate] ?? {}
  const next = { ...before }
  for (const well of wells) {
    if (content === 'sample') delete next[well]
    else next[well] = content
  }
  await save(runId, plate, next)
  const which = wells.length === 1 ? wells[0] : many(wells.length, 'well')
  toast(`${WORDS[content]}: ${which}. Tables of the run stay as they are.`, {
    label: 'Undo',
    run: () => void save(runId, plate, before),
  })
}

/** Shown at once, and as it was when it cannot be kept. */
async function save(runId: string, plate: string, contents: Record<string, MarkedContent>): Promise<void> {
  const { review } = useMarks.getState()
  useMarks.setState({ review: { ...review, contents: { ...review.contents, [plate]: contents } } })
  try {
    const kept = await api().request('review.mark', { runId, plate, contents })
    if (useMarks.getState().runId === runId) useMarks.setState({ review: kept })
  } catch (error) {
    if (useMarks.getState().runId === runId) useMarks.setState({ review })
    tell(error)
  }
}
