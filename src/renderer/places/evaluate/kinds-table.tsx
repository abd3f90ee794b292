import { ERROR_KINDS } from '@core/evaluate/error-list'
import type { EvaluationView, ScoresView } from '@shared/evaluate'
import { int } from '../../logic/format'
import { useLook } from './look-store'
import { SeriesMark } from './series'

/** Errors of each kind, of all segmenters and, for the chosen one, by group; per 100 target nuclei. */
export function KindsTable({ result }: { result: EvaluationView }) {
  const segmenter = useLook((state) => state.segmenter)
  const chosen = result.segmenters[segmenter]!
  const row = (name: string, scores: ScoresView, mark?: number) => (
    <tr key={name} className={mark === undefined ? 'sub' : undefined}>
      <td>
        <span className="who">
          {mark !== undefined && <SeriesMark at={mark} />}
          <span className="clip">{name}</span>
        </span>
      </td>
      {ERROR_KINDS.map((kind) => (
        <td key={kind} className="num">
          {int(scores.errors[kind])}
          <span className="pct">
            {scores.targets > 0 ? ((100 * scores.errors[kind]) / scores.targets).toFixed(1) : '–'}
          </span>
        </td>
      ))}
    </tr>
  )
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reachable by keys.
    <section className="scroll" aria-label="Kinds of error" tabIndex={0}>
      <table className="table table--tight kinds">
        <thead>
          <tr>
            <th>Errors, and per 100 targets</th>
            {ERROR_KINDS.map((kind) => (
              <th key={kind} className="num">
                {kind[0]!.toUpperCase() + kind.slice(1)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {result.segmenters.map(({ name, all }, s) => row(name, all, s))}
          {result.groups.length > 0 && (
            <tr className="divider">
              <td colSpan={6}>{chosen.name}, by group</td>
            </tr>
          )}
          {result.groups.map((group, g) => row(group, chosen.groups[g]!))}
        </tbody>
      </table>
    </section>
  )
}
