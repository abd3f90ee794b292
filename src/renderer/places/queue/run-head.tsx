import type { RunSummary } from '@shared/run'
import { useState } from 'react'
import { many } from '../../logic/format'
import { ask } from '../../state/runs-store'
import { NoticeBox } from '../../ui/small'
import { Notes } from '../count/notes'
import { RunActions } from './run-actions'
import { RunFailure } from './run-failure'
import { RunFound } from './run-found'
import { RunNumbers } from './run-numbers'

/** What the run is doing, in numbers, and everything that can be done with it. */
export function RunHead({ run }: { run: RunSummary }) {
  const [sure, setSure] = useState(false)
  return (
    <div className="run">
      <div className="run__head">
        <h2 className="clip">{run.name}</h2>
        <span className="faint clip grow">{run.folder}</span>
        <RunActions run={run} onCancel={() => setSure(true)} />
      </div>
      {sure && (
        <NoticeBox
          tone="attention"
          actions={
            <>
              <button
                type="button"
                className="btn btn--small"
                onClick={() => {
                  setSure(false)
                  void ask('runs.cancel', run.id)
                }}
              >
                Cancel the run
              </button>
              <button type="button" className="btn btn--small btn--quiet" onClick={() => setSure(false)}>
                Keep counting
              </button>
            </>
          }
        >
          <b>
            {many(run.done, 'counted image')} {run.done === 1 ? 'is' : 'are'} kept.
          </b>{' '}
          The rest is not counted; you can go on later.
        </NoticeBox>
      )}
      <RunNumbers run={run} />
      <RunFailure run={run} />
      <RunFound run={run} />
      <Notes notes={run.warnings} />
    </div>
  )
}
