import { pValue, signed } from '@core/evaluate/evaluation-text'
import type { EvaluationView, ScoresView } from '@shared/evaluate'
import { int, NOTHING } from '../../logic/format'
import { useLook } from './look-store'
import { rangeOf, score3 } from './score-words'
import { SeriesMark } from './series'

/** Positions of the thresholds .5, .7 and .9. */
export const AT = [0, 4, 8] as const

/** Whether the difference between two segmenters could be chance: the pairs the chosen one is in. */
export function Pairs({ result }: { result: EvaluationView }) {
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
        {first} − {second}: S {signed(S.difference)} ({rangeOf(S.interval) || NOTHING}), {pValue(S.p)}; F1 at
        .7 {signed(F1_70.difference)} ({rangeOf(F1_70.interval) || NOTHING}), {pValue(F1_70.p)}
      </td>
    </tr>
  ))
}

export function Percent({ value }: { value: number | null | undefined }) {
  if (value === null || value === undefined) return <span className="faint">{NOTHING}</span>
  // The small addend lets 40.65, which binary holds as a little less, round up as on paper.
  return <span className="pct">{(value + 1e-9).toFixed(1)} %</span>
}

export function OwnRow(props: {
  name: string
  at: number
  scores: ScoresView
  pooled: boolean
  selected: boolean
}) {
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
