import type { CorrectKind } from '@shared/correct'
import type { RunSummary } from '@shared/run'
import { int, score } from '../../logic/format'
import { Icon, type IconName } from '../../ui/icon'
import type { LoadedImage } from '../image/use-image'
import { useCorrect } from './correct-store'

const SIGNS: Record<CorrectKind, IconName> = {
  removed: 'delete',
  kept: 'check-circle',
  added: 'add',
  split: 'split',
  merged: 'merge',
  redrawn: 'redraw',
  painted: 'superpixel',
}

const clock = (iso: string) =>
  new Date(iso).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })

/** How many nuclei there are now, every change by name, and what is selected. */
export function CorrectSide({
  run,
  image,
  selected,
}: {
  run: RunSummary
  image: LoadedImage | undefined
  selected: number | undefined
}) {
  const { state, pending } = useCorrect()
  const nucleus = image?.nuclei.find(({ label }) => label === selected)
  const entries = state?.entries ?? []
  const last = entries.findLastIndex(({ undone }) => !undone)
  const after = nucleus && pending?.changed.includes(nucleus.label) ? pending.nuclei : undefined
  const model = run.model ? `${run.model.name} ${run.model.version}` : 'the model'
  const counted = run.finishedAt ?? run.startedAt
  return (
    <aside className="inspector" aria-label="Corrections" data-region="inspector">
      <section>
        <div className="readouts viewer__count">
          <div className="readout readout--hero">
            <span className="value">{int(state?.count)}</span>
            <span className="label">nuclei now</span>
          </div>
          <div className="readout">
            <span className="value">{int(state?.modelCount)}</span>
            <span className="label">outlined by the model</span>
          </div>
        </div>
        <p className="small faint">
          Dashed: corrected by hand. Exports say which; the model’s outlines are kept.
        </p>
      </section>
      <section className="panel correct__history">
        <div className="panel__head">
          <h2>Changes</h2>
          <span className="end small faint">
            <kbd>Ctrl Z</kbd> <kbd>Ctrl Y</kbd>
          </span>
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the list scrolls from the keyboard. */}
        <ol className="scroll" tabIndex={0} aria-label="Changes, newest first">
          {entries
            .map((entry, n) => (
              <li
                // biome-ignore lint/suspicious/noArrayIndexKey: changes are only added at the end.
                key={n}
                className={entry.undone ? 'is-undone' : n === last ? 'is-now' : undefined}
                aria-current={n === last ? 'step' : undefined}
              >
                <Icon name={SIGNS[entry.kind]} />
                <span className="grow clip">{entry.words}</span>
                <span className="faint">{entry.undone ? 'undone' : clock(entry.at)}</span>
              </li>
            ))
            .reverse()}
          <li className={last < 0 ? 'is-now' : undefined}>
            <Icon name="model" />
            <span className="grow clip">Outlined by {model}</span>
            <span className="faint">{counted ? clock(counted) : ''}</span>
          </li>
        </ol>
      </section>
      {nucleus && (
        <section>
          <div className="section__head">
            <h2>Selected: {nucleus.label}</h2>
          </div>
          <dl className="kv">
            <dt>Area</dt>
            <dd>
              {int(nucleus.areaPx)} px
              {after && ` → ${after.map((part) => int(part.areaPx)).join(' + ') || '0'}`}
            </dd>
            <dt>Solidity</dt>
            <dd>
              {score(nucleus.solidity)}
              {after && after.length > 0 && ` → ${after.map((part) => score(part.solidity)).join(', ')}`}
            </dd>
            <dt>Confidence</dt>
            <dd>
              {nucleus.byHand
                ? 'by hand'
                : nucleus.confidence === undefined
                  ? '–'
                  : score(nucleus.confidence)}
              {after && after.length > 0 && !nucleus.byHand && ' → by hand'}
            </dd>
          </dl>
        </section>
      )}
    </aside>
  )
}
