import { ERROR_KINDS } from '@core/evaluate/error-list'
import { PUBLISHED } from '@core/evaluate/published'
import type { EvaluationView, ScoresView } from '@shared/evaluate'
import { memo, useState } from 'react'
import { int } from '../../logic/format'
import { Segments } from '../../ui/small'
import { score3 } from './board'
import { Grid } from './charts'
import { showImage, useLook } from './evaluate-store'
import { decades, histogram01, wholeTicks } from './plot-maths'
import { ChartPoint, SeriesMark, seriesName } from './series'

type Shown = 'counts' | 'scores' | 'kinds'

/** One place for three views of the same images: counts, scores and kinds of error. */
export function MoreCharts({ result }: { result: EvaluationView }) {
  const [shown, setShown] = useState<Shown>('counts')
  return (
    <section className="panel" aria-label="Counts, scores of images, kinds of error">
      <div className="panel__head">
        <Segments<Shown>
          small
          label="Shown"
          value={shown}
          options={[
            { value: 'counts', label: 'Counts' },
            { value: 'scores', label: 'S of images' },
            { value: 'kinds', label: 'Kinds of error' },
          ]}
          onChange={setShown}
        />
        {shown === 'counts' && (
          <span className="end legend">
            {result.segmenters.slice(0, 3).map(({ name, all }, s) => (
              <span key={name}>
                <SeriesMark at={s} />
                {all.count_MAPE !== null && <span className="long">off by</span>}{' '}
                {all.count_MAPE === null ? 'no targets' : `${(100 * all.count_MAPE).toFixed(1)} %`}
              </span>
            ))}
          </span>
        )}
        {shown === 'scores' && <span className="end small faint clip">gray: published, other images</span>}
      </div>
      {shown === 'counts' && <CountChart result={result} />}
      {shown === 'scores' && <ScoreHistogram result={result} />}
      {shown === 'kinds' && <KindsTable result={result} />}
    </section>
  )
}

/** Predicted against target count of each image, both logarithmic; 0 stands at 1's place below the axis' end. */
function CountChart({ result }: { result: EvaluationView }) {
  const image = useLook((state) => state.image)
  const most = Math.max(
    1,
    ...result.images.flatMap(({ targets, scores }) => [targets, ...scores.map((s) => s.predictions)]),
  )
  const ticks = decades(most)
  const top = Math.log10(Math.max(most, 10) * 1.25)
  const at = (count: number) => logAt(count, top)
  return (
    <div className="chart chart--small">
      <svg role="img" aria-label="Predicted against target nuclei of each image">
        <Grid values={ticks} label={int} y={(v) => 100 - at(v)} />
        {ticks.map((tick) => (
          <text key={tick} className="mid" x={`${at(tick)}%`} y="100%" dy="16">
            {int(tick)}
          </text>
        ))}
        <line className="diagonal" x1="0" y1="100%" x2="100%" y2="0" />
        <text className="axis-title mid" x="50%" y="100%" dy="31">
          target nuclei per image
        </text>
        <CountDots result={result} top={top} />
        {result.segmenters.map(({ name }, s) => {
          const { targets, scores } = result.images[image]!
          return (
            <ChartPoint key={name} at={s} x={at(targets)} y={100 - at(scores[s]!.predictions)} size={4} />
          )
        })}
      </svg>
    </div>
  )
}

const logAt = (count: number, top: number) => (Math.log10(Math.max(count, 0.8)) / top) * 100

/** Drawn once for a result: stepping through images must not draw thousands of points again. */
const CountDots = memo(function CountDots({ result, top }: { result: EvaluationView; top: number }) {
  return result.segmenters.map(({ name }, s) => (
    <g key={name} className="pt">
      {result.images.map((item, i) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: a pointer's shortcut; the list beside it is the keyboard's way.
        <g
          key={item.name}
          onClick={() => {
            useLook.setState({ segmenter: s })
            showImage(i)
          }}
        >
          <title>{`${item.name}: ${int(item.targets)} target, ${int(item.scores[s]!.predictions)} found`}</title>
          <ChartPoint
            at={s}
            x={logAt(item.targets, top)}
            y={100 - logAt(item.scores[s]!.predictions, top)}
            size={2.2}
          />
        </g>
      ))}
    </g>
  ))
})

const BINS = 20

/** How many images have which S, with published means as labelled lines. */
function ScoreHistogram({ result }: { result: EvaluationView }) {
  const segmenter = useLook((state) => state.segmenter)
  const counts = histogram01(
    result.images.map((image) => image.scores[segmenter]!.S),
    BINS,
  )
  const ticks = wholeTicks(Math.max(...counts))
  const top = ticks.at(-1)!
  const y = (n: number) => 100 * (1 - n / top)
  const lines = PUBLISHED.filter(({ name }) => name !== 'Jacobkie' && name !== 'Deep Retina')
  return (
    <div className="chart chart--hist">
      <svg role="img" aria-label={`${result.segmenters[segmenter]!.name}: images by their S`}>
        <Grid values={ticks} label={int} y={y} />
        {[0, 0.2, 0.4, 0.6, 0.8, 1].map((v) => (
          <text key={v} className="mid" x={`${v * 100}%`} y="100%" dy="16">
            {v.toFixed(1)}
          </text>
        ))}
        <text className="axis-title mid" x="50%" y="100%" dy="31">
          S of an image, {result.segmenters[segmenter]!.name}
        </text>
        {counts.map((count, i) => (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a class is its position.
            key={i}
            className={`f-${seriesName(segmenter)} bar`}
            x={`${(i / BINS) * 100 + 0.15}%`}
            width={`${100 / BINS - 0.3}%`}
            y={`${y(count)}%`}
            height={`${100 - y(count)}%`}
          >
            <title>{`${int(count)} images with S ${score3(i / BINS, 2)} to ${score3((i + 1) / BINS, 2)}`}</title>
          </rect>
        ))}
        {lines.map(({ name, what, S }, i) => (
          <g key={name}>
            <line className="pubtick" x1={`${S * 100}%`} x2={`${S * 100}%`} y1={-34 + i * 13} y2="100%" />
            <text x={`${S * 100}%`} dx="4" y={-26 + i * 13}>
              {name}, {what} {score3(S)}
            </text>
          </g>
        ))}
      </svg>
    </div>
  )
}

/** Errors of each kind, of all segmenters and, for the chosen one, by group; per 100 target nuclei. */
function KindsTable({ result }: { result: EvaluationView }) {
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
