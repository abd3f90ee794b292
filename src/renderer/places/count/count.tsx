import { useApp } from '../../state/app-store'
import { choose } from '../../state/count-store'
import { useRuns } from '../../state/runs-store'
import { Icon } from '../../ui/icon'
import { Tabs } from '../../ui/tabs'
import { QueuePage } from '../queue/queue'
import { NewCount } from './new-count'

function QueueNumbers() {
  const runs = useRuns((state) => state.runs)
  const running = runs.filter((run) => run.state === 'running' || run.state === 'preparing').length
  const waiting = runs.filter((run) => run.state === 'waiting').length
  const held = runs.filter((run) => run.state === 'paused').length
  const words = [running && `${running} running`, waiting && `${waiting} waiting`, held && `${held} on hold`]
    .filter(Boolean)
    .join(', ')
  return words ? <span className="tabs__n">{words}</span> : null
}

export function CountPlace({ tab, runId }: { tab: 'new' | 'queue'; runId?: string }) {
  const copying = useApp((state) => state.api?.shell === 'browser')
  return (
    <main className="place">
      <header className="bar" data-region="bar">
        <h1>Count</h1>
        <Tabs
          label="Count"
          tabs={[
            { name: 'New', route: { place: 'count', tab: 'new' }, current: tab === 'new' },
            {
              name: 'Queue',
              route: { place: 'count', tab: 'queue' },
              current: tab === 'queue',
              extra: <QueueNumbers />,
            },
          ]}
        />
        {tab === 'queue' && (
          <div className="bar__end">
            <button type="button" className="btn" onClick={() => void choose('folder')}>
              <Icon name="plus" />
              Add to queue… <kbd>Ctrl O</kbd>
            </button>
          </div>
        )}
      </header>
      {tab === 'new' ? <NewCount copying={copying} /> : <QueuePage runId={runId} />}
    </main>
  )
}
