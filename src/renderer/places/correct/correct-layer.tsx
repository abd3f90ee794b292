import type { Nucleus } from '@core/measure/nucleus'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { int } from '../../logic/format'
import type { StageEngine } from '../../viewer/engine'
import type { OutlineSet } from '../../viewer/outline-set'
import type { View } from '../../viewer/view'
import { useView, type ViewSignal } from '../../viewer/view-signal'
import { type Pieces, useCorrect } from './correct-store'
import type { Tools } from './use-tools'

/** A press that moves less than this is a click. */
const SLOP = 4
/** Points closer than this on the screen say nothing new. */
const APART = 2
/** Tags of two parts stand at least twice this far apart on the screen. */
const TAG_APART = 34

interface Props {
  view: ViewSignal
  engine: RefObject<StageEngine | undefined>
  tools: Tools
}

/** What is being drawn, over the stage; takes the pointer while a tool draws. */
export function CorrectLayer({ view: signal, engine, tools }: Props) {
  const view = useView(signal) ?? { scale: 1, x: 0, y: 0 }
  const { tool, pending, line, pieces, marked, brush, cursor } = useCorrect()
  const [at, setAt] = useState<{ x: number; y: number }>()
  const box = useRef<HTMLDivElement>(null)
  usePen(box, engine, tools, setAt)
  const { scale } = view
  const transform = `matrix(${scale} 0 0 ${scale} ${-view.x * scale} ${-view.y * scale})`
  const parts = pending?.nuclei ?? []
  return (
    <div ref={box} className={tool === 'select' ? 'stage__over' : 'stage__over correct__pen'}>
      <svg className="correct__drawing" aria-hidden="true">
        <g transform={transform}>
          {pieces && tool === 'superpixels' && <PaintedPieces pieces={pieces} />}
          {pending?.outlines && (
            <path
              className={`correct__half${marked.length > 1 ? ' correct__half--all' : ''}`}
              d={pathOf(pending.outlines)}
            />
          )}
          {[line, pending?.drawn ?? []].map((points, i) =>
            points.length < 2 ? null : (
              // biome-ignore lint/suspicious/noArrayIndexKey: the line being drawn, then the one that is.
              <g key={i}>
                <path className="correct__case" d={lineOf(points, tool !== 'split' && i === 1)} />
                <path className="correct__cut" d={lineOf(points, tool !== 'split' && i === 1)} />
              </g>
            ),
          )}
        </g>
        {(tool === 'superpixels' ? at : undefined) && (
          <circle className="correct__brush" cx={at!.x} cy={at!.y} r={brush} />
        )}
        {cursor && (
          <path
            className="correct__cross"
            d={`M${(cursor.x - view.x) * scale} ${(cursor.y - view.y) * scale}m-9 0h18m-9-9v18`}
          />
        )}
      </svg>
      {parts.map((nucleus) => (
        <span key={nucleus.label} className="correct__tag" style={tagAt(nucleus, parts, view)}>
          {int(nucleus.areaPx)} px
        </span>
      ))}
    </div>
  )
}

/** In the middle of its part, moved away from the other parts where they are small on the screen. */
function tagAt(nucleus: Nucleus, parts: readonly Nucleus[], { x, y, scale }: View) {
  const mean = (of: (n: Nucleus) => number) => parts.reduce((sum, n) => sum + of(n), 0) / parts.length
  const dx = nucleus.centroidX - mean((n) => n.centroidX)
  const dy = nucleus.centroidY - mean((n) => n.centroidY)
  const length = Math.hypot(dx, dy)
  const away = length === 0 ? 0 : Math.max(0, TAG_APART - length * scale) / length
  return {
    left: (nucleus.centroidX + 0.5 - x) * scale + dx * away,
    top: (nucleus.centroidY + 0.5 - y) * scale + dy * away,
  }
}

function PaintedPieces({ pieces }: { pieces: Pieces }) {
  const { outlines, painted } = pieces
  return (
    <>
      {painted.map((set, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the four colours are always the same.
        <path key={n} className={`correct__paint paint--${n + 1}`} d={pathOf(outlines, set)} />
      ))}
      <path className="correct__piece" d={pathOf(outlines)} />
    </>
  )
}

