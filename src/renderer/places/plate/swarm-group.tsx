import { median } from '@core/measure/summarise'
import { useMemo } from 'react'
import { int } from '../../logic/format'
import { swarm } from '../../logic/swarm'
import type { PlotGroup, PlotPoint } from './plot-points'

/** More points than this are drawn as bars. */
const MOST_DOTS = 2000
const BARS = 64

interface Props {
  group: PlotGroup
  from: number
  to: number
  toY(value: number): number
  middle: number
  half: number
  bottom: number
  selected: string | undefined
  /** Where the words beside the selected dot end. */
  right: number
  format(value: number): string
}

/** Dots that give way to each other, with their median; bars where dots would be too many. */
export function SwarmGroup(props: Props) {
  const { group, toY, middle, half, bottom, selected, format } = props
  const { points } = group
  const dots = useMemo(
    () =>
      points.length > MOST_DOTS
        ? []
        : swarm(
            points.map((point) => point.value),
            toY,
            half,
            7,
          ),
    [points, toY, half],
  )
  const mid = median(points.map((point) => point.value)) ?? undefined
  const width = Math.min(40, half)
  return (
    <g>
      {points.length > MOST_DOTS ? (
        <Bars {...props} />
      ) : (
        dots.map(({ at, x, y }) => {
          const point = points[at]!
          if (point.key === selected) return null
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: the table below holds the same wells for the keyboard.
            <circle
              key={point.key}
              className={dotClass(point, group.control)}
              cx={middle + x}
              cy={y}
              r={2.6}
              onClick={point.pick}
            >
              <title>{`${point.name}: ${format(point.value)}`}</title>
            </circle>
          )
        })
      )}
      {mid !== undefined && (
        <line className="median" x1={middle - width} x2={middle + width} y1={toY(mid)} y2={toY(mid)} />
      )}
      <SelectedDot {...props} dots={dots} />
      <text className="mid" x={middle} y={bottom - 18}>
        {group.name}
      </text>
      <text className="mid" x={middle} y={bottom - 4}>
        n = {int(points.length)}
      </text>
    </g>
  )
}

function dotClass(point: PlotPoint, control: boolean): string {
  if (point.flagged) return 'dot dot--flag'
  return control ? 'dot dot--ctl' : 'dot'
}

function SelectedDot({
  group,
  dots,
  selected,
  middle,
  right,
}: Props & { dots: { at: number; x: number; y: number }[] }) {
  const dot = dots.find(({ at }) => group.points[at]!.key === selected)
  if (!dot) return null
  const { name: whole } = group.points[dot.at]!
  const name = whole.split('/').at(-1) ?? whole
  const long = name.length > 5
  const end = right - 34
  return (
    <g>
      <line className="base" x1={middle + dot.x} x2={end} y1={dot.y} y2={dot.y} />
      <circle className="dot--sel" cx={middle + dot.x} cy={dot.y} r={4.5} />
      <text
        className="lab"
        x={long ? right - 6 : end + 4}
        y={long ? dot.y - 6 : dot.y + 4}
        textAnchor={long ? 'end' : 'start'}
      >
        {name}
      </text>
    </g>
  )
}

/** Mirrored bars where dots would be too many. */
function Bars({ group, from, to, toY, middle, half }: Props) {
  const bins = new Array<number>(BARS).fill(0)
  for (const { value } of group.points) {
    const at = Math.floor(((value - from) / (to - from)) * BARS)
    bins[Math.min(BARS - 1, Math.max(0, at))]!++
  }
  const most = Math.max(...bins)
  return bins.map((n, i) => {
    const low = from + (i / BARS) * (to - from)
    const y = toY(from + ((i + 1) / BARS) * (to - from))
    const w = (n / most) * half
    return (
      <rect
        key={low}
        className="dot"
        x={middle - w}
        y={y}
        width={2 * w}
        height={Math.max(1, toY(low) - y - 1)}
      />
    )
  })
}
