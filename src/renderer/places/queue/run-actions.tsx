import type { RunSummary } from '@shared/run'
import { useApp } from '../../state/app-store'
import { routeToHash } from '../../state/route'
import { useEnds } from '../../state/run-ends'
import { ask } from '../../state/runs-store'
import { Icon } from '../../ui/icon'
import { AskLeave } from '../settings/run-end'

/** What can be done with the run as a whole. Cancelling is asked about first: `onCancel`. */
export function RunActions({ run, onCancel }: { run: RunSummary; onCancel(): void }) {
  const counting = run.state === 'running' || run.state === 'preparing'
  const ended = run.state === 'done' || run.state === 'failed' || run.state === 'cancelled'
  return (
    <span className="run__actions">
      {counting && <NotifyMe />}
      {counting && (
        <button type="button" className="btn" data-pause onClick={() => void ask('runs.pause', run.id)}>
          <Icon name="pause" />
          Pause <kbd>Space</kbd>
        </button>
      )}
      {run.state === 'paused' && (
        <button
          type="button"
          className="btn btn--primary"
          data-pause
          onClick={() => void ask('runs.resume', run.id)}
        >
          <Icon name="play" />
          Go on <kbd>Space</kbd>
        </button>
      )}
      {(counting || run.state === 'paused' || run.state === 'waiting') && (
        <button type="button" className="btn" onClick={onCancel}>
          Cancel…
        </button>
      )}
      {run.state === 'cancelled' && (
        <button type="button" className="btn" onClick={() => void ask('runs.resume', run.id)}>
          <Icon name="play" />
          Go on
        </button>
      )}
      {run.done > 0 && (
        <a
          className={ended ? 'btn btn--primary' : 'btn'}
          href={routeToHash({ place: 'review', tab: 'plate', runId: run.id })}
        >
          Results
        </a>
      )}
    </span>
  )
}

/** A browser asks its user before a page may show notifications: offered where one may want to leave, never before. */
function NotifyMe() {
  const offered = useApp((state) => state.api?.shell === 'browser' && state.prefs.notify)
  const leave = useEnds((state) => state.leave)
  return offered && leave === 'default' ? <AskLeave words="Notify me at the end" /> : null
}
