import type { ImageErrors } from '@shared/review'
import { useEffect, useMemo, useState } from 'react'
import { api, asFailure } from '../../state/app-store'
import { useMarks } from '../plate/marks-store'
import { useReviewErrors } from './errors-store'

export type FoundErrors =
  /** The mode is off, or the answer is awaited. */
  | { state: 'off' | 'loading' }
  /** No masks are attached; or none has this image's name. */
  | { state: 'none' | 'no-match' }
  | { state: 'failed'; message: string; remedy: string }
  | { state: 'there'; found: ImageErrors }

/** This image against the run's target masks, once the error map is shown. */
export function useImageErrors(runId: string, index: number): FoundErrors {
  const on = useReviewErrors((state) => state.on)
  const version = useReviewErrors((state) => state.version)
  const targets = useMarks((state) => state.review.targets?.path)
  const [now, setNow] = useState<{ key: string; answer: FoundErrors }>()
  const key = `${runId} ${index} ${targets} ${version}`
  const wanted = on && targets !== undefined
  useEffect(() => {
    if (!wanted) return
    let current = true
    const tell = (answer: FoundErrors) => current && setNow({ key, answer })
    api()
      .request('review.errors', { runId, index })
      .then(
        (found) => tell(found ? { state: 'there', found } : { state: 'no-match' }),
        (error) => tell({ state: 'failed', ...asFailure(error) }),
      )
    return () => {
      current = false
    }
  }, [wanted, key, runId, index])
  if (!on) return { state: 'off' }
  if (!targets) return { state: 'none' }
  return now?.key === key ? now.answer : { state: 'loading' }
}

/** The errors N steps through: those of the chosen kinds, worst first. */
export function useShownErrors(errors: FoundErrors): ImageErrors['errors'] {
  const kinds = useReviewErrors((state) => state.kinds)
  const all = errors.state === 'there' ? errors.found.errors : undefined
  return useMemo(() => all?.filter(({ kind }) => kinds[kind]) ?? [], [all, kinds])
}
