import type { EvaluationView } from '@shared/evaluate'
import { memo } from 'react'
import { int } from '../../logic/format'
import { CountAxes } from './chart-grid'
import { showImage, useLook } from './look-store'
import { decades } from './plot-maths'
import { ChartPoint } from './series'

/** Predicted against target count of each image, both logarithmic; 0 stands at 1's place below the axis' end. */
export function CountChart({ result }: { result: EvaluationView }) {
  const image = useLook((state) => state.image)
  const most = Math.max(
    1,
    ...result.images.flatMap(({ targets, scores }) => [targets, ...scores.map((s) => s.predictions)]),
  )
  const ticks = decades(most)
  const top = Math.log10(Math.max(most, 10) * 1.25)
  const at = (count: number) => logAt(count, top)
  return (
    <div className="chart chart--small">
      <svg role="img" aria-label="Predicted against target nuclei of each image">
        <CountAxes ticks={ticks} at={at} title="target nuclei per image" />
        <CountDots result={result} top={top} />
        {result.segmenters.map(({ name }, s) => {
          const { targets, scores } = result.images[image]!
          return (
            <ChartPoint key={name} at={s} x={at(targets)} y={100 - at(scores[s]!.predictions)} size={4} />
          )
        })}
      </svg>
    </div>
  )
}

const logAt = (count: number, top: number) => (Math.log10(Math.max(count, 0.8)) / top) * 100

/** Drawn once for a result: stepping through images must not draw thousands of points again. */
const CountDots = memo(function CountDots({ result, top }: { result: EvaluationView; top: number }) {
  return result.segmenters.map(({ name }, s) => (
    <g key={name} className="pt">
      {result.images.map((item, i) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: a pointer's shortcut; the list beside it is the keyboard's way.
        <g
          key={item.name}
          onClick={() => {
            useLook.setState({ segmenter: s })
            showImage(i)
          }}
        >
          <title>{`${item.name}: ${int(item.targets)} target, ${int(item.scores[s]!.predictions)} found`}</title>
          <ChartPoint
            at={s}
            x={logAt(item.targets, top)}
            y={100 - logAt(item.scores[s]!.predictions, top)}
            size={2.2}
          />
        </g>
      ))}
    </g>
  ))
})
