import type { ErrorView } from '@shared/evaluate'
import { type RefObject, useEffect } from 'react'
import type { StageEngine } from '../../viewer/engine'
import { loadMarks } from '../plate/marks-store'
import { useReviewErrors } from './errors-store'
import { lookAtError } from './look-at-error'
import { type FoundErrors, useImageErrors, useShownErrors } from './use-image-errors'

export interface ErrorSteps {
  found: FoundErrors
  /** Of the chosen kinds, worst first. */
  shown: ErrorView[]
  current: ErrorView | undefined
  /** Frames one and brings it into the middle. */
  show(at: number): void
  /** Goes on by one, or back; after the last comes the first. */
  next(by: number): void
}

/** The errors of one image of a run, one after the other. */
export function useErrorSteps(
  runId: string,
  index: number,
  engine: RefObject<StageEngine | undefined>,
): ErrorSteps {
  useEffect(() => loadMarks(runId), [runId])
  const found = useImageErrors(runId, index)
  const shown = useShownErrors(found)
  const at = useReviewErrors((state) => state.at)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another image begins with no error framed.
  useEffect(() => useReviewErrors.setState({ at: undefined }), [index, runId])
  const show = (position: number) => {
    const error = shown[position]
    if (!error) return
    useReviewErrors.setState({ at: position })
    if (engine.current) lookAtError(engine.current, error.box)
  }
  const next = (by: number) => {
    const n = shown.length
    if (n > 0) show(at === undefined ? (by > 0 ? 0 : n - 1) : (at + by + n) % n)
  }
  return { found, shown, current: at === undefined ? undefined : shown[at], show, next }
}
