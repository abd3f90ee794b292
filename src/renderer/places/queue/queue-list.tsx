import type { RunSummary } from '@shared/run'
import type { KeyboardEvent } from 'react'
import { duration, int, many, percent } from '../../logic/format'
import { go } from '../../state/address'
import { api, tell } from '../../state/app-store'
import { isActive, loadRuns, useRuns } from '../../state/runs-store'
import { Icon } from '../../ui/icon'
import { Meter, Ring } from '../../ui/small'

const share = (run: RunSummary) => (run.total > 0 ? (run.done + run.failed) / run.total : 0)

function State({ run }: { run: RunSummary }) {
  if (run.state === 'running' || run.state === 'preparing') {
    return (
      <span className="status is-active">
        <Ring share={share(run)} />
        {run.state === 'preparing' ? 'reading names' : percent(share(run))}
      </span>
    )
  }
  return (
    <span className="status small">
      <Icon name={run.state === 'paused' ? 'pause' : 'wait'} />
      {run.state === 'paused' ? 'on hold' : 'waiting'}
    </span>
  )
}

/** Moves a run among the active ones and tells the services the new order. */
async function move(runId: string, by: -1 | 1): Promise<void> {
  const active = useRuns
    .getState()
    .runs.filter(isActive)
    .map((run) => run.id)
  const from = active.indexOf(runId)
  const to = from + by
  if (from < 0 || to < 0 || to >= active.length) return
  active.splice(to, 0, ...active.splice(from, 1))
  try {
    await api().request('runs.reorder', { runIds: active })
    await loadRuns()
  } catch (error) {
    tell(error)
  }
}

function keys(event: KeyboardEvent<HTMLElement>, run: RunSummary): void {
  if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
  event.preventDefault()
  if (event.altKey) {
    void move(run.id, event.key === 'ArrowUp' ? -1 : 1)
    return
  }
  const all = [...event.currentTarget.closest('section')!.querySelectorAll<HTMLElement>('button[data-run]')]
  all[all.indexOf(event.currentTarget) + (event.key === 'ArrowUp' ? -1 : 1)]?.focus()
}

export function QueueList({ runs, selected }: { runs: RunSummary[]; selected: string }) {
  const active = runs.filter(isActive)
  const ended = runs.filter((run) => !isActive(run)).sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
  const open = (run: RunSummary) => go({ place: 'count', tab: 'queue', runId: run.id })
  return (
    <section className="queue__list panel" aria-label="Runs" data-region="runs">
      <div className="panel__head">
        <h2>Queue</h2>
        {active.length > 1 && (
          <span className="end small faint">
            move <kbd>Alt ↑</kbd>
            <kbd>Alt ↓</kbd>
          </span>
        )}
      </div>
      {active.length === 0 && <p className="queue__none">Nothing waits.</p>}
      <ol>
        {active.map((run) => (
          <li key={run.id}>
            <button
              type="button"
              data-run
              className={run.id === selected ? 'qitem is-selected' : 'qitem'}
              aria-current={run.id === selected}
              onClick={() => open(run)}
              onKeyDown={(event) => keys(event, run)}
            >
              <span className="grow">
                <span className="qitem__top">
                  <b>{run.name}</b>
                  <State run={run} />
                </span>
                <span className="qitem__sub">
                  {run.total > 0 ? many(run.total, 'image') : 'names are being read'}
                </span>
                {share(run) > 0 && <Meter share={share(run)} label={`${run.name}, counted`} />}
              </span>
            </button>
          </li>
        ))}
      </ol>
      {ended.length > 0 && (
        <div className="panel__head queue__finished">
          <h2>Finished</h2>
        </div>
      )}
      <ol className="scroll">
        {ended.map((run) => (
          <li key={run.id}>
            <button
              type="button"
              data-run
              className={run.id === selected ? 'qdone is-selected' : 'qdone'}
              aria-current={run.id === selected}
              onClick={() => open(run)}
              onKeyDown={(event) => keys(event, run)}
            >
              <EndIcon run={run} />
              <span className="grow">
                <b className="clip">{run.name}</b>
                <span>
                  {many(run.total, 'image')}
                  {run.elapsedS > 0 && <span className="long">, {duration(run.elapsedS)}</span>}
                </span>
              </span>
              <span className="num">{run.done > 0 ? int(run.nuclei) : '–'}</span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  )
}

function EndIcon({ run }: { run: RunSummary }) {
  if (run.state === 'failed') return <Icon name="fail" className="is-failure" />
  if (run.state === 'cancelled') return <Icon name="x" />
  return run.failed > 0 ? <Icon name="warn" className="is-attention" /> : <Icon name="check" />
}
