import type { Evaluation } from '../evaluation'
import { f1Curves, groupDots, recallBySizePlot, scoreHistogram } from './plots'
import { REPORT_STYLE } from './style'

export interface PlotFile {
  /** Without extension. */
  readonly name: string
  /** A whole SVG file that needs no style sheet. */
  readonly svg: string
}

/** The report's plots, each as a file of its own with its title above it. */
export function plotFiles(evaluation: Evaluation): PlotFile[] {
  const figures = [
    { name: 'f1-against-iou', html: f1Curves(evaluation) },
    { name: 'f1-by-group', html: groupDots(evaluation) },
    { name: 'recall-by-size', html: recallBySizePlot(evaluation) },
    ...evaluation.segmenters.map((_, s) => ({
      name: `scores-${s + 1}`,
      html: scoreHistogram(evaluation, s),
    })),
  ]
  return figures.map(({ name, html }) => ({ name, svg: standalone(html) }))
}

const TITLE_HEIGHT = 28

function standalone(html: string): string {
  const title = /<figcaption>(.*?)<\/figcaption>/s.exec(html)?.[1] ?? ''
  const inner = /<svg[^>]*>(.*)<\/svg>/s.exec(html)?.[1] ?? ''
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(html) ?? ['', '680', '300']
  const h = Number(height) + TITLE_HEIGHT
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${h}" width="${width}" height="${h}"><style>${plotStyle()}</style><rect width="${width}" height="${h}" fill="#ffffff"/><text class="title" x="4" y="18">${title}</text><g transform="translate(0 ${TITLE_HEIGHT})">${inner}</g></svg>\n`
}

/** The report's rules for plots with their colours written out: programs that draw SVG often know no variables. */
function plotStyle(): string {
  const colours = new Map([...REPORT_STYLE.matchAll(/(--[\w-]+): (#\w+)/g)].map((m) => [m[1], m[2]]))
  const rules = REPORT_STYLE.split('\n').filter((line) =>
    /^(svg text|\.(grid|line|mark|dot|published)\b)/.test(line),
  )
  const plain = rules
    .join(' ')
    .replaceAll(/var\((--[\w-]+)\)/g, (_, name: string) => colours.get(name) ?? '#000000')
  return `text { font: 11px "Segoe UI", Inter, "Liberation Sans", "DejaVu Sans", sans-serif; } ${plain} .title { font-size: 12px; font-weight: 600; }`
}
