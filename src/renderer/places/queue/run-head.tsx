import type { RunSettings, RunSummary } from '@shared/run'
import { useState } from 'react'
import { clock, duration, int, rate } from '../../logic/format'
import { api, tell, useApp } from '../../state/app-store'
import { go, routeToHash } from '../../state/route'
import { useEnds } from '../../state/run-ends'
import { ask, loadRuns, useRuns } from '../../state/runs-store'
import { Icon, type IconName } from '../../ui/icon'
import { Chip, NoticeBox, Readout } from '../../ui/small'
import { ChangeForm } from '../count/change-form'
import { Notes } from '../count/notes'
import { AskLeave } from '../settings/run-end'

const ICONS: Record<string, IconName> = {
  plate: 'plate',
  channel: 'channel',
  model: 'model',
  device: 'device',
  geometry: 'plate',
}

const MOST_CHIPS = 8

/** Failures after which there is nothing to go on with: the images are counted anew, into a folder of their own. */
const STATE_LOST = new Set(['run-damaged', 'run-newer', 'run-missing'])

async function again(run: RunSummary, settings: Partial<RunSettings>): Promise<void> {
  try {
    const made = await api().request('runs.again', { runId: run.id, settings })
    await loadRuns()
    go({ place: 'count', tab: 'queue', runId: made.id })
  } catch (error) {
    tell(error)
  }
}

/** What the run is doing, in numbers, and everything that can be done with it. */
export function RunHead({ run }: { run: RunSummary }) {
  const [changing, setChanging] = useState(false)
  const [sure, setSure] = useState(false)
  const read = run.done + run.failed
  const share = run.total > 0 ? read / run.total : 0
  const ends = run.etaS !== undefined ? clock(new Date(Date.now() + run.etaS * 1000)) : undefined
  const counting = run.state === 'running' || run.state === 'preparing'
  // What holds for the whole run first: of many plates, the first few stand for all.
  const choices = run.choices
    .filter((choice) => choice.about !== 'geometry')
    .sort((a, b) => Number(a.plate !== undefined) - Number(b.plate !== undefined))
  const ended = run.state === 'done' || run.state === 'failed' || run.state === 'cancelled'
  return (
    <div className="run">
      <div className="run__head">
        <h2 className="clip">{run.name}</h2>
        <span className="faint clip grow">{run.folder}</span>
        <span className="run__actions">
          {counting && <NotifyMe />}
          {counting && (
            <button type="button" className="btn" data-pause onClick={() => void ask('runs.pause', run.id)}>
              <Icon name="pause" />
              Pause <kbd>Space</kbd>
            </button>
          )}
          {run.state === 'paused' && (
            <button
              type="button"
              className="btn btn--primary"
              data-pause
              onClick={() => void ask('runs.resume', run.id)}
            >
              <Icon name="play" />
              Go on <kbd>Space</kbd>
            </button>
          )}
          {(counting || run.state === 'paused' || run.state === 'waiting') && (
            <button type="button" className="btn" onClick={() => setSure(true)}>
              Cancel…
            </button>
          )}
          {run.state === 'cancelled' && (
            <button type="button" className="btn" onClick={() => void ask('runs.resume', run.id)}>
              <Icon name="play" />
              Go on
            </button>
          )}
          {run.done > 0 && (
            <a
              className={ended ? 'btn btn--primary' : 'btn'}
              href={routeToHash({ place: 'review', tab: 'plate', runId: run.id })}
            >
              Results
            </a>
          )}
        </span>
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
          <b>{int(run.done)} counted images are kept.</b> The rest is not counted; you can go on later.
        </NoticeBox>
      )}
      <dl className="readouts run__numbers" aria-live="off">
        <div className="readout readout--hero">
          <dt className="sr">Read</dt>
          <dd className="value">
            {int(read)}
            <span className="unit"> of {int(run.total)} images</span>
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
      {run.failure && (
        <NoticeBox
          tone="failure"
          actions={
            STATE_LOST.has(run.failure.code) ? (
              <button type="button" className="btn btn--small" onClick={() => void again(run, {})}>
                <Icon name="retry" />
                Count again
              </button>
            ) : (
              <button
                type="button"
                className="btn btn--small"
                onClick={() => void ask('runs.resume', run.id)}
              >
                <Icon name="retry" />
                Go on
              </button>
            )
          }
        >
          <b>{run.failure.message}</b> {run.failure.remedy}
        </NoticeBox>
      )}
      <div className="run__found">
        {run.choices.length > 0 && <span className="small faint">Found</span>}
        {choices.slice(0, MOST_CHIPS).map((choice) => (
          <Chip
            key={`${choice.about} ${choice.plate} ${choice.value}`}
            icon={ICONS[choice.about]}
            title={choice.why}
          >
            {choice.about === 'channel' && /^\d+$/.test(choice.value)
              ? `channel ${choice.value}`
              : choice.value}
          </Chip>
        ))}
        {choices.length > MOST_CHIPS && (
          <span className="small faint">and {int(choices.length - MOST_CHIPS)} more</span>
        )}
        {run.skipped > 0 && <Chip icon="folder">{int(run.skipped)} files left alone</Chip>}
        {run.total > 0 && !changing && (
          <button type="button" className="btn btn--quiet btn--small" onClick={() => setChanging(true)}>
            Change…
          </button>
        )}
      </div>
      <Change run={run} open={changing} close={() => setChanging(false)} />
      <Notes notes={run.warnings} />
    </div>
  )
}

/** A browser asks its user before a page may show notifications: offered where one may want to leave, never before. */
function NotifyMe() {
  const offered = useApp((state) => state.api?.shell === 'browser' && state.prefs.notify)
  const leave = useEnds((state) => state.leave)
  return offered && leave === 'default' ? <AskLeave words="Notify me at the end" /> : null
}

function Change({ run, open, close }: { run: RunSummary; open: boolean; close(): void }) {
  const images = useRuns((state) => state.images[run.id])
  if (!open) return null
  const channels = [
    ...new Set((images ?? []).map((image) => image.channel).filter((name) => name !== undefined)),
  ]
  return (
    <>
      <p className="small faint">
        Another choice counts the images again, into a folder of its own; this run is kept.
      </p>
      <ChangeForm
        settings={run.settings}
        channels={channels}
        onCancel={close}
        onChange={(settings) => {
          close()
          void again(run, settings)
        }}
      />
    </>
  )
}
