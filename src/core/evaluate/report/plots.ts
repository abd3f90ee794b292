import type { Evaluation } from '../evaluation'
import { score } from '../evaluation-text'
import { PUBLISHED } from '../published'
import { AT_70, IOU_THRESHOLDS } from '../thresholds'
import {
  horizontalGrid,
  marker,
  type PlotFrame,
  scaleOf,
  seriesClass,
  seriesDash,
  svgFigure,
  text,
} from './svg-plot'

const TENTHS = [0, 0.2, 0.4, 0.6, 0.8, 1]
const WIDE: PlotFrame = { width: 680, height: 300, left: 46, right: 130, top: 12, bottom: 40 }

/** Macro F1 at each threshold, a line a segmenter, named at its right end. */
export function f1Curves(evaluation: Evaluation): string {
  const frame = WIDE
  const x = scaleOf(0.5, 0.95, frame.left, frame.width - frame.right)
  const y = scaleOf(0, 1, frame.height - frame.bottom, frame.top)
  const labels = spread(evaluation.segmenters.map((segmenter) => y(segmenter.all.summary.f1.at(-1)!)))
  const lines = evaluation.segmenters.map(({ name, all }, s) => {
    const points = all.summary.f1.map(
      (value, k) => `${x(IOU_THRESHOLDS[k]).toFixed(1)},${y(value).toFixed(1)}`,
    )
    const marks = all.summary.f1.map((value, k) =>
      marker(
        s,
        x(IOU_THRESHOLDS[k]),
        y(value),
        `${name}: ${score(value)} at IoU > ${score(IOU_THRESHOLDS[k], 2)}`,
      ),
    )
    return `<polyline class="line ${seriesClass(s)}" stroke-dasharray="${seriesDash(s)}" points="${points.join(' ')}"/>${marks.join('')}${text(x(0.95) + 10, labels[s] + 4, name)}`
  })
  const ticks = IOU_THRESHOLDS.map((t) => text(x(t), frame.height - frame.bottom + 18, score(t, 2), 'middle'))
  const axis = text((frame.left + frame.width - frame.right) / 2, frame.height - 4, 'IoU threshold', 'middle')
  return svgFigure(
    frame,
    'F1 against the IoU threshold (mean over images)',
    horizontalGrid(frame, TENTHS, y, (v) => score(v, 1)) + ticks.join('') + axis + lines.join(''),
  )
}

/** F1 at .7 of every image, by group and segmenter, with the mean marked. */
export function groupDots(evaluation: Evaluation): string {
  const groups = evaluation.groups.length > 0 ? evaluation.groups : ['all images']
  const lanes = groups.length * evaluation.segmenters.length
  const frame: PlotFrame = { width: 680, height: 320, left: 46, right: 12, top: 12, bottom: 58 }
  const y = scaleOf(0, 1, frame.height - frame.bottom, frame.top)
  const laneWidth = (frame.width - frame.left - frame.right) / lanes
  const parts: string[] = [horizontalGrid(frame, TENTHS, y, (v) => score(v, 1))]
  groups.forEach((group, g) => {
    const members = evaluation.images.filter(
      (_, i) => evaluation.groups.length === 0 || evaluation.groupOf[i] === group,
    )
    const left = frame.left + g * evaluation.segmenters.length * laneWidth
    const centre = left + (evaluation.segmenters.length * laneWidth) / 2
    if (g > 0)
      parts.push(
        `<line class="grid" x1="${left.toFixed(1)}" x2="${left.toFixed(1)}" y1="${frame.top}" y2="${frame.height - frame.bottom}"/>`,
      )
    for (const [l, words] of wrapped(
      group,
      Math.max(8, Math.floor((laneWidth * evaluation.segmenters.length) / 6.4)),
    ).entries())
      parts.push(text(centre, frame.height - frame.bottom + 16 + 13 * l, words, 'middle'))
    parts.push(text(centre, frame.height - 4, `${members.length} images`, 'middle'))
    evaluation.segmenters.forEach((_, s) => {
      const lane = left + (s + 0.5) * laneWidth
      const values = members.map((image) => image.scores[s].f1[AT_70])
      values.forEach((value, i) => {
        // Spread over the lane by a fixed pattern, so that the same data give the same picture.
        const shift = (((i * 0.618034) % 1) - 0.5) * laneWidth * 0.6
        parts.push(
          `<circle class="dot ${seriesClass(s)}" cx="${(lane + shift).toFixed(1)}" cy="${y(value).toFixed(1)}" r="1.8"/>`,
        )
      })
      if (values.length === 0) return
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length
      parts.push(
        `<line class="mean" x1="${(lane - laneWidth * 0.36).toFixed(1)}" x2="${(lane + laneWidth * 0.36).toFixed(1)}" y1="${y(mean).toFixed(1)}" y2="${y(mean).toFixed(1)}"/>`,
      )
      parts.push(marker(s, lane, y(mean)))
    })
  })
  return svgFigure(frame, 'F1 at IoU > .7 by group: a point an image, the mean marked', parts.join(''))
}

