import type { EvaluationView } from '@shared/evaluate'
import { int } from '../../logic/format'
import { Grid, Series, up } from './chart-grid'
import { shortInt } from './plot-maths'
import { ChartPoint } from './series'

/** Recall at .7 by the area of the target nucleus; classes without targets are left out. */
export function SizeChart({ result }: { result: EvaluationView }) {
  const bins = result.segmenters[0]!.all.bySize
  const used = bins.flatMap((bin, i) => (bin.targets > 0 ? [i] : []))
  const first = used[0] ?? 0
  const shown = bins.slice(first, (used.at(-1) ?? bins.length - 1) + 1)
  const x = (i: number) => ((i + 0.5) / shown.length) * 100
  return (
    <div className="chart chart--small">
      <svg role="img" aria-label="Recall at IoU > .7 by nucleus area">
        <Grid values={[0, 0.5, 1]} label={(v) => (v === 1 ? '100 %' : String(v * 100))} y={up} />
        {shown.map((bin, i) => (
          <text key={bin.from} className="mid" x={`${x(i)}%`} y="100%" dy="16">
            {bin.to === null
              ? `≥ ${shortInt(bin.from)}`
              : i === 0
                ? `< ${shortInt(bin.to)}`
                : shortInt(bin.from)}
            <title>{`${int(bin.targets)} targets`}</title>
          </text>
        ))}
        <text className="axis-title mid" x="50%" y="100%" dy="31">
          nucleus area, px
        </text>
        {result.segmenters.map(({ name, all }, s) => {
          const points = all.bySize
            .slice(first, first + shown.length)
            .flatMap((bin, i) =>
              bin.targets > 0 ? [[x(i), up(bin.found / bin.targets)] as [number, number]] : [],
            )
          return (
            <g key={name}>
              <Series at={s} points={points} />
              {points.map(([px, py]) => (
                <ChartPoint key={px} at={s} x={px} y={py} />
              ))}
            </g>
          )
        })}
      </svg>
    </div>
  )
}
