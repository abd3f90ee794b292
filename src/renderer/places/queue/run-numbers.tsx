import type { RunSummary } from '@shared/run'
import { clock, duration, int, many, rate } from '../../logic/format'
import { Readout } from '../../ui/small'

/** How far the run is, in numbers and as a line. */
export function RunNumbers({ run }: { run: RunSummary }) {
  const read = run.done + run.failed
  const share = run.total > 0 ? read / run.total : 0
  const ends = run.etaS !== undefined ? clock(new Date(Date.now() + run.etaS * 1000)) : undefined
  const counting = run.state === 'running' || run.state === 'preparing'
  return (
    <>
      <dl className="readouts run__numbers" aria-live="off">
        <div className="readout readout--hero">
          <dt className="sr">Read</dt>
          <dd className="value">
            {int(read)}
            <span className="unit"> of {many(run.total, 'image')}</span>
          </dd>
        </div>
        {counting ? (
          <Readout label="Left" value={duration(run.etaS)} unit={ends && `· ends ${ends}`} />
        ) : (
          <Readout label="Took" value={duration(run.elapsedS)} />
        )}
        <Readout label="Speed" value={rate(run.imagesPerS)} unit="images/s" />
        <Readout label={counting ? 'Nuclei so far' : 'Nuclei'} value={run.done > 0 ? int(run.nuclei) : '–'} />
        <Readout label="Not read" value={int(run.failed)} tone={run.failed > 0 ? 'is-failure' : undefined} />
      </dl>
      <div
        className="meter run__meter"
        role="progressbar"
        aria-label={run.name}
        aria-valuenow={Math.round(share * 100)}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <i
          className={counting ? undefined : 'is-done'}
          style={{ width: `${run.total ? (run.done / run.total) * 100 : 0}%` }}
        />
        {run.failed > 0 && (
          <i className="is-failure" style={{ width: `max(3px, ${(run.failed / run.total) * 100}%)` }} />
        )}
      </div>
    </>
  )
}
