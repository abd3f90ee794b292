// biome-ignore-all lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reachable by keys.
import { PUBLISHED, PUBLISHED_ON } from '@core/evaluate/published'
import type { EvaluationView, ScoresView } from '@shared/evaluate'
import { many, NOTHING } from '../../logic/format'
import { Icon } from '../../ui/icon'
import { Segments } from '../../ui/small'
import { AT, OwnRow, Pairs, Percent } from './board-rows'
import { useLook } from './look-store'
import { score3 } from './score-words'
import { PublishedMark } from './series'

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
          {many(first.targets, 'target nucleus', 'target nuclei')} in {many(first.images, 'image')}. A match
          is IoU &gt; t; intervals 95 %, bootstrap over{' '}
          {result.clusteredBy === 'image' ? 'images' : `${result.clusteredBy}s`}
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
