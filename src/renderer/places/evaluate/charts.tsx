import { PUBLISHED } from '@core/evaluate/published'
import type { EvaluationView } from '@shared/evaluate'
import { memo, useMemo } from 'react'
import { int } from '../../logic/format'
import { score3 } from './board'
import { showImage, useLook } from './evaluate-store'
import { shortInt, spread, swarm, wrapWords } from './plot-maths'
import { ChartPoint, seriesName } from './series'

const FIFTHS = [0, 0.2, 0.4, 0.6, 0.8, 1]
const THRESHOLDS = Array.from({ length: 10 }, (_, k) => 0.5 + k * 0.05)

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

const up = (value: number) => 100 * (1 - value)
const across = (t: number) => ((t - 0.5) / 0.45) * 100

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

/** F1 at each threshold, a line a segmenter; published points as gray lines, labelled at their end. */
export function F1Chart({ result }: { result: EvaluationView }) {
  const { threshold, pooled } = useLook()
  const published = PUBLISHED.filter((row) => row.f1)
  const ends = spread(
    published.map((row) => up(row.f1![2])),
    7.5,
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

/** A point an image by group, the mean marked; a click opens the image. */
export function GroupChart({ result }: { result: EvaluationView }) {
  const { threshold, image } = useLook()
  const groups = useMemo(() => (result.groups.length > 0 ? result.groups : ['all images']), [result])
  const many = result.segmenters.length
  const layout = useMemo(() => {
    const members = groups.map((group) =>
      result.images.flatMap((item, i) => (result.groups.length === 0 || item.group === group ? [i] : [])),
    )
    // Groups with more images get more room, but none less than a fair part.
    const weights = members.map((list) => 2 + Math.sqrt(list.length) / 6)
    const total = weights.reduce((sum, w) => sum + w, 0)
    let left = 0
    return members.map((list, g) => {
      const width = (weights[g]! / total) * 100
      const from = left
      left += width
      const lanes = Array.from({ length: many }, (_, s) => {
        const lane = width / (many + 0.3)
        const middle = from + (width - lane * many) / 2 + (s + 0.5) * lane
        const values = list.map((i) => result.images[i]!.scores[s]!.f1[threshold]!)
        const mean = values.reduce((sum, v) => sum + v, 0) / Math.max(1, values.length)
        return {
          middle,
          lane,
          mean,
          points: swarm(values, lane * 0.82).map((dx, k) => [middle + dx, values[k]!, list[k]!] as const),
        }
      })
      return { from, width, count: list.length, lanes }
    })
  }, [result, groups, many, threshold])
  return (
    <div className="chart chart--dots">
      <svg role="img" aria-label={`F1 at IoU ${score3(THRESHOLDS[threshold], 2)} of each image, by group`}>
        <Grid values={FIFTHS} label={(v) => v.toFixed(1)} y={up} />
        {layout.map(({ from, width, count, lanes }, g) => (
          <g key={groups[g]}>
            {g > 0 && <line className="grid" x1={`${from}%`} x2={`${from}%`} y1="0" y2="100%" />}
            <text className="mid" x={`${from + width / 2}%`} y="0" dy="-7">
              {int(count)}
            </text>
            <GroupName x={from + width / 2} name={groups[g]!} longest={width > 17 ? 14 : 9} />
            {threshold === 4 &&
              PUBLISHED.flatMap((row) => (row.groups && groups[g]! in row.groups ? [row] : [])).map((row) => {
                const at = up(row.groups![groups[g] as keyof typeof row.groups])
                return (
                  <line
                    key={row.name}
                    className="pubtick"
                    x1={`${from + width * 0.06}%`}
                    x2={`${from + width * 0.94}%`}
                    y1={`${at}%`}
                    y2={`${at}%`}
                  >
                    <title>{`${row.name}, published for other images`}</title>
                  </line>
                )
              })}
            {lanes.map((lane, s) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a lane is its segmenter's position.
              <g key={s}>
                <Dots images={result.images} at={s} points={lane.points} />
                {count > 0 && <Mean lane={lane} />}
                {lane.points.map(
                  ([x, value, n]) =>
                    n === image && <ChartPoint key={n} at={s} x={x} y={up(value)} size={4} />,
                )}
              </g>
            ))}
          </g>
        ))}
      </svg>
    </div>
  )
}

/** Drawn once for a result: stepping through images must not draw thousands of points again. */
const Dots = memo(function Dots(props: {
  images: EvaluationView['images']
  at: number
  points: (readonly [number, number, number])[]
}) {
  return (
    <g className="pt">
      {props.points.map(([x, value, i]) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: a pointer's shortcut; the list beside it is the keyboard's way.
        <g
          key={i}
          onClick={() => {
            useLook.setState({ segmenter: props.at })
            showImage(i)
          }}
        >
          <title>{`${props.images[i]!.name}: ${score3(value)}`}</title>
          <ChartPoint at={props.at} x={x} y={up(value)} size={2.2} />
        </g>
      ))}
    </g>
  )
})

function Mean({ lane }: { lane: { middle: number; lane: number; mean: number } }) {
  const line = {
    x1: `${lane.middle - lane.lane * 0.36}%`,
    x2: `${lane.middle + lane.lane * 0.36}%`,
    y1: `${up(lane.mean)}%`,
    y2: `${up(lane.mean)}%`,
  }
  return (
    <>
      <line className="mean-case" {...line} />
      <line className="mean" {...line}>
        <title>{`mean ${score3(lane.mean)}`}</title>
      </line>
    </>
  )
}

/** On as many lines as its room asks for, three at most. */
function GroupName({ x, name, longest }: { x: number; name: string; longest: number }) {
  return (
    <>
      {wrapWords(name, longest)
        .slice(0, 3)
        .map((line, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line of the name is its position.
          <text key={i} className="mid" x={`${x}%`} y="100%" dy={16 + 13 * i}>
            {line}
          </text>
        ))}
    </>
  )
}

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
