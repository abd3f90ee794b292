import { median } from '@core/measure/summarise'
import type { ComparisonView } from '@shared/evaluate'
import { int, many } from '../../logic/format'
import { Icon, type IconName } from '../../ui/icon'
import { Segments } from '../../ui/small'
import { score3 } from '../evaluate/score-words'
import { SeriesMark } from '../evaluate/series'
import { type FieldPair, farApart, signedInt, wellPairs } from './compare-logic'
import { useCompare } from './compare-store'
import { CountPlot } from './count-plot'

/** What differs in this field, and how this field stands among all. */
export function Differences({
  comparison,
  pairs,
  pair,
}: {
  comparison: ComparisonView
  pairs: FieldPair[]
  pair: FieldPair
}) {
  const lower = useCompare((state) => state.lower)
  const wells = wellPairs(comparison, pairs)
  const a = pairs.reduce((sum, p) => sum + p.a, 0)
  const b = pairs.reduce((sum, p) => sum + p.b, 0)
  return (
    <aside className="inspector" aria-label="Differences">
      <section>
        <div className="compare__delta">
          <div className="readout readout--hero">
            <span className="value">{signedInt(pair.difference)}</span>
            <span className="label">B against A here</span>
          </div>
          <dl className="kv">
            <dt>
              <SeriesMark at={0} /> A
            </dt>
            <dd>{int(pair.a)}</dd>
            <dt>
              <SeriesMark at={2} /> B
            </dt>
            <dd>{int(pair.b)}</dd>
            <dt>B/A</dt>
            <dd>{pair.a > 0 ? `${((100 * pair.b) / pair.a).toFixed(1)} %` : '–'}</dd>
            <dt title="F1 between A and B at IoU > .7">Agreement</dt>
            <dd>{score3(pair.f1)}</dd>
          </dl>
        </div>
      </section>
      <section>
        <div className="section__head">
          <h2>Where they differ</h2>
          <span className="end small faint">
            next <kbd>N</kbd>
          </span>
        </div>
        <ul className="breakdown">
          <Kind icon="check" name="Agree in shape" count={pair.agree} most={pair} />
          <Kind icon="redraw" name="Differ in shape" count={pair.shape} most={pair} />
          <Kind icon="missed" name="Only in A" count={pair.onlyA} most={pair} differs />
          <Kind icon="extra" name="Only in B" count={pair.onlyB} most={pair} differs />
          <Kind icon="merge" name="Merged in B" count={pair.mergedInB} most={pair} differs />
          <Kind icon="split" name="Split in B" count={pair.splitInB} most={pair} differs />
        </ul>
      </section>
      <section className="compare__plot">
        <div className="section__head">
          {wells.length > 0 ? (
            <Segments
              small
              label="All"
              value={lower}
              options={[
                { value: 'fields', label: `${int(pairs.length)} fields` },
                { value: 'wells', label: `${int(wells.length)} wells` },
              ]}
              onChange={(value) => useCompare.setState({ lower: value })}
            />
          ) : (
            <h2>All {many(pairs.length, 'field')}</h2>
          )}
          <span className="end small faint">
            {int(a)} against {int(b)}
          </span>
        </div>
        {lower === 'wells' && wells.length > 0 ? (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reachable by keys.
          <section className="scroll compare__wells" tabIndex={0} aria-label="Counts by well">
            <table className="table table--tight">
              <thead>
                <tr>
                  <th>Well</th>
                  <th className="num">A</th>
                  <th className="num">B</th>
                  <th className="num">B − A</th>
                </tr>
              </thead>
              <tbody>
                {wells.map((well) => (
                  <tr key={well.well}>
                    <td className="strong">{well.well}</td>
                    <td className="num">{int(well.a)}</td>
                    <td className="num">{int(well.b)}</td>
                    <td className="num strong">{signedInt(well.b - well.a)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        ) : (
          <>
            <dl className="kv">
              <dt title="F1 between A and B at IoU > .7, mean over fields">Agreement, mean F1 at .7</dt>
              <dd>{score3(comparison.all.F1[4])}</dd>
              <dt>Median difference</dt>
              <dd>{signedInt(median(pairs.map((p) => p.difference)) ?? 0)}</dd>
              <dt>More than 10 % apart</dt>
              <dd>
                {int(farApart(pairs))} of {many(pairs.length, 'field')}
              </dd>
            </dl>
            <CountPlot pairs={pairs} pair={pair} />
          </>
        )}
      </section>
    </aside>
  )
}

function Kind(props: { icon: IconName; name: string; count: number; most: FieldPair; differs?: boolean }) {
  const { agree, shape, onlyA, onlyB, mergedInB, splitInB } = props.most
  const most = Math.max(1, agree, shape, onlyA, onlyB, mergedInB, splitInB)
  return (
    <li>
      <Icon name={props.icon} />
      <span className="grow">{props.name}</span>
      <i className="bar-s">
        <i
          className={props.differs ? 'is-diff' : undefined}
          style={{ width: `${(100 * props.count) / most}%` }}
        />
      </i>
      <b className="num">{int(props.count)}</b>
    </li>
  )
}
