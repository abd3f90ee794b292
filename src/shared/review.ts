import type { ErrorKind } from '@core/evaluate/error-list'
import type { ErrorView } from './evaluate'

/** What a person says about a run in Review: its part of the window's contract. Counts are never changed by it. */

/** Wells that are no samples: controls, and wells left out of scales and plots. */
export type MarkedContent = 'negative' | 'positive' | 'out'

/** What can be said of a well; a sample bears no mark. */
export type WellMark = MarkedContent | 'sample'

export interface RunReview {
  /** Marked wells by plate; all others are samples. */
  contents: Record<string, Record<string, MarkedContent>>
  /** Target masks that belong to the run's images. */
  targets?: { name: string; path: string }
}

/** Wells by plate that are marked, after these changes; plates and wells that are not need no line. */
export function withMarks(review: RunReview, plate: string, changes: Record<string, WellMark>): RunReview {
  const { [plate]: old, ...others } = review.contents
  const marked = { ...old }
  for (const [well, mark] of Object.entries(changes)) {
    if (mark === 'sample') delete marked[well]
    else marked[well] = mark
  }
  const contents = Object.keys(marked).length === 0 ? others : { ...others, [plate]: marked }
  return { ...review, contents }
}

/** One image of a run against its target mask. */
export interface ImageErrors {
  /** For `evaluate.map`, with the image's index in the run and segmenter 0. */
  id: string
  width: number
  height: number
  targets: number
  predictions: number
  /** Nuclei matched at IoU > .7. */
  agreed: number
  kinds: Record<ErrorKind, number>
  /** Worst first. */
  errors: ErrorView[]
}

type OneImage = { runId: string; index: number }

export interface ReviewRequests {
  'review.get': { args: { runId: string }; result: RunReview }
  /** Says what these wells of one plate hold; its others stay as they are. */
  'review.mark': {
    args: { runId: string; plate: string; changes: Record<string, WellMark> }
    result: RunReview
  }
  /** Attaches target masks (a file or folder the user opened, read by name); without a handle takes them away. */
  'review.attach': { args: { runId: string; handle?: string }; result: RunReview }
  /** null: no target mask has this image's name. */
  'review.errors': { args: OneImage; result: ImageErrors | null }
}
