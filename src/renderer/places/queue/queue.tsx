import type { ImageRecord, RunSummary } from '@shared/run'
import { useDeferredValue, useEffect, useMemo } from 'react'
import { useApp } from '../../state/app-store'
import { choose, countSample } from '../../state/count-store'
import { loadImages, runInQueue, useRuns } from '../../state/runs-store'
import { useKeptFocus } from '../../ui/use-kept-focus'
import { ImageTable } from './image-table'
import { QueueList } from './queue-list'
import { QueueSide } from './queue-side'
import { RunHead } from './run-head'

/** Every run that waits, counts or ended today; the chosen one in full. */
export function QueuePage({ runId }: { runId?: string }) {
  const runs = useRuns((state) => state.runs)
  const run = runInQueue(runs, runId)
  const id = run?.id
  const images = useRuns((state) => (id ? state.images[id] : undefined))
  // Map and plots follow when there is time: in slices, never in one long task with the table.
  const side = useDeferredValue(useMemo(() => ({ run, images: images ?? [] }), [run, images]))
  useEffect(() => {
    if (id && !images && run?.state !== 'preparing') void loadImages(id)
  }, [id, images, run?.state])
  if (!run) return <NoRun />
  return (
    <div className="queue">
      <QueueList runs={runs} selected={run.id} />
      <ShownRun run={run} images={images ?? []} />
      {side.run?.id === run.id && <QueueSide run={side.run} images={side.images} />}
    </div>
  )
}

function ShownRun({ run, images }: { run: RunSummary; images: ImageRecord[] }) {
  const focus = useKeptFocus<HTMLElement>()
  return (
    <section className="queue__run" aria-label={run.name} data-region="run" {...focus}>
      {/* What was asked, opened and filtered is of this run: another begins with none of it. */}
      <RunHead key={`head ${run.id}`} run={run} />
      <ImageTable key={`images ${run.id}`} run={run} images={images} />
    </section>
  )
}

export function NoRun() {
  const sample = useApp((state) => state.info?.sample)
  return (
    <div className="place__empty" data-region="empty">
      <div className="empty">
        <svg className="empty__art" viewBox="0 0 96 64" aria-hidden="true">
          {Array.from({ length: 40 }, (_, i) => (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a well of the drawing is its position.
              key={`w${i + 1}`}
              x={4 + (i % 8) * 11}
              y={4 + Math.floor(i / 8) * 11}
              width="9"
              height="9"
            />
          ))}
        </svg>
        <p>
          <b>No run yet.</b> Count a folder of images{sample ? ' or the sample plate' : ''}; it appears here
          at once.
        </p>
        <div>
          {sample && (
            <button type="button" className="btn btn--primary" onClick={() => void countSample()}>
              Count the sample
            </button>
          )}
          <button type="button" className="btn" onClick={() => void choose('folder')}>
            Choose folder…
          </button>
        </div>
      </div>
    </div>
  )
}
