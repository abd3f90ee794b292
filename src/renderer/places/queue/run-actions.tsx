import type { RunSummary } from '@shared/run'
import type { RefObject } from 'react'
import { useApp } from '../../state/app-store'
import { routeToHash } from '../../state/route'
import { useEnds } from '../../state/run-ends'
import { ask } from '../../state/runs-store'
import { Icon } from '../../ui/icon'
import { AskLeave } from '../settings/run-end'

interface Props {
  run: RunSummary
  /** The button that asks to cancel. */
  cancel: RefObject<HTMLButtonElement | null>
  onCancel(): void
}

/** What can be done with the run as a whole. Cancelling is asked about first: `onCancel`. */
export function RunActions({ run, cancel, onCancel }: Props) {
  const counting = run.state === 'running' || run.state === 'preparing'
  const halted = run.state === 'paused' || run.state === 'cancelled'
  const ended = run.state === 'done' || run.state === 'failed' || run.state === 'cancelled'
  return (
    <span className="run__actions">
      {counting && <NotifyMe />}
      {(counting || halted) && (
        // One button, so that the focus stays when Pause becomes Go on.
        <button
          type="button"
          className={run.state === 'paused' ? 'btn btn--primary' : 'btn'}
          data-pause={run.state === 'cancelled' ? undefined : true}
          onClick={() => void ask(counting ? 'runs.pause' : 'runs.resume', run.id)}
        >
          <Icon name={counting ? 'pause' : 'play'} />
          {counting ? 'Pause' : 'Go on'} {run.state !== 'cancelled' && <kbd>Space</kbd>}
        </button>
      )}
      {(counting || run.state === 'paused' || run.state === 'waiting') && (
        <button type="button" className="btn" ref={cancel} onClick={onCancel}>
          Cancel…
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
