import type { RunSummary } from '@shared/run'
import { useRef, useState } from 'react'
import { isActive } from '../../state/runs-store'
import { Notes } from '../count/notes'
import { CancelQuestion } from './cancel-question'
import { RunActions } from './run-actions'
import { RunFailure } from './run-failure'
import { RunFound } from './run-found'
import { RunNumbers } from './run-numbers'

/** What the run is doing, in numbers, and everything that can be done with it. */
export function RunHead({ run }: { run: RunSummary }) {
  const [sure, setSure] = useState(false)
  const cancel = useRef<HTMLButtonElement>(null)
  const active = isActive(run)
  // Of a run that has ended meanwhile nothing is asked, nor when it is counted on later.
  if (sure && !active) setSure(false)
  return (
    <div className="run">
      <div className="run__head">
        <h2 className="clip">{run.name}</h2>
        <span className="faint clip grow">{run.folder}</span>
        <RunActions run={run} cancel={cancel} onCancel={() => setSure(true)} />
      </div>
      {sure && active && (
        <CancelQuestion
          run={run}
          close={() => {
            setSure(false)
            cancel.current?.focus()
          }}
        />
      )}
      <RunNumbers run={run} />
      <RunFailure run={run} />
      <RunFound run={run} />
      <Notes notes={run.warnings} />
    </div>
  )
}
