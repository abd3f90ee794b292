import type { Plan, PlanPlate } from '@shared/contract'
import type { PathHandle } from '@shared/path-handle'
import type { Choice } from '@shared/run'
import { useEffect, useMemo, useState } from 'react'
import { int, many, when } from '../../logic/format'
import { useApp } from '../../state/app-store'
import {
  type CountStep,
  choose,
  dismiss,
  hold,
  plan as planAgain,
  runsOf,
  start,
  useCount,
} from '../../state/count-store'
import { routeToHash } from '../../state/route'
import { isActive, useRuns } from '../../state/runs-store'
import { Icon, type IconName } from '../../ui/icon'
import { Corners, NoticeBox } from '../../ui/small'
import { ChangeForm } from './change-form'
import { Notes } from './notes'

type PlanStep = Extract<CountStep, { step: 'plan' }>

function plateWords(plate: PlanPlate): string {
  const parts = [`${many(plate.wells, 'well')} of ${plate.rows * plate.columns}`, many(plate.sites, 'field')]
  if (plate.channels.length > 1) parts.push(many(plate.channels.length, 'channel'))
  if (plate.zPlanes > 1) parts.push(`${plate.zPlanes} z planes`)
  if (plate.timePoints > 1) parts.push(`${plate.timePoints} time points`)
  return parts.join(', ')
}

const ICONS: Record<string, IconName> = {
  channel: 'channel',
  model: 'model',
  device: 'device',
  plate: 'plate',
  projection: 'channel',
  geometry: 'plate',
}

function ChoiceLine({ choice }: { choice: Choice }) {
  const about = choice.about === 'channel' ? 'Nuclei in' : choice.about.replace(/^./, (c) => c.toUpperCase())
  return (
    <Line icon={ICONS[choice.about] ?? 'check'} label={about} why={choice.why}>
      {choice.value}
      {choice.plate ? <span className="faint"> in {choice.plate}</span> : null}
    </Line>
  )
}

function Line({
  icon,
  label,
  why,
  children,
}: {
  icon: IconName
  label: string
  why?: string
  children: React.ReactNode
}) {
  return (
    <div className="plan__line">
      <dt>
        <Icon name={icon} />
        {label}
      </dt>
      <dd>
        {children}
        {why && <span className="plan__why">{why}</span>}
      </dd>
    </div>
  )
}

/** What was recognised; it starts by itself unless something is to be changed. */
export function PlanView({ now }: { now: PlanStep }) {
  const { plan, startsAt } = now
  const [changing, setChanging] = useState(false)
  const seconds = useCountdown(startsAt)
  useEffect(() => {
    if (startsAt && seconds <= 0) void start()
  }, [startsAt, seconds])
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !useApp.getState().dialog) dismiss()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
  return (
    <section className="drop drop--plan" aria-label="What was found">
      <Corners />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long plan is scrolled by keys. */}
      <section className="plan scroll" aria-label="Plan" tabIndex={0}>
        <h2>{plan.name}</h2>
        {plan.images > 0 && <p className="muted">{many(plan.images, 'image')} to count</p>}
        <dl>
          {plan.plates.map((plate) => (
            <Line key={plate.name} icon="plate" label={plate.name} why={`Names read as ${plate.convention}`}>
              {plateWords(plate)}
            </Line>
          ))}
          {plan.loose > 0 && (
            <Line icon="image" label="Images">
              {plan.plates.length > 0
                ? `${many(plan.loose, 'image')} that belong to no plate`
                : many(plan.loose, 'image')}
            </Line>
          )}
          {plan.choices.map((choice) => (
            <ChoiceLine key={`${choice.about} ${choice.plate} ${choice.value}`} choice={choice} />
          ))}
          <Skipped plan={plan} />
        </dl>
        <Before handles={now.handles} />
        <Warnings plan={plan} />
      </section>
      {changing ? (
        <ChangeForm
          settings={now.settings}
          channels={[...new Set(plan.plates.flatMap((plate) => plate.channels))]}
          onCancel={() => setChanging(false)}
          onChange={(settings) => {
            setChanging(false)
            void planAgain(now.handles, settings, false)
          }}
        />
      ) : plan.images === 0 ? (
        <div className="plan__do">
          <button type="button" className="btn btn--primary btn--large" onClick={() => void choose('folder')}>
            <Icon name="folder" />
            Choose folder…
          </button>
          <button type="button" className="btn btn--quiet btn--large" onClick={dismiss}>
            Not now <kbd>Esc</kbd>
          </button>
        </div>
      ) : (
        <div className="plan__do">
          <button
            type="button"
            className="btn btn--primary btn--large"
            // biome-ignore lint/a11y/noAutofocus: Enter starts what was just dropped.
            autoFocus
            onClick={() => void start()}
          >
            Count <kbd>Enter</kbd>
          </button>
          <button
            type="button"
            className="btn btn--large"
            onClick={() => {
              hold()
              setChanging(true)
            }}
          >
            Change…
          </button>
          <button type="button" className="btn btn--quiet btn--large" onClick={dismiss}>
            Not now <kbd>Esc</kbd>
          </button>
          <p className="small faint" role="timer">
            {startsAt ? `starts in ${Math.max(0, seconds)} s` : 'waits for you'}
          </p>
        </div>
      )}
    </section>
  )
}

function useCountdown(until: number | undefined): number {
  const left = () => (until ? Math.ceil((until - Date.now()) / 1000) : Number.POSITIVE_INFINITY)
  const [seconds, setSeconds] = useState(left)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `left` reads the clock only.
  useEffect(() => {
    setSeconds(left())
    const timer = setInterval(() => setSeconds(left()), 250)
    return () => clearInterval(timer)
  }, [until])
  // A new plan gets its own wait even if this component is kept.
  return useCount.getState().now.step === 'plan' ? seconds : Number.POSITIVE_INFINITY
}

function Skipped({ plan }: { plan: Plan }) {
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

/** What is counted already is said before it is counted again. */
function Before({ handles }: { handles: PathHandle[] }) {
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

function Warnings({ plan }: { plan: Plan }) {
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
