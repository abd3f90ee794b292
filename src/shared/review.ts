import type { ErrorKind } from '@core/evaluate/error-list'
import type { ErrorView } from './evaluate'

/** What a person says about a run in Review: its part of the window's contract. Counts are never changed by it. */

/** Wells that are no samples: controls, and wells left out of scales and plots. */
export type MarkedContent = 'negative' | 'positive' | 'out'

export interface RunReview {
  /** Marked wells by plate; all others are samples. */
  contents: Record<string, Record<string, MarkedContent>>
  /** Target masks that belong to the run's images. */
  targets?: { name: string; path: string }
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
  /** Replaces what is marked on one plate. */
  'review.mark': {
    args: { runId: string; plate: string; contents: Record<string, MarkedContent> }
    result: RunReview
  }
  /** Attaches target masks (a file or folder the user opened, read by name); without a handle takes them away. */
  'review.attach': { args: { runId: string; handle?: string }; result: RunReview }
  /** null: no target mask has this image's name. */
  'review.errors': { args: OneImage; result: ImageErrors | null }
}
