import { PUBLISHED } from '@core/evaluate/published'
import type { EvaluationView } from '@shared/evaluate'
import { int, many } from '../../logic/format'
import { Grid } from './chart-grid'
import { useLook } from './look-store'
import { histogram01, wholeTicks } from './plot-maths'
import { score3 } from './score-words'
import { seriesName } from './series'

const BINS = 20

/** How many images have which S, with published means as labelled lines. */
export function ScoreHistogram({ result }: { result: EvaluationView }) {
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
            <title>{`${many(count, 'image')} with S ${score3(i / BINS, 2)} to ${score3((i + 1) / BINS, 2)}`}</title>
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
