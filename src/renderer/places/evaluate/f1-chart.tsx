import { PUBLISHED } from '@core/evaluate/published'
import type { EvaluationView } from '@shared/evaluate'
import { FIFTHS, Grid, Series, THRESHOLDS, up } from './chart-grid'
import { useLook } from './look-store'
import { spread } from './plot-maths'
import { score3 } from './score-words'
import { ChartPoint } from './series'

const across = (t: number) => ((t - 0.5) / 0.45) * 100

/** F1 at each threshold, a line a segmenter; published points as gray lines, labelled at their end. */
export function F1Chart({ result }: { result: EvaluationView }) {
  const { threshold, pooled } = useLook()
  const published = PUBLISHED.filter((row) => row.f1)
  const ends = spread(
    published.map((row) => up(row.f1![2])),
    // Per cent of the plot's height: a line of text where it is lowest.
    9.5,
  )
  const names = result.segmenters.map(({ name, all }) => `${name} ${score3(all.F1[4])} at .7`).join(', ')
  return (
    <div className="chart chart--f1">
      <svg role="img" aria-label={`F1 against the IoU threshold: ${names}`}>
        <Grid values={FIFTHS} label={(v) => v.toFixed(1)} y={up} />
        {[0.5, 0.6, 0.7, 0.8, 0.9].map((t) => (
          <text key={t} className="mid" x={`${across(t)}%`} y="100%" dy="17">
            {t.toFixed(1)}
          </text>
        ))}
        <text className="axis-title mid" x="50%" y="100%" dy="33">
          IoU threshold
        </text>
        {!pooled &&
          published.map((row, i) => (
            <g key={row.name}>
              <Series
                at="p"
                points={[0.5, 0.7, 0.9].map((t, k) => [across(t), up(row.f1![k]!)] as [number, number])}
              />
              <line
                className="series s-p lead"
                x1={`${across(0.9)}%`}
                y1={`${up(row.f1![2])}%`}
                x2="100%"
                y2={`${ends[i]}%`}
              />
              <text x="100%" dx="5" y={`${ends[i]}%`} dy="4">
                {row.name}
              </text>
            </g>
          ))}
        <line
          className="thr"
          x1={`${across(THRESHOLDS[threshold]!)}%`}
          x2={`${across(THRESHOLDS[threshold]!)}%`}
          y1="0"
          y2="100%"
        />
        {result.segmenters.map(({ name, all }, s) => {
          const f1 = pooled ? all.pooled_F1 : all.F1
          const points = f1.map((value, k) => [across(THRESHOLDS[k]!), up(value)] as [number, number])
          return (
            <g key={name}>
              <Series at={s} points={points} />
              {points.map(([x, y]) => (
                <ChartPoint key={x} at={s} x={x} y={y} />
              ))}
            </g>
          )
        })}
      </svg>
    </div>
  )
}
