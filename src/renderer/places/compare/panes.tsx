import type { ComparisonView, ErrorView } from '@shared/evaluate'
import { useCallback, useEffect, useState } from 'react'
import { int, many } from '../../logic/format'
import { useApp } from '../../state/app-store'
import type { View } from '../../viewer/view'
import { MapStage } from '../evaluate/map-stage'
import { SeriesMark } from '../evaluate/series'
import type { FieldPair } from './compare-logic'
import { useCompare } from './compare-store'
import { useOutlines } from './use-outlines'

const BLINK_MS = 800

/** The same field twice, side by side, one over the other, or one after the other. */
export function Panes({
  comparison,
  pair,
  framed,
  views,
  onViews,
  onScale,
}: {
  comparison: ComparisonView
  pair: FieldPair
  framed: ErrorView | undefined
  views: [View | undefined, View | undefined]
  onViews(views: [View | undefined, View | undefined]): void
  onScale(scale: number): void
}) {
  const { mode, swapped, onlyDifferences, blinkB, swipe } = useCompare()
  // Over or after each other means nothing unless both look at the same place.
  const linked = useCompare((state) => state.linked) || mode !== 'side'
  const palette = useApp((state) => state.prefs.palette)
  const item = comparison.images[pair.image]!
  const target = useOutlines(comparison.id, pair.image, 'target', onlyDifferences)
  const prediction = useOutlines(comparison.id, pair.image, 'prediction', onlyDifferences)
  const [still] = useState(() => matchMedia('(prefers-reduced-motion: reduce)').matches)
  useEffect(() => {
    if (mode !== 'blink' || still) return
    const timer = setInterval(() => useCompare.setState({ blinkB: !useCompare.getState().blinkB }), BLINK_MS)
    return () => clearInterval(timer)
  }, [mode, still])
  const hover = useCallback((x?: number, y?: number) => {
    const inside = x !== undefined && y !== undefined && x >= 0 && y >= 0
    useApp.setState({ pixel: inside ? `x ${Math.floor(x)}  y ${Math.floor(y)}` : undefined })
  }, [])
  useEffect(() => () => useApp.setState({ pixel: undefined }), [])
  const sides = swapped ? ([prediction, target] as const) : ([target, prediction] as const)
  const sets = swapped ? [comparison.b, comparison.a] : [comparison.a, comparison.b]
  const counts = [pair.a, pair.b]
  const shown = mode === 'blink' ? [blinkB ? 1 : 0] : [0, 1]
  // Over each other the two tags would stand in one place.
  const tags = framed && mode !== 'swipe' ? tagsOf(framed, swapped) : undefined
  return (
    <div className={`panes panes--${mode}`}>
      {shown.map((s) => (
        <div
          key={s}
          className="pane"
          style={mode === 'swipe' && s === 1 ? { clipPath: `inset(0 0 0 ${swipe * 100}%)` } : undefined}
        >
          <MapStage
            wanted={{
              id: comparison.id,
              image: pair.image,
              segmenter: 0,
              layer: 'image',
              palette,
              width: item.width,
              height: item.height,
            }}
            label={`${s === 0 ? 'A' : 'B'}, ${sets[s]!.name}: ${many(counts[s] ?? 0, 'nucleus', 'nuclei')} outlined`}
            view={views[linked ? 0 : s]}
            onView={(view) => onViews(linked ? [view, view] : s === 0 ? [view, views[1]] : [views[0], view])}
            onScale={s === shown[0] ? onScale : undefined}
            onHover={hover}
            focus={framed?.box}
            tag={tags?.[s]}
            outlines={sides[s]}
          >
            <div
              className={s === 1 && mode === 'swipe' ? 'hud pane__name pane__name--right' : 'hud pane__name'}
            >
              <SeriesMark at={s === 0 ? 0 : 2} />
              <span>
                <b className="clip">
                  {s === 0 ? 'A' : 'B'} {'\u2002'}
                  {sets[s]!.name}
                </b>
                <span className="clip">{sets[s]!.kind}</span>
              </span>
              <strong>{int(counts[s])}</strong>
            </div>
          </MapStage>
        </div>
      ))}
      {mode === 'swipe' && (
        <>
          <i className="panes__line" style={{ left: `${swipe * 100}%` }} />
          <input
            className="panes__swipe"
            type="range"
            min="0"
            max="100"
            value={swipe * 100}
            aria-label="Share of A"
            onChange={(event) => useCompare.setState({ swipe: Number(event.target.value) / 100 })}
          />
        </>
      )}
    </div>
  )
}

function tagsOf(error: ErrorView, swapped: boolean): [string, string] {
  const words = (n: number) => (n === 0 ? 'no outline' : n === 1 ? '1 outline' : `${n} outlines`)
  const both: [string, string] = [words(error.targets), words(error.predictions)]
  return swapped ? [both[1], both[0]] : both
}
