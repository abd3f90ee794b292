import { duration, int, many } from '../logic/format'
import { setPrefs, useApp } from '../state/app-store'
import { routeToHash } from '../state/route'
import { activeRun, useRuns } from '../state/runs-store'
import { Icon } from '../ui/icon'
import { Ring } from '../ui/small'

function Mark() {
  return (
    <svg viewBox="0 0 18 18" aria-hidden="true">
      <ellipse
        cx="9"
        cy="9"
        rx="7.2"
        ry="5.8"
        transform="rotate(-28 9 9)"
        fill="none"
        stroke="var(--accent)"
        strokeWidth="1.7"
      />
      <circle cx="10.6" cy="7.8" r="1.8" fill="currentColor" />
    </svg>
  )
}

/** The running batch stands in the middle of the title bar in every place. */
function Activity() {
  const run = useRuns((state) => activeRun(state.runs))
  const scanned = useRuns((state) => (run ? state.scanned[run.id] : undefined))
  if (!run || run.state === 'waiting') return <span />
  const share = run.total > 0 ? (run.done + run.failed) / run.total : 0
  const reading = run.state === 'preparing'
  return (
    <a
      className="activity"
      href={routeToHash({ place: 'count', tab: 'queue', runId: run.id })}
      title="To the queue"
    >
      {run.state === 'paused' ? <Icon name="pause" /> : <Ring share={share} />}
      <b className="clip">{run.name}</b>
      <span className="nowrap">
        {reading
          ? `reading names${scanned ? `, ${int(scanned)} files` : ''}`
          : `${int(run.done + run.failed)} of ${many(run.total, 'image')}`}
      </span>
      <span className="grow" />
      <span className="nowrap">
        {run.state === 'paused' ? 'paused' : run.etaS !== undefined ? `${duration(run.etaS)} left` : ''}
      </span>
      <i style={{ width: `${share * 100}%` }} />
    </a>
  )
}

export function TitleBar() {
  const theme = useApp((state) => state.prefs.theme)
  const light =
    theme === 'light' || (theme === 'system' && matchMedia('(prefers-color-scheme: light)').matches)
  return (
    <header className="titlebar">
      <div className="brand">
        <Mark />
        Karyon
      </div>
      <Activity />
      <div className="titlebar__end">
        <button type="button" className="search" onClick={() => useApp.setState({ dialog: 'find' })}>
          <Icon name="search" />
          <span className="search__text">Find or run</span>
          <kbd>Ctrl K</kbd>
        </button>
        <button
          type="button"
          className="theme"
          aria-pressed={light}
          aria-label="Light theme"
          title="Light theme"
          onClick={() => void setPrefs({ theme: light ? 'dark' : 'light' })}
        >
          <Icon name="theme" />
        </button>
      </div>
    </header>
  )
}
