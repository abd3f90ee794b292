import { int, many } from '../../logic/format'
import { CountAxes } from '../evaluate/chart-grid'
import { wholeTicks } from '../evaluate/plot-maths'
import type { FieldPair } from './compare-logic'
import { useCompare } from './compare-store'

/** B's count against A's, a point a field; on the line they count the same. */
export function CountPlot({ pairs, pair }: { pairs: FieldPair[]; pair: FieldPair }) {
  const ticks = wholeTicks(Math.max(1, ...pairs.flatMap(({ a, b }) => [a, b])))
  const top = ticks.at(-1)!
  const at = (count: number) => (count / top) * 100
  return (
    <div className="chart">
      <svg role="img" aria-label={`Counts of B against A for ${many(pairs.length, 'field')}`}>
        <CountAxes ticks={ticks} at={at} title="A, nuclei per field" />
        {pairs.map((p) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: a pointer's shortcut; the film strip is the keyboard's way.
          <circle
            key={p.image}
            className={p.image === pair.image ? 'dot--sel' : 'dot'}
            cx={`${at(p.a)}%`}
            cy={`${100 - at(p.b)}%`}
            r={p.image === pair.image ? 4.5 : 2.6}
            onClick={() => useCompare.setState({ image: p.image, difference: undefined })}
          >
            <title>{`${p.place}: A ${int(p.a)}, B ${int(p.b)}`}</title>
          </circle>
        ))}
      </svg>
    </div>
  )
}
