import { KaryonError } from '../errors'
import { components } from './components'
import { boxOf } from './label-box'
import { editWindow, type LabelEdit, type Labels } from './label-edit'
import type { Point } from './polygon-mask'
import { spreadParts } from './spread-parts'

/** Parts of less than this share of the nucleus are crumbs of the cut: they stay with the part beside them. */
const LEAST_SHARE = 0.03
/** Both ends of a cut reach this many pixels further: one that ends on the outline is meant to cross it. */
const REACH_PX = 3

export interface CutOptions {
  /** Follow the drawn line without its tremble (its points averaged with their neighbours, four times). */
  smooth?: boolean
}

/**
 * Parts a nucleus along a drawn line. The largest part keeps its number, the second gets `newLabel`, others the
 * numbers after it; the pixels under the line go to the part they are nearest to, so no pixel is lost.
 *
 * @throws KaryonError `usage` when the nucleus is not there or the line does not cross it
 */
export function splitByCut(
  labels: Labels,
  label: number,
  newLabel: number,
  cut: readonly Point[],
  { smooth = false }: CutOptions = {},
): LabelEdit {
  const window = boxOf(labels, [label])
  const { width, height } = window
  return editWindow(labels, window, (after) => {
    const mask = Uint8Array.from(after, (value) => (value === label ? 1 : 0))
    const open = mask.slice()
    const line = reaching(smooth ? smoothed(cut) : cut)
    for (let i = 1; i < line.length; i++)
      erase(open, width, height, shift(line[i - 1]!, window), shift(line[i]!, window))
    const { parts, sizes } = components(open, width, height)
    const area = mask.reduce((sum, value) => sum + value, 0)
    const before = components(mask, width, height).sizes.length
    const large = sizes
      .map((size, part) => ({ size, part }))
      .filter(({ size, part }) => part > 0 && size >= Math.max(1, area * LEAST_SHARE))
      .sort((a, b) => b.size - a.size || a.part - b.part)
    if (large.length < 2 || large.length < before || large.length > 250) throw missed()
    const order = new Map(large.map(({ part }, n) => [part, n + 1]))
    const of = Uint8Array.from(parts, (part) => order.get(part) ?? 0)
    spreadParts(of, mask, width, height)
    for (let i = 0; i < after.length; i++) if (of[i]! > 1) after[i] = newLabel + of[i]! - 2
  })
}

function shift({ x, y }: Point, window: { x: number; y: number }): Point {
  return { x: x - window.x, y: y - window.y }
}

/** The line with both ends drawn out. */
function reaching(line: readonly Point[]): Point[] {
  if (line.length < 2) return [...line]
  const out = (end: Point, from: Point): Point => {
    const length = Math.hypot(end.x - from.x, end.y - from.y) || 1
    return {
      x: end.x + ((end.x - from.x) / length) * REACH_PX,
      y: end.y + ((end.y - from.y) / length) * REACH_PX,
    }
  }
  const last = line.length - 1
  return [out(line[0]!, line[1]!), ...line, out(line[last]!, line[last - 1]!)]
}

function smoothed(line: readonly Point[]): Point[] {
  let points = [...line]
  for (let turn = 0; turn < 4; turn++) {
    points = points.map((point, i) => {
      const a = points[i - 1]
      const b = points[i + 1]
      return a && b ? { x: (a.x + 2 * point.x + b.x) / 4, y: (a.y + 2 * point.y + b.y) / 4 } : point
    })
  }
  return points
}

/** Clears the pixels under a straight line; diagonal neighbours are apart then, for parts join by their sides. */
function erase(mask: Uint8Array, width: number, height: number, from: Point, to: Point): void {
  const steps = Math.max(1, Math.ceil(Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y))))
  for (let s = 0; s <= steps; s++) {
    const x = Math.floor(from.x + ((to.x - from.x) * s) / steps)
    const y = Math.floor(from.y + ((to.y - from.y) * s) / steps)
    if (x >= 0 && y >= 0 && x < width && y < height) mask[y * width + x] = 0
  }
}

function missed(): KaryonError {
  return new KaryonError(
    'usage',
    'The line does not part the nucleus.',
    'Draw from background to background, right across it.',
  )
}
