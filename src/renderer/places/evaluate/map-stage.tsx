// biome-ignore-all lint/a11y/noNoninteractiveTabindex: the stage takes the image's keys; the list beside it has the same data.
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { NoticeBox } from '../../ui/small'
import { drawOutlines, type OutlineStyle } from '../../viewer/draw-outlines'
import type { OutlineSet } from '../../viewer/outline-set'
import { fitView, hold, lookAt, type Size, type View } from '../../viewer/view'
import { type Box, ErrorFrame } from './error-frame'
import { listen } from './map-pointer'
import { type MapBitmap, type MapWanted, useDetail, useMap } from './use-map'

interface Props {
  wanted: MapWanted
  label: string
  /** undefined = the whole image. */
  view: View | undefined
  onView(view: View | undefined): void
  /** Framed, and looked at when it changes. */
  focus?: Box
  tag?: string
  outlines?: { set: OutlineSet; style: OutlineStyle }
  onHover?(x?: number, y?: number): void
  onScale?(scale: number): void
  children?: ReactNode
}

/** An image with what is drawn over it: wheel and drag, and nothing is cropped or smoothed when enlarged. */
export function MapStage({
  wanted,
  label,
  view,
  onView,
  focus,
  tag,
  outlines,
  onHover,
  onScale,
  children,
}: Props) {
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const [stage, setStage] = useState<Size>({ width: 0, height: 0 })
  const map = useMap(wanted)
  const image = { width: wanted.width, height: wanted.height }
  const shown = view ?? fitView(image, stage.width > 0 ? stage : { width: 1, height: 1 })
  const detail = useDetail(wanted, map, shown, stage)
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setStage({ width: entry.contentRect.width, height: entry.contentRect.height })
    })
    observer.observe(box.current!)
    return () => observer.disconnect()
  }, [])
  useEffect(() => onScale?.(shown.scale), [onScale, shown.scale])

  const here = map.state === 'there' && map.key === `${wanted.id}/${wanted.image}` ? map : undefined
  useEffect(() => {
    const target = canvas.current
    if (!target || stage.width === 0) return
    const frame = requestAnimationFrame(() => {
      const ratio = window.devicePixelRatio
      target.width = Math.round(stage.width * ratio)
      target.height = Math.round(stage.height * ratio)
      const context = target.getContext('2d', { alpha: false })
      if (!context) return
      context.fillStyle = '#2e2e2e'
      context.fillRect(0, 0, target.width, target.height)
      context.setTransform(ratio, 0, 0, ratio, 0, 0)
      if (here) paste(context, here, shown)
      if (here && detail) paste(context, detail, shown)
      if (here && outlines) drawOutlines(context, outlines.set, shown, stage, outlines.style)
    })
    return () => cancelAnimationFrame(frame)
  })

  // The framed thing is brought into the middle when it changes, not while one pans.
  const last = useRef('')
  useEffect(() => {
    const key = focus ? `${wanted.image} ${focus.x} ${focus.y} ${focus.width} ${focus.height}` : ''
    if (key === last.current || stage.width === 0) return
    last.current = key
    if (!focus) return
    const room = Math.min(stage.width / focus.width, stage.height / focus.height) / 3
    const whole = fitView(image, stage)
    const base = view ?? whole
    const wish = Math.max(base.scale, Math.min(6, room))
    // Things larger than the view holds are seen whole; the image is never smaller than its stage.
    const scale = Math.max(whole.scale, Math.min(wish, room * 2.4))
    if (scale === whole.scale) return onView(undefined)
    const start = { ...base, scale: Math.min(base.scale, scale) }
    onView(
      hold(lookAt(start, focus.x + focus.width / 2, focus.y + focus.height / 2, scale, stage), image, stage),
    )
  })

  const latest = useRef({ shown, stage, image, onView, onHover })
  latest.current = { shown, stage, image, onView, onHover }
  useEffect(() => listen(box.current!, latest), [])

  return (
    <div className="stage mapstage" ref={box} tabIndex={0} role="img" aria-label={label} data-region="stage">
      <canvas ref={canvas} className="stage__canvas" />
      {focus && here && <ErrorFrame focus={focus} tag={tag} view={shown} stage={stage} />}
      {map.state === 'failed' && (
        <div className="mapstage__failed">
          <NoticeBox tone="failure">
            <b>{map.message}</b> {map.remedy}
          </NoticeBox>
        </div>
      )}
      {here && !here.picture && wanted.layer !== 'alone' && (
        <p className="hud mapstage__none">The image itself was not found; outlines stand alone.</p>
      )}
      {children}
    </div>
  )
}

/** Draws a map where the view sees it; enlarged pixels stay pixels. */
export function paste(context: CanvasRenderingContext2D, map: MapBitmap, view: View): void {
  const s = view.scale
  context.imageSmoothingEnabled = s * map.factor < 1
  const { width, height } = map.bitmap
  context.drawImage(
    map.bitmap,
    (map.x - view.x) * s,
    (map.y - view.y) * s,
    width * map.factor * s,
    height * map.factor * s,
  )
}
