import type { ErrorView } from '@shared/evaluate'
import type { ImageErrors } from '@shared/review'
import { useEffect, useRef } from 'react'
import { useApp } from '../../state/app-store'
import { useView, type ViewSignal } from '../../viewer/view-signal'
import { ErrorFrame } from '../evaluate/error-frame'
import { paste } from '../evaluate/map-stage'
import { errorWords } from '../evaluate/use-errors'
import { useDetail, useMap } from '../evaluate/use-map'
import { useSize } from '../plate/use-size'

interface Props {
  found: ImageErrors
  index: number
  view: ViewSignal
  error: ErrorView | undefined
}

/** The error map's lines over the stage, pixel for pixel, dimming the image under them; the current error is framed. */
export function ErrorLayer({ found, index, view: signal, error }: Props) {
  const { box, width: stageWidth, height: stageHeight } = useSize()
  const stage = { width: stageWidth, height: stageHeight }
  const view = useView(signal) ?? { scale: 1, x: 0, y: 0 }
  const palette = useApp((state) => state.prefs.palette)
  const canvas = useRef<HTMLCanvasElement>(null)
  const { width, height } = found
  const wanted = { id: found.id, image: index, segmenter: 0, layer: 'lines', palette, width, height } as const
  const map = useMap(wanted)
  const detail = useDetail(wanted, map, view, stage)
  const here = map.state === 'there' && map.key === `${found.id}/${index}` ? map : undefined
  useEffect(() => {
    const target = canvas.current
    if (!target) return
    const ratio = window.devicePixelRatio
    target.width = Math.round(stage.width * ratio)
    target.height = Math.round(stage.height * ratio)
    const context = target.getContext('2d')
    if (!context || !here) return
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    paste(context, here, view)
    if (!detail) return
    // The sharp part takes the place of the shrunk one: two clear grounds would dim twice.
    const s = view.scale
    const { bitmap, factor } = detail
    context.clearRect(
      (detail.x - view.x) * s,
      (detail.y - view.y) * s,
      bitmap.width * factor * s,
      bitmap.height * factor * s,
    )
    paste(context, detail, view)
  })
  return (
    <div className="stage__over" ref={box}>
      <canvas ref={canvas} className="stage__canvas" />
      {error && here && <ErrorFrame focus={error.box} tag={errorWords(error)} view={view} stage={stage} />}
      {map.state === 'failed' && (
        <p className="hud stage__none">
          <b>{map.message}</b> {map.remedy}
        </p>
      )}
    </div>
  )
}
