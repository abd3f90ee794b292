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
