import type { OutlineSet } from './outline-set'
import type { Size, View } from './view'

export type Overlay = 'none' | 'outlines' | 'fill'

/** How outlines are drawn. `group[i]` picks outline i's colour; `shade` are the groups' colours. */
export interface OutlineStyle {
  overlay: Overlay
  line: number
  opacity: number
  shade: string[]
  group: Uint8Array
  /** 1: corrected by hand, drawn dashed. */
  byHand?: Uint8Array
  selected: number
}

/** Outlines smaller than this on the screen are drawn as dots: their lines would be all there is of them. */
const SMALLEST = 3
/** Of outlines by hand, on the screen. */
const DASH = [5, 3.5]
const CASING = '#000000b8'
const SELECTED = '#ffffff'

function trace(path: Path2D, set: OutlineSet, i: number, view: View): void {
  const { offsets, points } = set
  const from = offsets[i]!
  const to = offsets[i + 1]!
  const { scale, x, y } = view
  // Points that fall on the same place of the screen are not drawn twice.
  const apart = scale < 1 ? 0.75 : 0
  let px = (points[2 * from]! - x) * scale
  let py = (points[2 * from + 1]! - y) * scale
  path.moveTo(px, py)
  for (let p = from + 1; p < to; p++) {
    const nx = (points[2 * p]! - x) * scale
    const ny = (points[2 * p + 1]! - y) * scale
    if (apart > 0 && Math.abs(nx - px) + Math.abs(ny - py) < apart) continue
    path.lineTo(nx, ny)
    px = nx
    py = ny
  }
  path.closePath()
}

/**
 * Draws what is in sight, with a dark under-stroke so that lines hold on pale tissue; widths are screen
 * pixels at any zoom. When nuclei are only a few pixels wide the lines get thinner, so that they do not
 * cover what they outline.
 */
export function drawOutlines(
  context: OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D,
  set: OutlineSet,
  view: View,
  stage: Size,
  style: OutlineStyle,
): number {
  const right = view.x + stage.width / view.scale
  const bottom = view.y + stage.height / view.scale
  const paths = style.shade.map(() => new Path2D())
  const hands = style.shade.map(() => new Path2D())
  const picked = new Path2D()
  let drawn = 0
  const { boxes, labels } = set
  context.globalAlpha = style.opacity
  let shade = -1
  for (let i = 0; i < labels.length; i++) {
    const b = i * 4
    if (boxes[b]! > right || boxes[b + 1]! > bottom || boxes[b + 2]! < view.x || boxes[b + 3]! < view.y)
      continue
    drawn++
    const group = style.group[i] ?? 0
    const width = (boxes[b + 2]! - boxes[b]!) * view.scale
    const height = (boxes[b + 3]! - boxes[b + 1]!) * view.scale
    if (width < SMALLEST && height < SMALLEST && labels[i] !== style.selected) {
      if (group !== shade) context.fillStyle = style.shade[group]!
      shade = group
      const x = (boxes[b]! - view.x) * view.scale
      const y = (boxes[b + 1]! - view.y) * view.scale
      context.fillRect(x, y, Math.max(0.7, width), Math.max(0.7, height))
    } else {
      const path = style.byHand?.[i] === 1 ? hands[group]! : paths[group]!
      trace(labels[i] === style.selected ? picked : path, set, i, view)
    }
  }
  const thin = Math.max(0.35, Math.min(1, view.scale * 2))
  context.lineJoin = 'round'
  if (style.overlay === 'fill') {
    context.globalAlpha = style.opacity * 0.38
    for (const all of [paths, hands])
      all.forEach((path, g) => {
        context.fillStyle = style.shade[g]!
        context.fill(path)
      })
    context.globalAlpha = style.opacity
  }
  context.strokeStyle = CASING
  context.lineWidth = (style.line + 2.2) * thin
  if (view.scale > 0.2) for (const path of [...paths, ...hands]) context.stroke(path)
  context.lineWidth = style.line * thin
  paths.forEach((path, g) => {
    context.strokeStyle = style.shade[g]!
    context.stroke(path)
  })
  context.setLineDash(DASH)
  hands.forEach((path, g) => {
    context.strokeStyle = style.shade[g]!
    context.stroke(path)
  })
  context.setLineDash([])
  context.globalAlpha = 1
  context.strokeStyle = CASING
  context.lineWidth = style.line + 3
  context.stroke(picked)
  context.strokeStyle = SELECTED
  context.lineWidth = style.line + 0.8
  context.stroke(picked)
  return drawn
}
