import { escapeHtml } from './html'

export interface PlotFrame {
  readonly width: number
  readonly height: number
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Marker and dash of each segmenter, used again after the third; colours are series-a … c of the style sheet. */
const SERIES = [
  { colour: 'a', dash: '' },
  { colour: 'b', dash: '6 3' },
  { colour: 'c', dash: '2 3' },
]

export function seriesClass(index: number): string {
  return `series-${SERIES[index % SERIES.length].colour}`
}

export function seriesDash(index: number): string {
  return SERIES[index % SERIES.length].dash
}

/** Circle, square or triangle of about 7 px, by segmenter, with an optional tooltip. */
export function marker(index: number, x: number, y: number, title = ''): string {
  const at = (value: number) => value.toFixed(1)
  const inside = title === '' ? '' : `<title>${escapeHtml(title)}</title>`
  const shape = `class="mark ${seriesClass(index)}"`
  if (index % 3 === 1)
    return `<rect ${shape} x="${at(x - 3)}" y="${at(y - 3)}" width="6" height="6">${inside}</rect>`
  if (index % 3 === 2)
    return `<path ${shape} d="M${at(x)} ${at(y - 4)}L${at(x + 4)} ${at(y + 3)}L${at(x - 4)} ${at(y + 3)}Z">${inside}</path>`
  return `<circle ${shape} cx="${at(x)}" cy="${at(y)}" r="3.2">${inside}</circle>`
}

/** Position of a value between two ends along a stretch of pixels. */
export function scaleOf(low: number, high: number, from: number, to: number): (value: number) => number {
  return (value) => from + ((value - low) / (high - low)) * (to - from)
}

export function text(
  x: number,
  y: number,
  words: string,
  anchor: 'start' | 'middle' | 'end' = 'start',
  extra = '',
): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}"${extra}>${escapeHtml(words)}</text>`
}

/** Hairlines across the plot with their values, left of the frame. */
export function horizontalGrid(
  frame: PlotFrame,
  values: readonly number[],
  y: (value: number) => number,
  label: (value: number) => string,
): string {
  return values
    .map((value) => {
      const at = y(value).toFixed(1)
      return `<line class="grid" x1="${frame.left}" x2="${frame.width - frame.right}" y1="${at}" y2="${at}"/>${text(frame.left - 6, y(value) + 4, label(value), 'end')}`
    })
    .join('')
}

/** A figure with its title as the accessible name. */
export function svgFigure(frame: PlotFrame, title: string, content: string): string {
  return `<figure><figcaption>${escapeHtml(title)}</figcaption><svg viewBox="0 0 ${frame.width} ${frame.height}" width="${frame.width}" height="${frame.height}" role="img" aria-label="${escapeHtml(title)}" xmlns="http://www.w3.org/2000/svg">${content}</svg></figure>`
}
