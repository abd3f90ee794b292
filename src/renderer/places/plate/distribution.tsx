import { median } from '@core/measure/summarise'
import type { ImageRecord } from '@shared/run'
import { useCallback, useMemo } from 'react'
import { int } from '../../logic/format'
import type { Metric } from '../../logic/metrics'
import { useReview } from '../../state/review-store'
import { assayWords, type PlateScale, type Shown } from './plate-scale'
import { imageGroup, wellGroups } from './plot-points'
import { SwarmGroup } from './swarm-group'
import { useSize } from './use-size'

const PAD = { left: 48, right: 40, top: 8, bottom: 36 }
const HEAT = Array.from({ length: 16 }, (_, i) => `q${15 - i}`)

interface Props {
  images: ImageRecord[]
  scaled: PlateScale
  metric: Metric
  shown: Shown
  picked?: string
}

/** Every well (or image) as a dot on the axis the heat map's colours share: its ends are the legend of the map. */
export function Distribution({ images, scaled, metric, shown, picked }: Props) {
  const { box, width, height } = useSize()
  const image = useReview((state) => state.image)
  const { rows } = scaled
  const groups = useMemo(
    () => (rows.length > 0 ? wellGroups(rows, shown) : [imageGroup(images, metric)]),
    [rows, images, metric, shown],
  )
  const inner = Math.max(10, height - PAD.top - PAD.bottom)
  const { from, to } = shown
  const toY = useCallback(
    (value: number) => PAD.top + inner * (1 - Math.max(0, Math.min(1, (value - from) / (to - from)))),
    [inner, from, to],
  )
  const what = rows.length > 0 ? 'wells' : 'images'
  const all = groups.flatMap(({ points }) => points.map(({ value }) => value))
  const mid = shown.format(median(all) ?? undefined)
  const selected = rows.length > 0 ? picked : image === undefined ? undefined : String(image)
  // Samples take as much room as both kinds of control together.
  const shares = groups.map(({ control }) => (control ? 1 : 2))
  const total = shares.reduce((sum, share) => sum + share, 0)
  const room = width - PAD.left - PAD.right
  return (
    <section className="results__dist" aria-label="Distribution">
      <div className="section__head">
        <h2>
          {shown.label}, by {what.slice(0, -1)}
        </h2>
        <span className="end small faint">
          {assayWords(scaled.plate) || (all.length > 0 && `median ${mid}`)}
        </span>
      </div>
      <div className="chart swarm" ref={box}>
        <div className="swarm__ramp" aria-hidden="true">
          {HEAT.map((step) => (
            <i className={step} key={step} />
          ))}
        </div>
        <svg
          role="img"
          aria-label={`${shown.label} of ${int(all.length)} ${what}, median ${mid}`}
          width={width}
          height={height}
        >
          <Axis shown={shown} toY={toY} right={width - 6} />
          {groups.map((group, i) => {
            const before = shares.slice(0, i).reduce((sum, share) => sum + share, 0)
            return (
              <SwarmGroup
                key={group.name}
                group={group}
                from={from}
                to={to}
                toY={toY}
                middle={PAD.left + (room * (before + shares[i]! / 2)) / total}
                half={Math.max(12, (room * shares[i]!) / total / 2 - (groups.length > 1 ? 4 : 0))}
                bottom={height}
                selected={selected}
                right={width}
                format={shown.format}
              />
            )
          })}
        </svg>
      </div>
    </section>
  )
}

/** Hairlines at round values; the base line stands at 0. */
function Axis({ shown, toY, right }: { shown: Shown; toY(value: number): number; right: number }) {
  const { from, to, format } = shown
  const parts = from < 0 || String(to).replace(/[^1-9]/g, '')[0] === '2' ? 4 : 5
  const ticks = Array.from({ length: parts + 1 }, (_, i) => from + ((to - from) * i) / parts)
  return ticks.map((value) => (
    <g key={value}>
      <line
        className={value === 0 ? 'base' : 'grid'}
        x1={PAD.left}
        x2={right}
        y1={toY(value)}
        y2={toY(value)}
      />
      <text className="end" x={PAD.left - 22} y={toY(value) + 4}>
        {format(value)}
      </text>
    </g>
  ))
}
