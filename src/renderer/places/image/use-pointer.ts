import { type RefObject, useEffect, useRef } from 'react'
import type { StageEngine } from '../../viewer/engine'

interface Options {
  box: RefObject<HTMLDivElement | null>
  engine: RefObject<StageEngine | undefined>
  /** Image coordinates, or nothing when the pointer left. */
  onHover(x?: number, y?: number): void
  onClick(x: number, y: number): void
}

/** A press that moves less than this is a click. */
const SLOP = 4

/** Wheel and pinch zoom where the pointer is, dragging pans, a click picks. */
export function usePointer(options: Options): void {
  const latest = useRef(options)
  latest.current = options
  useEffect(() => {
    const box = latest.current.box.current
    if (!box) return
    const down = new Map<number, { x: number; y: number }>()
    let moved = 0
    const local = (event: { clientX: number; clientY: number }) => {
      const rect = box.getBoundingClientRect()
      return { x: event.clientX - rect.left, y: event.clientY - rect.top }
    }
    const toImage = (point: { x: number; y: number }) => {
      const view = latest.current.engine.current?.view
      return view && { x: view.x + point.x / view.scale, y: view.y + point.y / view.scale }
    }
    const wheel = (event: WheelEvent) => {
      event.preventDefault()
      const { x, y } = local(event)
      // A pinch on a touch pad arrives as a wheel with Ctrl, in finer steps.
      const step = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY
      latest.current.engine.current?.zoom(Math.exp(-step * (event.ctrlKey ? 0.01 : 0.0018)), x, y)
    }
    const press = (event: PointerEvent) => {
      if (event.button > 1 || (event.target instanceof Element && event.target.closest('.minimap, button')))
        return
      box.focus({ preventScroll: true })
      box.setPointerCapture(event.pointerId)
      down.set(event.pointerId, local(event))
      moved = 0
    }
    const move = (event: PointerEvent) => {
      const point = local(event)
      const before = down.get(event.pointerId)
      const engine = latest.current.engine.current
      if (!before || !engine) {
        const at = toImage(point)
        latest.current.onHover(at?.x, at?.y)
        return
      }
      const other = [...down].find(([id]) => id !== event.pointerId)?.[1]
      if (other) {
        const spread = (p: { x: number; y: number }) => Math.max(1, Math.hypot(p.x - other.x, p.y - other.y))
        engine.zoom(spread(point) / spread(before), (point.x + other.x) / 2, (point.y + other.y) / 2)
      } else {
        const { view } = engine
        moved += Math.abs(point.x - before.x) + Math.abs(point.y - before.y)
        engine.setView({
          scale: view.scale,
          x: view.x - (point.x - before.x) / view.scale,
          y: view.y - (point.y - before.y) / view.scale,
        })
      }
      down.set(event.pointerId, point)
    }
    const release = (event: PointerEvent) => {
      if (!down.delete(event.pointerId)) return
      const at = toImage(local(event))
      if (moved < SLOP && at && event.type === 'pointerup') latest.current.onClick(at.x, at.y)
    }
    const leave = () => latest.current.onHover()
    box.addEventListener('wheel', wheel, { passive: false })
    box.addEventListener('pointerdown', press)
    box.addEventListener('pointermove', move)
    box.addEventListener('pointerup', release)
    box.addEventListener('pointercancel', release)
    box.addEventListener('pointerleave', leave)
    return () => {
      box.removeEventListener('wheel', wheel)
      box.removeEventListener('pointerdown', press)
      box.removeEventListener('pointermove', move)
      box.removeEventListener('pointerup', release)
      box.removeEventListener('pointercancel', release)
      box.removeEventListener('pointerleave', leave)
      leave()
    }
  }, [])
}
