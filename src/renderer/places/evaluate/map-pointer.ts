import { hold, type Size, type View, zoomAt } from '../../viewer/view'

interface Latest {
  current: {
    shown: View
    stage: Size
    image: Size
    onView(view: View | undefined): void
    onHover?(x?: number, y?: number): void
  }
}

/** Wheel zooms where the pointer is, dragging pans, a double click shows the whole image again. */
export function listen(box: HTMLDivElement, latest: Latest): () => void {
  let from: { x: number; y: number } | undefined
  const local = (event: MouseEvent) => {
    const rect = box.getBoundingClientRect()
    return { x: event.clientX - rect.left, y: event.clientY - rect.top }
  }
  const wheel = (event: WheelEvent) => {
    event.preventDefault()
    const { shown, image, stage, onView } = latest.current
    const { x, y } = local(event)
    const step = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY
    onView(zoomAt(shown, Math.exp(-step * (event.ctrlKey ? 0.01 : 0.0018)), x, y, image, stage))
  }
  const press = (event: PointerEvent) => {
    if (event.button > 1 || (event.target instanceof Element && event.target.closest('button, .hud'))) return
    box.focus({ preventScroll: true })
    box.setPointerCapture(event.pointerId)
    from = local(event)
  }
  const move = (event: PointerEvent) => {
    const { shown, image, stage, onView, onHover } = latest.current
    const at = local(event)
    if (!from) return onHover?.(shown.x + at.x / shown.scale, shown.y + at.y / shown.scale)
    const { scale } = shown
    onView(
      hold(
        { scale, x: shown.x - (at.x - from.x) / scale, y: shown.y - (at.y - from.y) / scale },
        image,
        stage,
      ),
    )
    from = at
  }
  const release = () => {
    from = undefined
  }
  const leave = () => latest.current.onHover?.()
  const whole = () => latest.current.onView(undefined)
  const events: [string, EventListener][] = [
    ['pointerdown', press as EventListener],
    ['pointermove', move as EventListener],
    ['pointerup', release],
    ['pointercancel', release],
    ['pointerleave', leave],
    ['dblclick', whole],
  ]
  box.addEventListener('wheel', wheel, { passive: false })
  for (const [name, listener] of events) box.addEventListener(name, listener)
  return () => {
    box.removeEventListener('wheel', wheel)
    for (const [name, listener] of events) box.removeEventListener(name, listener)
  }
}