function pathOf({ labels, offsets, points }: OutlineSet, only?: ReadonlySet<number>): string {
  let d = ''
  for (let i = 0; i < labels.length; i++) {
    if (only && !only.has(labels[i]!)) continue
    for (let p = offsets[i]!; p < offsets[i + 1]!; p++)
      d += `${p === offsets[i] ? 'M' : 'L'}${points[2 * p]!.toFixed(1)} ${points[2 * p + 1]!.toFixed(1)}`
    d += 'Z'
  }
  return d
}

function lineOf(points: readonly number[], closed: boolean): string {
  let d = ''
  for (let p = 0; p < points.length; p += 2)
    d += `${p === 0 ? 'M' : 'L'}${points[p]!.toFixed(1)} ${points[p + 1]!.toFixed(1)}`
  return closed ? `${d}Z` : d
}

/** The pointer as a pen. The stage's own pan and pick are kept away from it; the wheel still zooms. */
function usePen(
  box: RefObject<HTMLDivElement | null>,
  engine: RefObject<StageEngine | undefined>,
  tools: Tools,
  onMove: (at: { x: number; y: number } | undefined) => void,
): void {
  const latest = useRef(tools)
  latest.current = tools
  useEffect(() => {
    const layer = box.current!
    let drawing:
      | { line: number[]; from: { x: number; y: number }; moved: boolean; erase: boolean }
      | undefined
    const local = (event: PointerEvent) => {
      const rect = layer.getBoundingClientRect()
      return { x: event.clientX - rect.left, y: event.clientY - rect.top }
    }
    const toImage = (point: { x: number; y: number }) => {
      const view = engine.current?.view ?? { x: 0, y: 0, scale: 1 }
      return { x: view.x + point.x / view.scale, y: view.y + point.y / view.scale }
    }
    const paint = (point: { x: number; y: number }, erase: boolean) => {
      const { x, y } = toImage(point)
      const radius = useCorrect.getState().brush / (engine.current?.view.scale ?? 1)
      latest.current.paint(x, y, Math.min(40, radius), erase)
    }
    const isPainting = () => useCorrect.getState().tool === 'superpixels'
    const press = (event: PointerEvent) => {
      const { tool } = useCorrect.getState()
      // The middle button pans with every tool.
      if (tool === 'select' || event.button !== 0) return
      event.stopPropagation()
      layer.closest<HTMLElement>('.stage')?.focus({ preventScroll: true })
      layer.setPointerCapture(event.pointerId)
      const from = local(event)
      const { x, y } = toImage(from)
      const erase = isPainting() && latest.current.isPainted(x, y)
      drawing = { line: [x, y], from, moved: false, erase }
      if (isPainting()) paint(from, erase)
      else useCorrect.setState({ pending: undefined })
    }
    const move = (event: PointerEvent) => {
      const point = local(event)
      onMove(point)
      if (!drawing) return
      const { from, line } = drawing
      if (Math.hypot(point.x - from.x, point.y - from.y) > SLOP) drawing.moved = true
      const { x, y } = toImage(point)
      const scale = engine.current?.view.scale ?? 1
      const far = Math.hypot(x - line.at(-2)!, y - line.at(-1)!) * scale >= APART
      if (!far) return
      line.push(x, y)
      if (isPainting()) paint(point, drawing.erase)
      else if (drawing.moved) useCorrect.setState({ line: [...line] })
    }
    const release = (event: PointerEvent) => {
      if (!drawing) return
      const { line, moved, erase } = drawing
      drawing = undefined
      const { tool } = useCorrect.getState()
      if (event.type !== 'pointerup') return useCorrect.setState({ line: [] })
      const draws = tool === 'add' || tool === 'redraw' || tool === 'split'
      if (moved && draws) latest.current.drawn(line)
      else latest.current.click(line[0]!, line[1]!)
      if (isPainting() && !erase) latest.current.strokeEnded()
    }
    const leave = () => onMove(undefined)
    layer.addEventListener('pointerdown', press)
    layer.addEventListener('pointermove', move)
    layer.addEventListener('pointerup', release)
    layer.addEventListener('pointercancel', release)
    layer.addEventListener('pointerleave', leave)
    return () => {
      layer.removeEventListener('pointerdown', press)
      layer.removeEventListener('pointermove', move)
      layer.removeEventListener('pointerup', release)
      layer.removeEventListener('pointercancel', release)
      layer.removeEventListener('pointerleave', leave)
    }
  }, [box, engine, onMove])
}
