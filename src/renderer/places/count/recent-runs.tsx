import type { RunSummary } from '@shared/run'
import { int, many, when } from '../../logic/format'
import { go } from '../../state/address'
import { api, tell, useApp } from '../../state/app-store'
import { routeToHash } from '../../state/route'
import { isActive, loadRuns, useRuns } from '../../state/runs-store'
import { Icon } from '../../ui/icon'
import { Thumb } from '../../ui/thumb'

async function openResults(): Promise<void> {
  if (api().shell === 'browser') {
    useApp.setState({ dialog: 'folders', choosing: 'run' })
    return
  }
  try {
    const [handle] = await api().request('paths.choose', { what: 'run' })
    if (handle) await openRunFolder(handle.id)
  } catch (error) {
    tell(error)
  }
}

export async function openRunFolder(handle: string): Promise<void> {
  const run = await api().request('runs.open', { handle })
  await loadRuns()
  go({ place: 'review', tab: 'plate', runId: run.id })
}

function Note({ run }: { run: RunSummary }) {
  if (run.failed > 0) {
    return (
      <span className="is-failure">
        <Icon name="fail" />
        {int(run.failed)} not read
      </span>
    )
  }
  if (run.state === 'failed') {
    return (
      <span className="is-failure">
        <Icon name="fail" />
        stopped
      </span>
    )
  }
  if (run.state === 'cancelled') return <span>cancelled</span>
  return <>{when(run.finishedAt ?? run.createdAt)}</>
}

export function RecentRuns() {
  const runs = useRuns((state) => state.runs)
  const past = runs.filter((run) => !isActive(run)).sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
  return (
    <section className="panel" aria-label="Recent runs">
      <div className="panel__head">
        <h2>Recent runs</h2>
        <span className="end">
          <button type="button" className="btn btn--quiet btn--small" onClick={() => void openResults()}>
            Open results…
          </button>
        </span>
      </div>
      {past.length === 0 && (
        <p className="recent__none">None yet. A run stays here, with its counts, after it was counted.</p>
      )}
      <ol className="recent scroll">
        {past.map((run) => (
          <li key={run.id}>
            <a href={routeToHash({ place: 'review', tab: 'plate', runId: run.id })}>
              <Thumb runId={run.id} index={0} className="recent__thumb" />
              <span className="recent__name">
                <b className="clip">{run.name}</b>
                <span>{many(run.total, 'image')}</span>
              </span>
              <span className="recent__count">
                <b>{run.done > 0 ? int(run.nuclei) : '–'}</b>
                <span className="recent__note">
                  <Note run={run} />
                </span>
              </span>
            </a>
          </li>
        ))}
      </ol>
    </section>
  )
}
