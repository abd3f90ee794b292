import type { ImageRecord } from '@shared/run'
import { useEffect, useMemo, useRef, useState } from 'react'
import { qualityFlag } from '../../logic/flags'
import { int } from '../../logic/format'
import { type Metric, median } from '../../logic/metrics'
import { swarm } from '../../logic/swarm'
import type { WellRow } from '../../logic/wells-of'
import { pickImage, pickWell, useReview } from '../../state/review-store'

interface Point {
  key: string
  value: number
  flagged: boolean
  name: string
  pick(): void
}

const PAD = { left: 48, right: 40, top: 8, bottom: 36 }
/** More points than this are drawn as bars. */
const MOST_DOTS = 2000

function useSize() {
  const box = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState({ width: 0, height: 0 })
  useEffect(() => {
    const element = box.current
    if (!element) return
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height })
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return { box, ...size }
}

function pointsOf(rows: WellRow[], images: ImageRecord[], metric: Metric): Point[] {
  if (rows.length > 0) {
    return rows.flatMap((row) =>
      row.value === undefined
        ? []
        : [
            {
              key: row.well,
              value: row.value,
              flagged: qualityFlag(row.flags) !== undefined,
              name: row.well,
              pick: () => pickWell(row.well),
            },
          ],
    )
  }
  return images.flatMap((image) => {
    const value = metric.of(image)
    if (value === undefined) return []
    return [
      {
        key: String(image.index),
        value,
        flagged: qualityFlag(image.flags) !== undefined,
        name: image.file,
        pick: () => pickImage(image.index, image.well),
      },
    ]
  })
}

/** Every well (or image) as a dot on the axis the heat map's colours share. */
export function Distribution({
  images,
  rows,
  metric,
  top,
  picked,
}: {
  images: ImageRecord[]
  rows: WellRow[]
  metric: Metric
  top: number
  picked?: string
}) {
  const { box, width, height } = useSize()
  const image = useReview((state) => state.image)
  const points = useMemo(() => pointsOf(rows, images, metric), [rows, images, metric])
  const inner = Math.max(10, height - PAD.top - PAD.bottom)
  const toY = (value: number) => PAD.top + inner * (1 - Math.min(1, value / top))
  const middle = PAD.left + (width - PAD.left - PAD.right) / 2
  const half = Math.max(20, (width - PAD.left - PAD.right) / 2)
  const dots = useMemo(
    () =>
      points.length > MOST_DOTS
        ? []
        : swarm(
            points.map((p) => p.value),
            (v) => PAD.top + inner * (1 - Math.min(1, v / top)),
            half,
            7,
          ),
    [points, inner, half, top],
  )
  const what = rows.length > 0 ? 'wells' : 'images'
  const mid = median(points.map((p) => p.value))
  const selected = rows.length > 0 ? picked : image === undefined ? undefined : String(image)
  const parts = String(top).replace(/[^1-9]/g, '')[0] === '2' ? 4 : 5
  const ticks = Array.from({ length: parts + 1 }, (_, i) => i / parts)
  return (
    <section className="results__dist" aria-label="Distribution">
      <div className="section__head">
        <h2>
          {metric.label}, by {what.slice(0, -1)}
        </h2>
        {mid !== undefined && <span className="end small faint">median {metric.format(mid)}</span>}
      </div>
      <div className="chart swarm" ref={box}>
        <div className="swarm__ramp" aria-hidden="true">
          {HEAT.map((step) => (
            <i className={step} key={step} />
          ))}
        </div>
        <svg
          role="img"
          aria-label={`${metric.label} of ${int(points.length)} ${what}, median ${metric.format(mid)}`}
          width={width}
          height={height}
        >
          {ticks.map((share) => (
            <g key={share}>
              <line
                className={share === 0 ? 'base' : 'grid'}
                x1={PAD.left}
                x2={width - 6}
                y1={toY(share * top)}
                y2={toY(share * top)}
              />
              <text className="end" x={PAD.left - 22} y={toY(share * top) + 4}>
                {metric.format(share * top)}
              </text>
            </g>
          ))}
          {points.length > MOST_DOTS ? (
            <Bars points={points} top={top} toY={toY} middle={middle} half={half} />
          ) : (
            dots.map(({ at, x, y }) => {
              const point = points[at]!
              if (point.key === selected) return null
              return (
                // biome-ignore lint/a11y/noStaticElementInteractions: the table below holds the same wells for the keyboard.
                <circle
                  key={point.key}
                  className={point.flagged ? 'dot dot--flag' : 'dot'}
                  cx={middle + x}
                  cy={y}
                  r={2.6}
                  onClick={point.pick}
                >
                  <title>{`${point.name}: ${metric.format(point.value)}`}</title>
                </circle>
              )
            })
          )}
          {mid !== undefined && (
            <line className="median" x1={middle - 40} x2={middle + 40} y1={toY(mid)} y2={toY(mid)} />
          )}
          <Selected points={points} dots={dots} selected={selected} middle={middle} right={width} />
          <text className="mid" x={middle} y={height - 18}>
            {what}
          </text>
          <text className="mid" x={middle} y={height - 4}>
            n = {int(points.length)}
          </text>
        </svg>
      </div>
    </section>
  )
}

const HEAT = Array.from({ length: 16 }, (_, i) => `q${15 - i}`)

function Selected({
  points,
  dots,
  selected,
  middle,
  right,
}: {
  points: Point[]
  dots: { at: number; x: number; y: number }[]
  selected: string | undefined
  middle: number
  right: number
}) {
  const dot = dots.find(({ at }) => points[at]!.key === selected)
  if (!dot) return null
  const point = points[dot.at]!
  const name = point.name.split('/').at(-1) ?? point.name
  const end = right - 34
  return (
    <g>
      <line className="base" x1={middle + dot.x} x2={end} y1={dot.y} y2={dot.y} />
      <circle className="dot--sel" cx={middle + dot.x} cy={dot.y} r={4.5} />
      <text
        className="lab"
        x={name.length > 5 ? right - 6 : end + 4}
        y={name.length > 5 ? dot.y - 6 : dot.y + 4}
        textAnchor={name.length > 5 ? 'end' : 'start'}
      >
        {name}
      </text>
    </g>
  )
}

const BARS = 64

/** Mirrored bars where dots would be too many. */
function Bars({
  points,
  top,
  toY,
  middle,
  half,
}: {
  points: Point[]
  top: number
  toY(v: number): number
  middle: number
  half: number
}) {
  const bins = new Array<number>(BARS).fill(0)
  for (const { value } of points) bins[Math.min(BARS - 1, Math.max(0, Math.floor((value / top) * BARS)))]!++
  const most = Math.max(...bins)
  return bins.map((n, i) => {
    const from = (i / BARS) * top
    const y = toY(((i + 1) / BARS) * top)
    const w = (n / most) * half
    return (
      <rect
        key={from}
        className="dot"
        x={middle - w}
        y={y}
        width={2 * w}
        height={Math.max(1, toY(from) - y - 1)}
      />
    )
  })
}