/** Reference lines: those that stand far enough apart to be read. */
const LINES = PUBLISHED.filter(({ name }) => ['topcoders', 'CellProfiler', '739 teams'].includes(name)).map(
  ({ name, what, S }) => ({ name: `${name}, ${what} ${score(S)}`, S }),
)
const BINS = 20

/** How many images have which S; published results of another data set as labelled lines. */
export function scoreHistogram(evaluation: Evaluation, segmenter: number): string {
  const frame: PlotFrame = { width: 680, height: 250, left: 46, right: 20, top: 48, bottom: 40 }
  const counts = new Array<number>(BINS).fill(0)
  for (const image of evaluation.images)
    counts[Math.min(BINS - 1, Math.floor(image.scores[segmenter].S * BINS))]++
  const most = Math.max(1, ...counts)
  const x = scaleOf(0, 1, frame.left, frame.width - frame.right)
  const y = scaleOf(0, most, frame.height - frame.bottom, frame.top)
  const bars = counts.map((count, i) => {
    const left = x(i / BINS) + 0.5
    return `<rect class="bar ${seriesClass(segmenter)}" x="${left.toFixed(1)}" y="${y(count).toFixed(1)}" width="${(x((i + 1) / BINS) - left - 0.5).toFixed(1)}" height="${(y(0) - y(count)).toFixed(1)}"/>`
  })
  const lines = LINES.map(({ name, S }, i) => {
    const top = frame.top - 36 + i * 13
    return `<line class="published" x1="${x(S).toFixed(1)}" x2="${x(S).toFixed(1)}" y1="${top}" y2="${y(0).toFixed(1)}"/>${text(x(S) + 4, top + 9, name, 'start', ' class="faint"')}`
  })
  const ticks = TENTHS.map((t) => text(x(t), frame.height - frame.bottom + 18, score(t, 1), 'middle'))
  const axis = text((frame.left + frame.width - frame.right) / 2, frame.height - 4, 'S of an image', 'middle')
  const title = `${evaluation.segmenters[segmenter].name}: images by their S. Gray lines: published means on another data set, the Bowl's stage-2 holdout`
  return svgFigure(
    frame,
    title,
    horizontalGrid(frame, wholeTicks(most), y, String) +
      bars.join('') +
      lines.join('') +
      ticks.join('') +
      axis,
  )
}

/** Recall at IoU > .7 by nucleus area. */
export function recallBySizePlot(evaluation: Evaluation): string {
  const frame = WIDE
  const bins = evaluation.segmenters[0].all.summary.bySize
  const x = scaleOf(0, bins.length, frame.left, frame.width - frame.right)
  const y = scaleOf(0, 1, frame.height - frame.bottom, frame.top)
  const last: number[] = []
  const lines = evaluation.segmenters.map(({ all }, s) => {
    const points = all.summary.bySize.flatMap((bin, i) =>
      bin.targets === 0 ? [] : [{ x: x(i + 0.5), y: y(bin.found / bin.targets) }],
    )
    last.push(points.at(-1)?.y ?? y(0))
    const path = points.map((p) => `${p.x.toFixed(1)},${p.y.toFixed(1)}`).join(' ')
    return `<polyline class="line ${seriesClass(s)}" stroke-dasharray="${seriesDash(s)}" points="${path}"/>${points.map((p) => marker(s, p.x, p.y)).join('')}`
  })
  const names = spread(last).map((at, s) => text(x(bins.length) + 10, at + 4, evaluation.segmenters[s].name))
  const ticks = bins.map((bin, i) => {
    const words = Number.isFinite(bin.toPx)
      ? `< ${bin.toPx.toLocaleString('en-US')}`
      : `≥ ${bin.fromPx.toLocaleString('en-US')}`
    return text(x(i + 0.5), frame.height - frame.bottom + 18, words, 'middle')
  })
  const axis = text(
    (frame.left + frame.width - frame.right) / 2,
    frame.height - 4,
    'area of the target nucleus, px',
    'middle',
  )
  return svgFigure(
    frame,
    'Recall at IoU > .7 by nucleus size (all images together)',
    horizontalGrid(frame, TENTHS, y, (v) => score(v, 1)) +
      ticks.join('') +
      axis +
      lines.join('') +
      names.join(''),
  )
}

function wholeTicks(most: number): number[] {
  const step = Math.max(
    1,
    10 ** Math.floor(Math.log10(most)) / (most / 10 ** Math.floor(Math.log10(most)) < 3 ? 2 : 1),
  )
  const ticks: number[] = []
  for (let value = 0; value <= most; value += Math.ceil(step)) ticks.push(value)
  return ticks
}

/** Positions moved apart so that labels of 13 px do not cover each other; order is kept. */
function spread(positions: readonly number[]): number[] {
  const order = positions.map((_, i) => i).sort((a, b) => positions[a] - positions[b])
  const out = [...positions]
  for (let i = 1; i < order.length; i++) out[order[i]] = Math.max(out[order[i]], out[order[i - 1]] + 13)
  return out
}

function wrapped(words: string, longest: number): string[] {
  const lines = ['']
  for (const word of words.split(' ')) {
    const next = `${lines.at(-1)} ${word}`.trim()
    if (next.length > longest && lines.at(-1) !== '') lines.push(word)
    else lines[lines.length - 1] = next
  }
  return lines.slice(0, 2)
}
