import type { RunSummary } from '@shared/run'
import { ask } from '../../state/runs-store'
import { Icon } from '../../ui/icon'
import { NoticeBox } from '../../ui/small'
import { again } from './count-again'

/** Failures after which there is nothing to go on with: the images are counted anew, into a folder of their own. */
const STATE_LOST = new Set(['run-damaged', 'run-newer', 'run-missing'])

/** Why the run halted, and the way on. */
export function RunFailure({ run }: { run: RunSummary }) {
  if (!run.failure) return null
  return (
    <NoticeBox
      tone="failure"
      actions={
        STATE_LOST.has(run.failure.code) ? (
          <button type="button" className="btn btn--small" onClick={() => void again(run, {})}>
            <Icon name="retry" />
            Count again
          </button>
        ) : (
          <button type="button" className="btn btn--small" onClick={() => void ask('runs.resume', run.id)}>
            <Icon name="retry" />
            Go on
          </button>
        )
      }
    >
      <b>{run.failure.message}</b> {run.failure.remedy}
    </NoticeBox>
  )
}
