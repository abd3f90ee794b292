// biome-ignore-all lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reachable by keys.
import { pValue, signed } from '@core/evaluate/evaluation-text'
import { PUBLISHED, PUBLISHED_ON } from '@core/evaluate/published'
import type { EvaluationView, ScoresView } from '@shared/evaluate'
import { int, NOTHING } from '../../logic/format'
import { Icon } from '../../ui/icon'
import { Segments } from '../../ui/small'
import { useLook } from './evaluate-store'
import { PublishedMark, SeriesMark } from './series'

/** Three decimals, the leading zero dropped: .843. */
export function score3(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NOTHING
  return value.toFixed(digits).replace(/^(-?)0\./, '$1.')
}

export function rangeOf(range: [number, number] | null | undefined): string {
  return range ? `${score3(range[0]).replace('-', '−')}–${score3(range[1]).replace('-', '−')}` : ''
}

const AT = [0, 4, 8] as const

/** The table of the paper: one row a segmenter with its intervals, then what was published, said to be of other images. */
export function Board({ result }: { result: EvaluationView }) {
  const { pooled, segmenter, group } = useLook()
  const at = group === undefined ? -1 : result.groups.indexOf(group)
  const of = (s: number): ScoresView =>
    at < 0 ? result.segmenters[s]!.all : result.segmenters[s]!.groups[at]!
  const first = of(0)
  return (
    <section className="panel board" aria-label="Scores">
      <div className="panel__head">
        <h2>Scores</h2>
        <span className="small faint clip">
          {int(first.targets)} target nuclei in {int(first.images)} images. A match is IoU &gt; t; intervals
          95 %, bootstrap over {result.clusteredBy === 'image' ? 'images' : `${result.clusteredBy}s`}
        </span>
        <span className="end">
          {result.groups.length > 0 && (
            <label className="select select--native select--small">
              <span className="sr">Images</span>
              <select
                value={group ?? ''}
                onChange={(event) => useLook.setState({ group: event.target.value || undefined })}
              >
                <option value="">All images</option>
                {result.groups.map((name) => (
                  <option key={name}>{name}</option>
                ))}
              </select>
              <Icon name="down" />
            </label>
          )}
          <Segments
            small
            label="Averaging"
            value={pooled ? 'pooled' : 'macro'}
            options={[
              { value: 'macro', label: 'Macro, per image' },
              { value: 'pooled', label: 'Pooled' },
            ]}
            onChange={(value) => useLook.setState({ pooled: value === 'pooled' })}
          />
        </span>
      </div>
      <section className="scroll board__rows" aria-label="Table of scores" tabIndex={0}>
        <table className="table table--tight">
          <thead>
            <tr>
              <th>Segmenter</th>
              <th className="num">S</th>
              <th className="num">Mean F1</th>
              <th className="num">F1 at .5</th>
              <th className="num">at .7</th>
              <th className="num">at .9</th>
              <th className="num">Missed</th>
              <th className="num">Extra</th>
              <th className="num">Split</th>
              <th className="num">Merged</th>
            </tr>
          </thead>
          <tbody>
            {result.segmenters.map(({ name, path }, s) => (
              <OwnRow
                key={path + name}
                name={name}
                at={s}
                scores={of(s)}
                pooled={pooled}
                selected={s === segmenter && result.segmenters.length > 1}
              />
            ))}
            {at < 0 && !pooled && <Pairs result={result} />}
            <tr className="divider">
              <td colSpan={10}>Published for other images: {PUBLISHED_ON}</td>
            </tr>
            {PUBLISHED.map((row) => (
              <tr
                key={row.name}
                className={row.name === '739 teams' || row.name === 'Deep Retina' ? 'pub is-optional' : 'pub'}
              >
                <td>
                  <span className="who">
                    <PublishedMark />
                    {row.name}
                    <span className="faint">{row.what}</span>
                  </span>
                </td>
                <td className="num big">{pooled ? NOTHING : score3(row.S)}</td>
                <td className="num">{pooled ? NOTHING : score3(row.meanF1)}</td>
                {AT.map((k, i) => (
                  <td key={k} className="num">
                    {pooled
                      ? k === 4
                        ? score3(row.pooledF1At70)
                        : NOTHING
                      : score3(row.f1?.[i], row.digits?.[i])}
                  </td>
                ))}
                <td className="num">
                  <Percent value={row.missedPercent} />
                </td>
                <td className="num">
                  <Percent value={row.extraPercent} />
                </td>
                <td className="num faint">{NOTHING}</td>
                <td className="num faint">{NOTHING}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  )
}

/** Whether the difference between two segmenters could be chance: the pairs the chosen one is in. */
function Pairs({ result }: { result: EvaluationView }) {
  const segmenter = useLook((state) => state.segmenter)
  const { name } = result.segmenters[segmenter]!
  const pairs = result.pairs.filter(({ first, second }) => first === name || second === name)
  return pairs.slice(0, 2).map(({ first, second, S, F1_70 }) => (
    <tr
      key={first + second}
      className="divider"
      title="Paired sign-flip test on the same images, two-sided, not corrected for several comparisons"
    >
      <td colSpan={10}>
        {first} − {second}: S {signed(S.difference)} ({rangeOf(S.interval)}), {pValue(S.p)}; F1 at .7{' '}
        {signed(F1_70.difference)} ({rangeOf(F1_70.interval)}), {pValue(F1_70.p)}
      </td>
    </tr>
  ))
}

function Percent({ value }: { value: number | null | undefined }) {
  if (value === null || value === undefined) return <span className="faint">{NOTHING}</span>
  // The small addend lets 40.65, which binary holds as a little less, round up as on paper.
  return <span className="pct">{(value + 1e-9).toFixed(1)} %</span>
}

function OwnRow(props: { name: string; at: number; scores: ScoresView; pooled: boolean; selected: boolean }) {
  const { name, at, scores, pooled, selected } = props
  const { intervals } = scores
  const f1 = pooled ? scores.pooled_F1 : scores.F1
  const names = pooled ? ['pooled_F1_50', 'pooled_F1_70', ''] : ['F1_50', 'F1_70', 'F1_90']
  return (
    <tr className={selected ? 'own is-selected' : 'own'}>
      <td className="strong">
        <button
          type="button"
          className="who"
          aria-pressed={selected}
          onClick={() => useLook.setState({ segmenter: at, error: undefined })}
        >
          <SeriesMark at={at} />
          <span className="clip">{name}</span>
        </button>
      </td>
      <Value strong value={pooled ? undefined : scores.S} range={pooled ? '' : rangeOf(intervals.S)} />
      <Value value={pooled ? undefined : scores.meanF1} range={pooled ? '' : rangeOf(intervals.meanF1)} />
      {AT.map((k, i) => (
        <Value key={k} value={f1[k]} range={rangeOf(intervals[names[i]!])} />
      ))}
      <td className="num strong">
        {int(scores.missed)}
        <Percent value={scores.missed_percent} />
      </td>
      <td className="num strong">
        {int(scores.extra)}
        <Percent value={scores.extra_percent} />
      </td>
      <td className="num strong">{int(scores.split)}</td>
      <td className="num strong">{int(scores.merged)}</td>
    </tr>
  )
}

function Value({ value, range, strong }: { value: number | undefined; range: string; strong?: boolean }) {
  return (
    <td className={strong ? 'num strong big' : 'num strong'}>
      {score3(value)}
      <span className="range">{range}</span>
    </td>
  )
}
