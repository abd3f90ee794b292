import { useEffect, useState } from 'react'
import { many } from '../../logic/format'
import { useApp } from '../../state/app-store'
import {
  type CountStep,
  choose,
  dismiss,
  hold,
  plan as planAgain,
  start,
  useCount,
} from '../../state/count-store'
import { Icon } from '../../ui/icon'
import { Corners } from '../../ui/small'
import { ChangeForm } from './change-form'
import { ChoiceLine, Line, plateWords } from './plan-lines'
import { Before, Skipped, Warnings } from './plan-notes'

type PlanStep = Extract<CountStep, { step: 'plan' }>

/** What was recognised; it starts by itself unless something is to be changed. */
export function PlanView({ now }: { now: PlanStep }) {
  const { plan, startsAt } = now
  const [changing, setChanging] = useState(false)
  const seconds = useCountdown(startsAt)
  useEffect(() => {
    if (startsAt && seconds <= 0) void start()
  }, [startsAt, seconds])
  // Who leaves the plan is not looking at it: it waits from then on.
  useEffect(() => hold, [])
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
