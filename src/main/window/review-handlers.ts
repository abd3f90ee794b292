import { KaryonError } from '@core/errors'
import { type ReviewRequests, type RunReview, withMarks } from '@shared/review'
import type { EvaluateService } from '../services/evaluate/evaluate-service'
import type { KaryonServices } from '../services/index'
import type { PathHandles } from './handles'
import { readReview, writeReview } from './review-store'

type Handlers = {
  [K in keyof ReviewRequests]: (args: ReviewRequests[K]['args']) => Promise<ReviewRequests[K]['result']>
}

interface Needs {
  services: KaryonServices
  handles: PathHandles
  evaluate: Pick<EvaluateService, 'attachedErrors'>
}

/** What is marked and attached in Review, behind the window's contract. */
export function reviewHandlers({ services, handles, evaluate }: Needs): Handlers {
  const folderOf = (runId: string) => {
    const run = services.listRuns().find(({ id }) => id === runId)
    if (!run) throw new KaryonError('run-missing', 'This run is not known here.', 'Open its results folder.')
    return run.folder
  }
  /** Changes of one file follow each other, so that none is lost. */
  let last: Promise<unknown> = Promise.resolve()
  const change = (runId: string, make: (review: RunReview) => RunReview): Promise<RunReview> => {
    const work = async () => {
      const folder = folderOf(runId)
      const next = make(await readReview(folder))
      await writeReview(folder, next)
      return next
    }
    const turn = last.then(work, work)
    last = turn
    return turn
  }
  return {
    // After the changes under way, which the window knows of already.
    'review.get': async ({ runId }) => {
      await last.catch(() => undefined)
      return readReview(folderOf(runId))
    },
    'review.mark': ({ runId, plate, changes }) =>
      change(runId, (review) => withMarks(review, plate, changes)),
    'review.attach': async ({ runId, handle }) => {
      const { name, path } = handle === undefined ? { name: '', path: '' } : handles.get(handle)
      return change(runId, ({ contents }) => (path ? { contents, targets: { name, path } } : { contents }))
    },
    'review.errors': async ({ runId, index }) => {
      const runFolder = folderOf(runId)
      const { targets } = await readReview(runFolder)
      const { labelsPath } = services.imagePlace(runId, index)
      if (!targets || !labelsPath) return null
      return evaluate.attachedErrors({ runId, runFolder, targets: targets.path, index, labelsPath })
    },
  }
}
