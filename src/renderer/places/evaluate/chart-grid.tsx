import { int } from '../../logic/format'
import { seriesName } from './series'

/** The ten thresholds, for axes only. */
export const THRESHOLDS = Array.from({ length: 10 }, (_, k) => 0.5 + k * 0.05)
/** Ticks of a score. */
export const FIFTHS = [0, 0.2, 0.4, 0.6, 0.8, 1]

/** Hairlines with their values at the left. */
export function Grid({
  values,
  label,
  y,
}: {
  values: readonly number[]
  label(v: number): string
  y(v: number): number
}) {
  return (
    <>
      {values.map((value) => (
        <g key={value}>
          <line className="grid" x1="0" x2="100%" y1={`${y(value)}%`} y2={`${y(value)}%`} />
          <text className="end" x="0" dx="-8" y={`${y(value)}%`} dy="4">
            {label(value)}
          </text>
        </g>
      ))}
    </>
  )
}

/** Counts against counts: both axes alike, the line on which they are the same, and the lower axis' title. */
export function CountAxes({
  ticks,
  at,
  title,
}: {
  ticks: readonly number[]
  /** Per cent of either axis. */
  at(count: number): number
  title: string
}) {
  return (
    <>
      <Grid values={ticks} label={int} y={(count) => 100 - at(count)} />
      {ticks.map((tick) => (
        <text key={tick} className="mid" x={`${at(tick)}%`} y="100%" dy="16">
          {int(tick)}
        </text>
      ))}
      <line className="diagonal" x1="0" y1="100%" x2="100%" y2="0" />
      <text className="axis-title mid" x="50%" y="100%" dy="31">
        {title}
      </text>
    </>
  )
}

/** A score as per cent from the top. */
export const up = (value: number) => 100 * (1 - value)

/** Lines between points given in per cent. */
export function Series({ at, points }: { at: number | 'p'; points: [number, number][] }) {
  return (
    <>
      {points.slice(1).map(([x, y], i) => (
        <line
          // biome-ignore lint/suspicious/noArrayIndexKey: a piece of the line is its position.
          key={i}
          className={`series s-${at === 'p' ? 'p' : seriesName(at)}`}
          x1={`${points[i]![0]}%`}
          y1={`${points[i]![1]}%`}
          x2={`${x}%`}
          y2={`${y}%`}
        />
      ))}
    </>
  )
}
