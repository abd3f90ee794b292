import { PUBLISHED } from '@core/evaluate/published'
import type { EvaluationView } from '@shared/evaluate'
import { memo, useMemo } from 'react'
import { int } from '../../logic/format'
import { FIFTHS, Grid, THRESHOLDS, up } from './chart-grid'
import { showImage, useLook } from './look-store'
import { swarm, wrapWords } from './plot-maths'
import { score3 } from './score-words'
import { ChartPoint } from './series'

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
