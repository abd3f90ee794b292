// biome-ignore-all lint/a11y/noNoninteractiveTabindex: the stage takes the image's keys; the table beside it has the same data.
import { type ReactNode, type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { many } from '../../logic/format'
import { api, useApp } from '../../state/app-store'
import { isShown, toneKey, useViewer } from '../../state/viewer-store'
import { Ramp } from '../../ui/ramp'
import { StageEngine } from '../../viewer/engine'
import { outlineAt } from '../../viewer/outline-set'
import { CHANNEL_COLORS } from '../../viewer/tone'
import type { ViewSignal } from '../../viewer/view-signal'
import { MiniMap } from './mini-map'
import { NucleusCard } from './nucleus-card'
import { outlineStyle } from './outline-style'
import { readPixel } from './read-pixel'
import { ScaleBar } from './scale-bar'
import type { LoadedImage } from './use-image'
import { usePointer } from './use-pointer'

interface Props {
  engine: RefObject<StageEngine | undefined>
  loaded: LoadedImage | undefined
  selected: number | undefined
  onPick(label: number | undefined): void
  /** Told what the stage looks at, once a frame. */
  view: ViewSignal
  onError(error: unknown): void
  /** The error map takes the place of outlines and card. */
  errors?: boolean
  /** Outlines always, and no card: the image is being corrected. */
  bare?: boolean
  /** Laid over the image. */
  children?: ReactNode
}

export function Stage({ engine, loaded, selected, onPick, view, onError, errors, bare, children }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const [hover, setHover] = useState<number>()
  const { overlay: chosen, shade, line, opacity, tones } = useViewer()
  const overlay = errors ? 'none' : bare ? 'outlines' : chosen
  const { checkBelow, units } = useApp((state) => state.prefs)
  useEffect(() => {
    const made = new StageEngine(canvas.current!, api())
    engine.current = made
    made.onView = (next) => view.set(next)
    made.onError = onError
    const observer = new ResizeObserver(([entry]) => {
      if (entry)
        made.resize(
          { width: entry.contentRect.width, height: entry.contentRect.height },
          window.devicePixelRatio,
        )
    })
    observer.observe(box.current!)
    return () => {
      observer.disconnect()
      made.close()
      engine.current = undefined
    }
  }, [engine, view, onError])
  const image = loaded?.view
  const buffers = loaded?.buffers
  useEffect(() => {
    if (image) engine.current?.open(image)
  }, [engine, image])
  useEffect(() => {
    if (buffers) void engine.current?.setOutlines(buffers)
  }, [engine, buffers])
  useEffect(() => {
    if (!image) return
    const shown = image.channels.flatMap((channel, i) => {
      const tone = tones[toneKey(image.runId, channel.name)]
      if (!tone?.on || tone.from < 0) return []
      return [
        {
          channel: i,
          black: tone.black,
          white: tone.white,
          gamma: tone.gamma,
          color: CHANNEL_COLORS[tone.color]!.color,
        },
      ]
    })
    // A channel that is wanted may still wait for its contrast.
    const wanted = image.channels.some((channel) =>
      isShown(tones[toneKey(image.runId, channel.name)], channel.nuclear, image.channels.length),
    )
    engine.current?.setTones(shown.length > 0 || !wanted ? shown : undefined)
  }, [engine, image, tones])
  const styled = useMemo(() => {
    if (!loaded?.outlines) return undefined
    return outlineStyle(loaded.outlines, loaded.nuclei, loaded.rows, {
      overlay,
      shade,
      line,
      opacity,
      checkBelow,
      selected,
    })
  }, [loaded, overlay, shade, line, opacity, checkBelow, selected])
  useEffect(() => {
    if (styled) engine.current?.setStyle(styled.style)
  }, [engine, styled])
  const labelAt = (x: number, y: number) => {
    const at = loaded?.outlines ? outlineAt(loaded.outlines, x, y) : -1
    return at < 0 ? undefined : loaded?.outlines?.labels[at]
  }
  usePointer({
    box,
    engine,
    onHover: (x, y) => {
      setHover(x === undefined || y === undefined ? undefined : labelAt(x, y))
      void readPixel(engine.current, loaded?.view, x, y)
    },
    onClick: (x, y) => onPick(labelAt(x, y)),
  })
  const carded = useMemo(() => {
    const label = hover ?? selected
    return label === undefined ? undefined : loaded?.nuclei.find((nucleus) => nucleus.label === label)
  }, [loaded, hover, selected])
  const count = loaded?.whole ? loaded.nuclei.length : undefined
  return (
    <div
      className="stage"
      ref={box}
      tabIndex={0}
      role="img"
      aria-label={
        count === undefined
          ? `The ${image ? 'outlines are being read' : 'image is being opened'}`
          : `Image, ${many(count, 'nucleus', 'nuclei')} outlined`
      }
      data-region="stage"
    >
      <canvas ref={canvas} className="stage__canvas stage__layer" />
      {children}
      {image && carded && !bare && overlay !== 'none' && (
        <NucleusCard
          nucleus={carded}
          image={image}
          view={view}
          stage={box.current}
          checkBelow={checkBelow}
          units={units}
        />
      )}
      {styled?.scale && overlay !== 'none' && (
        <div className="hud stage__scale">
          <Ramp {...styled.scale} />
        </div>
      )}
      {image && !loaded.whole && image.hasLabels && (
        <p className="hud stage__none" role="status">
          The outlines are being read.
        </p>
      )}
      {image && !image.hasLabels && (
        <p className="hud stage__none">
          No label image was written for this image, so there is nothing to outline.
        </p>
      )}
      {image?.pixelSizeUm && <ScaleBar pixelSizeUm={image.pixelSizeUm} view={view} />}
      {image && <MiniMap engine={engine} image={image} view={view} stage={box.current} />}
    </div>
  )
}
