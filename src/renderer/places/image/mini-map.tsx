import type { ImageView } from '@shared/contract'
import { type PointerEvent, type RefObject, useEffect, useRef } from 'react'
import type { StageEngine } from '../../viewer/engine'
import { useView, type ViewSignal } from '../../viewer/view-signal'

interface Props {
  engine: RefObject<StageEngine | undefined>
  image: ImageView
  view: ViewSignal
  stage: HTMLElement | null
}

/** Drawn from the smallest tile, whenever that changes. */
function Picture({ engine }: Pick<Props, 'engine'>) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const draw = () => {
      const bitmap = engine.current?.small()
      const target = canvas.current
      if (!bitmap || !target) return
      target.width = bitmap.width
      target.height = bitmap.height
      target.getContext('2d')?.drawImage(bitmap, 0, 0)
    }
    if (engine.current) engine.current.onSmall = draw
    draw()
  }, [engine])
  return <canvas ref={canvas} />
}

/** The whole image with a frame around what the stage shows; a press or drag goes there. */
export function MiniMap({ engine, image, view: signal, stage }: Props) {
  const view = useView(signal)
  if (!stage || !view) return null
  const width = stage.clientWidth / view.scale
  const height = stage.clientHeight / view.scale
  // The whole image is in sight: a map of it says nothing.
  if (width >= image.width && height >= image.height) return null
  const jump = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons !== 1) return
    const rect = event.currentTarget.getBoundingClientRect()
    const x = ((event.clientX - rect.left) / rect.width) * image.width
    const y = ((event.clientY - rect.top) / rect.height) * image.height
    engine.current?.setView({ scale: view.scale, x: x - width / 2, y: y - height / 2 })
    event.stopPropagation()
  }
  const share = (value: number, size: number) => `${(value / size) * 100}%`
  return (
    <div
      className="minimap"
      aria-hidden="true"
      onPointerDown={jump}
      onPointerMove={jump}
      style={{ aspectRatio: `${image.width} / ${image.height}` }}
    >
      <Picture engine={engine} />
      <i
        style={{
          left: share(view.x, image.width),
          top: share(view.y, image.height),
          width: share(width, image.width),
          height: share(height, image.height),
        }}
      />
    </div>
  )
}
