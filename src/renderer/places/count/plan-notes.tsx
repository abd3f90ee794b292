import type { Plan } from '@shared/contract'
import type { PathHandle } from '@shared/path-handle'
import { useMemo } from 'react'
import { int, many, when } from '../../logic/format'
import { runsOf } from '../../state/count-store'
import { routeToHash } from '../../state/route'
import { isActive, useRuns } from '../../state/runs-store'
import { NoticeBox } from '../../ui/small'
import { Notes } from './notes'
import { Line } from './plan-lines'

/** What is counted already is said before it is counted again. */
export function Before({ handles }: { handles: PathHandle[] }) {
  const runs = useRuns((state) => state.runs)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `runsOf` looks into these runs.
  const same = useMemo(() => runsOf(handles), [runs, handles])
  const run = same.find(isActive) ?? same.findLast(({ done }) => done > 0)
  if (!run) return null
  const active = isActive(run)
  return (
    <NoticeBox
      tone={active ? 'attention' : 'info'}
      actions={
        <a
          className="btn btn--small"
          href={routeToHash(
            active
              ? { place: 'count', tab: 'queue', runId: run.id }
              : { place: 'review', tab: 'plate', runId: run.id },
          )}
        >
          {active ? 'Show it in the queue' : 'Show its results'}
        </a>
      }
    >
      {active ? (
        <>
          <b>This is in the queue already.</b> Count makes a second run of it, in a folder of its own.
        </>
      ) : (
        <>
          <b>Counted before, {when(run.finishedAt ?? run.createdAt)}.</b> It is counted again into a folder of
          its own; the earlier results stay.
        </>
      )}
    </NoticeBox>
  )
}

export function Warnings({ plan }: { plan: Plan }) {
  return (
    <>
      {plan.nothing && (
        <NoticeBox tone="failure">
          <b>{plan.nothing.message}</b> {plan.nothing.remedy}
        </NoticeBox>
      )}
      {plan.images > 0 &&
        plan.unreadable?.map(({ path, message, remedy }) => (
          <NoticeBox key={path} tone="failure">
            <b>
              {path.split(/[\\/]/).at(-1)} is left out. {message}
            </b>{' '}
            {remedy}
          </NoticeBox>
        ))}
      <Notes notes={[...plan.warnings, ...plan.plates.flatMap((plate) => plate.notes)]} />
    </>
  )
}

export function Skipped({ plan }: { plan: Plan }) {
  if (plan.skippedTotal === 0) return null
  const kinds = new Map<string, number>()
  for (const file of plan.skipped) kinds.set(file.reason, (kinds.get(file.reason) ?? 0) + 1)
  return (
    <Line icon="folder" label="Left alone">
      <details>
        <summary>
          {many(plan.skippedTotal, 'file')}:{' '}
          {[...kinds].map(([reason, n]) => `${int(n)} ${reason.replace(/-/g, ' ')}`).join(', ')}
        </summary>
        <ul className="plan__skipped">
          {plan.skipped.map((file) => (
            <li key={file.path}>
              <span className="mono">{file.path}</span> {file.detail}
            </li>
          ))}
        </ul>
      </details>
    </Line>
  )
}
