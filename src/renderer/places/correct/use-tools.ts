import type { CorrectOp } from '@shared/correct'
import { useReview } from '../../state/review-store'
import { outlineAt } from '../../viewer/outline-set'
import type { LoadedImage } from '../image/use-image'
import { change, preview, showPieces } from './correct-calls'
import { NOTHING_DRAWN, type Tool, useCorrect } from './correct-store'

/** Nuclei chosen by keys to be merged lie at most this many of their diameters apart. */
const NEAR_DIAMETERS = 2

export interface Tools {
  pick(tool: Tool): void
  /** A press without a drag, by pointer or key. */
  click(x: number, y: number): void
  /** A line was drawn. */
  drawn(line: number[]): void
  /** The brush passes over an image point; `erase` as the stroke began. */
  paint(x: number, y: number, radius: number, erase: boolean): void
  isPainted(x: number, y: number): boolean
  strokeEnded(): void
  waist(): void
  resize(grow: boolean): void
  /** How outlines are made from now on; a change that is shown already is shown anew. */
  how(way: { smooth?: boolean; over?: boolean }): void
  accept(): void
  /** True when there was something to let go of. */
  drop(): boolean
  remove(): void
  keep(): void
}

/** What the tools do with an image, its selected nucleus, and a way to select another. */
export function toolsFor(
  at: { runId: string; index: number },
  image: LoadedImage | undefined,
  base: LoadedImage | undefined,
  select: (label: number | undefined) => void,
): Tools {
  const mode = () => useCorrect.getState()
  const selected = () => useReview.getState().nucleus
  const labelAt = (x: number, y: number) => {
    const set = image?.outlines
    const i = set ? outlineAt(set, x, y) : -1
    return i < 0 ? undefined : set!.labels[i]
  }
  const make = (op: CorrectOp) => base && void change(at, base, op)
  const want = (what: string) => useCorrect.setState({ said: what })
  const merge = (marked: number[]) => {
    useCorrect.setState({ marked, pending: undefined, said: undefined })
    if (marked.length > 1) void preview({ kind: 'merge', labels: marked })
  }
  const pieceAt = (x: number, y: number) => {
    const { pieces } = mode()
    if (!pieces) return 0
    const { window, data } = pieces
    const column = Math.floor(x) - window.x
    const row = Math.floor(y) - window.y
    if (column < 0 || row < 0 || column >= window.width || row >= window.height) return 0
    return data[row * window.width + column]!
  }
  const onSelected = (op: (label: number) => CorrectOp, what: string) => {
    const label = selected()
    if (label === undefined) want(what)
    else void preview(op(label))
  }
  return {
    pick(tool) {
      useCorrect.setState({ ...NOTHING_DRAWN, tool, marked: [] })
      const found = image?.nuclei.find(({ label }) => label === selected())
      if (tool === 'merge' && found) useCorrect.setState({ marked: [found.label] })
      if (tool !== 'superpixels' || !image) return
      const { view } = image
      const { cursor } = mode()
      void showPieces(
        found?.centroidX ?? cursor?.x ?? view.width / 2,
        found?.centroidY ?? cursor?.y ?? view.height / 2,
      )
    },
    click(x, y) {
      const { tool, marked, pieces } = mode()
      const label = labelAt(x, y)
      if (tool === 'delete' && label !== undefined) make({ kind: 'remove', label })
      else if (tool === 'merge') {
        if (label === undefined) return
        merge(marked.includes(label) ? marked.filter((other) => other !== label) : [...marked, label])
        select(label)
      } else if (tool === 'superpixels') {
        if (!pieces || (pieceAt(x, y) === 0 && pieces.painted.every(({ size }) => size === 0)))
          void showPieces(x, y)
      } else select(label)
    },
    drawn(line) {
      const { tool, smooth, over } = mode()
      if (tool === 'add') void preview({ kind: 'add', outline: line, over }, line)
      else if (tool === 'redraw')
        onSelected((label) => ({ kind: 'redraw', label, outline: line, over }), 'Select the nucleus first.')
      else if (tool === 'split') {
        const crossed = new Map<number, number>()
        for (let p = 2; p < line.length; p += 2)
          for (let s = 0; s <= 8; s++) {
            const x = line[p - 2]! + ((line[p]! - line[p - 2]!) * s) / 8
            const y = line[p - 1]! + ((line[p + 1]! - line[p - 1]!) * s) / 8
            const label = labelAt(x, y)
            if (label !== undefined) crossed.set(label, (crossed.get(label) ?? 0) + 1)
          }
        const most = [...crossed].sort((a, b) => b[1] - a[1])[0]?.[0]
        const own = selected()
        const label = own !== undefined && crossed.has(own) ? own : most
        if (label === undefined) return want('The line crosses no nucleus. Draw right across one.')
        select(label)
        void preview({ kind: 'split', label, cut: line, smooth }, line)
      }
    },
    paint(x, y, radius, erase) {
      const { pieces, colour } = mode()
      if (!pieces) return
      const hit = new Set<number>()
      for (let dy = -radius; dy <= radius; dy++)
        for (let dx = -radius; dx <= radius; dx++)
          if (dx * dx + dy * dy <= radius * radius) hit.add(pieceAt(x + dx, y + dy))
      hit.add(pieceAt(x, y))
      hit.delete(0)
      if (hit.size === 0) return
      const painted = pieces.painted.map((set, n) => {
        const next = new Set(set)
        for (const piece of hit) {
          if (n === colour && !erase) next.add(piece)
          else next.delete(piece)
        }
        return next
      })
      useCorrect.setState({ pieces: { ...pieces, painted }, said: undefined })
    },
    isPainted: (x, y) => mode().pieces?.painted[mode().colour]?.has(pieceAt(x, y)) ?? false,
    strokeEnded() {
      const { nextColour, colour, pieces } = mode()
      if (nextColour && pieces?.painted[colour]?.size) useCorrect.setState({ colour: (colour + 1) % 4 })
    },
    waist: () => onSelected((label) => ({ kind: 'waist', label }), 'Select the nucleus first.'),
    resize: (grow) => onSelected((label) => ({ kind: 'resize', label, grow }), 'Select the nucleus first.'),
    how(way) {
      useCorrect.setState(way)
      const { pending, smooth, over } = mode()
      if (!pending) return
      const { op, drawn } = pending
      let next: CorrectOp | undefined
      if ('smooth' in op && op.smooth !== smooth) next = { ...op, smooth }
      else if ('over' in op && op.over !== over) next = { ...op, over }
      if (!next) return
      // Accepted before it is shown, it is made as it was asked for last.
      useCorrect.setState({ pending: { ...pending, op: next } })
      void preview(next, drawn)
    },
    accept() {
      const { pending, tool, pieces, over, line, marked } = mode()
      if (pending) make(pending.op)
      else if (tool === 'superpixels' && pieces?.painted.some(({ size }) => size > 0)) {
        const painted = pieces.painted.map((set) => [...set])
        make({ kind: 'paint', window: pieces.window, painted, over })
      } else if (line.length >= 4) this.drawn(line)
      else if (tool === 'split') this.waist()
      else if (tool === 'merge') {
        const label = marked[0] ?? selected()
        const near = label === undefined ? undefined : nearest(image, label)
        if (label === undefined) want('Select a nucleus first.')
        else if (near === undefined) want('No other nucleus is near.')
        else merge([label, near])
      } else if (tool === 'delete') this.remove()
    },
    drop() {
      const { pending, line, marked, pieces, said } = mode()
      const painted = pieces?.painted.some(({ size }) => size > 0)
      if (!pending && line.length === 0 && marked.length < 2 && !painted && !said) return false
      const cleared = pieces && { ...pieces, painted: pieces.painted.map(() => new Set<number>()) }
      useCorrect.setState({ ...NOTHING_DRAWN, pieces: cleared, marked: [] })
      return true
    },
    remove() {
      const label = selected()
      if (label !== undefined) make({ kind: 'remove', label })
    },
    keep() {
      const label = selected()
      if (label !== undefined) make({ kind: 'keep', label })
    },
  }
}

function nearest(image: LoadedImage | undefined, label: number): number | undefined {
  const own = image?.nuclei.find((nucleus) => nucleus.label === label)
  if (!image || !own) return undefined
  let best: number | undefined
  let least = own.equivalentDiameterPx * NEAR_DIAMETERS
  for (const other of image.nuclei) {
    if (other.label === label) continue
    const apart = Math.hypot(other.centroidX - own.centroidX, other.centroidY - own.centroidY)
    if (apart < least) {
      least = apart
      best = other.label
    }
  }
  return best
}
