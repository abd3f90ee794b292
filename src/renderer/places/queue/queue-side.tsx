import { median } from '@core/measure/summarise'
import type { ImageRecord, RunSummary } from '@shared/run'
import { memo, useMemo } from 'react'
import { int, rate } from '../../logic/format'
import { roundUp } from '../../logic/metrics'
import { platesOf } from '../../logic/wells-of'
import { useRuns } from '../../state/runs-store'
import { LivePlate } from './live-plate'

const BARS = 40

function Counts({ images }: { images: ImageRecord[] }) {
  const counts = useMemo(
    () => images.map((image) => image.count).filter((count) => count !== undefined),
    [images],
  )
  if (counts.length < 2) return null
  const top = roundUp(Math.max(1, ...counts))
  const bars = new Array<number>(BARS).fill(0)
  for (const count of counts) bars[Math.min(BARS - 1, Math.floor((count / top) * BARS))]!++
  const most = Math.max(...bars)
  return (
    <section className="queue__hist">
      <div className="section__head">
        <h2>Nuclei per field</h2>
        <span className="end small faint">median {int(median(counts) ?? undefined)}</span>
      </div>
      <div
        className="hist"
        role="img"
        aria-label={`Distribution of ${int(counts.length)} counts, median ${int(median(counts) ?? undefined)}`}
      >
        {bars.map((n, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its position.
          <i key={`b${i + 1}`} style={{ height: `${(n / most) * 100}%` }} />
        ))}
      </div>
      <div className="ramp-labels">
        <span>0</span>
        <span>{int(top / 2)}</span>
        <span>{int(top)}</span>
      </div>
    </section>
  )
}

function Speed({ runId }: { runId: string }) {
  const speed = useRuns((state) => state.speed[runId])
  if (!speed || speed.length < 3) return null
  const most = Math.max(...speed, 1e-9)
  const points = speed.map((value, i) => `${(i / 59) * 100},${38 - (value / most) * 36}`).join(' ')
  return (
    <section>
      <div className="section__head">
        <h2>Images per second</h2>
        <span className="end small faint">last {speed.length} s</span>
      </div>
      <svg
        className="spark"
        viewBox="0 0 100 40"
        preserveAspectRatio="none"
        role="img"
        aria-label={`Now ${rate(speed.at(-1))} images per second`}
      >
        <path d="M0 39.5H100" className="spark__base" />
        <polyline points={points} />
      </svg>
    </section>
  )
}

export const QueueSide = memo(function QueueSide({
  run,
  images,
}: {
  run: RunSummary
  images: ImageRecord[]
}) {
  const plates = useMemo(() => platesOf(images), [images])
  // The plate that is being counted now, otherwise the first.
  const now = images.find((image) => image.state === 'running' && image.well)?.plate ?? plates[0]
  return (
    <aside className="inspector queue__side" aria-label="Plate and speed" data-region="plate">
      {plates.length > 0 && <LivePlate runId={run.id} images={images} name={now ?? ''} />}
      <Counts images={images} />
      <Speed runId={run.id} />
      {run.device && (
        <section className="queue__device">
          <dl className="kv">
            <dt>Device</dt>
            <dd>{run.device.name}</dd>
            {run.model && (
              <>
                <dt>Model</dt>
                <dd>
                  {run.model.name} {run.model.version}
                </dd>
              </>
            )}
          </dl>
          {run.device.notes.map((note) => (
            <p key={note} className="small faint">
              {note}
            </p>
          ))}
        </section>
      )}
    </aside>
  )
})
