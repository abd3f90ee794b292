import type { Histogram } from '@shared/contract'
import { type KeyboardEvent, type PointerEvent, useMemo, useRef } from 'react'
import { int, measure } from '../../logic/format'

interface Props {
  name: string
  histogram: Histogram
  black: number
  white: number
  /** Drawn as the curve between the handles. */
  gamma: number
  whole: boolean
  onChange(black: number, white: number): void
}

/** Log counts over the file's own values, with a handle for black and one for white. */
export function HistogramPlot({ name, histogram, black, white, gamma, whole, onChange }: Props) {
  const box = useRef<HTMLFieldSetElement>(null)
  // Signals often fill only the lower part of the range: the plot ends a little beyond white.
  const from = Math.min(histogram.from, black)
  const to = Math.min(
    Math.max(histogram.to, white),
    Math.max(white, histogram.white) + 0.6 * (Math.max(white, histogram.white) - from),
  )
  const share = (value: number) => Math.max(0, Math.min(1, (value - from) / (to - from)))
  const path = useMemo(() => {
    const { bins } = histogram
    const most = Math.log1p(Math.max(1, ...bins))
    const width = (histogram.to - histogram.from) / bins.length
    let d = 'M0 100'
    bins.forEach((n, i) => {
      const x0 = ((histogram.from + i * width - from) / (to - from)) * 100
      const x1 = ((histogram.from + (i + 1) * width - from) / (to - from)) * 100
      if (x0 > 100) return
      const y = 100 - (Math.log1p(n) / most) * 96
      d += `L${x0.toFixed(2)} ${y.toFixed(1)}L${Math.min(100, x1).toFixed(2)} ${y.toFixed(1)}`
    })
    return `${d}L100 100Z`
  }, [histogram, from, to])
  const round = (value: number) => (whole ? Math.round(value) : value)
  const least = whole ? 1 : (to - from) / 1000
  const move = (handle: 'black' | 'white', value: number) => {
    if (handle === 'black') onChange(round(Math.max(histogram.from, Math.min(value, white - least))), white)
    else onChange(black, round(Math.min(histogram.to, Math.max(value, black + least))))
  }
  const drag = (handle: 'black' | 'white') => (event: PointerEvent<HTMLDivElement>) => {
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId)
    else if (event.buttons !== 1) return
    const rect = box.current!.getBoundingClientRect()
    move(handle, from + ((event.clientX - rect.left) / rect.width) * (to - from))
  }
  const key = (handle: 'black' | 'white') => (event: KeyboardEvent) => {
    const step = Math.max(least, (to - from) / (event.shiftKey ? 20 : 200))
    const value = handle === 'black' ? black : white
    if (event.key === 'ArrowRight' || event.key === 'ArrowUp') move(handle, value + step)
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowDown') move(handle, value - step)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const words = (value: number) => (whole ? int(value) : measure(value))
  return (
    <>
      <fieldset className="histo" ref={box} aria-label={`Contrast of ${name}`}>
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
          <rect className="histo__out" x="0" y="0" width={share(black) * 100} height="100" />
          <rect
            className="histo__out"
            x={share(white) * 100}
            y="0"
            width={100 - share(white) * 100}
            height="100"
          />
          <path d={path} />
          <path className="histo__curve" d={curveOf(share(black), share(white), gamma)} />
        </svg>
        {(['black', 'white'] as const).map((handle) => {
          const value = handle === 'black' ? black : white
          return (
            <div
              key={handle}
              className="handle"
              role="slider"
              tabIndex={0}
              aria-label={handle === 'black' ? 'Black' : 'White'}
              aria-valuemin={histogram.from}
              aria-valuemax={histogram.to}
              aria-valuenow={value}
              aria-valuetext={words(value)}
              style={{ left: `${share(value) * 100}%` }}
              onPointerDown={drag(handle)}
              onPointerMove={drag(handle)}
              onKeyDown={key(handle)}
            />
          )
        })}
      </fieldset>
      <div className="ramp-labels histo__labels">
        <span>
          black <b>{words(black)}</b>
        </span>
        <span>
          gamma <b>{gamma.toFixed(2)}</b>
        </span>
        <span>
          white <b>{words(white)}</b>
        </span>
      </div>
    </>
  )
}

const CURVE_STEPS = 24

/** How bright each value is shown, from black to white: share of the range to the power of gamma. */
function curveOf(black: number, white: number, gamma: number): string {
  const points = Array.from({ length: CURVE_STEPS + 1 }, (_, i) => {
    const t = i / CURVE_STEPS
    return `${(100 * (black + (white - black) * t)).toFixed(2)} ${(100 * (1 - t ** gamma)).toFixed(1)}`
  })
  return `M${points.join('L')}`
}
