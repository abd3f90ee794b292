import type { Interval } from './bootstrap'
import type { Evaluation, ScoredImages } from './evaluation'
import { AT_50, AT_70, AT_90 } from './thresholds'

/** The result as a table for a terminal: a line a segmenter and group, then the tests and what was noticed. */
export function evaluationText(evaluation: Evaluation, longestNotes = 12): string {
  const head = [
    'segmenter',
    'images',
    'S',
    '95 %',
    'F1@.5',
    'F1@.7',
    'F1@.9',
    'pooled@.7',
    'recall@.7',
    'missed',
    'extra',
    'split',
    'merged',
    'count err.',
  ]
  const rows = [head]
  for (const segmenter of evaluation.segmenters) {
    rows.push([segmenter.name, ...cells(segmenter.all)])
    evaluation.groups.forEach((group, i) => {
      rows.push([`  ${group}`, ...cells(segmenter.groups[i])])
    })
  }
  const lines = alignColumns(rows)
  for (const pair of evaluation.pairs) {
    lines.push(
      `${pair.first} − ${pair.second}: S ${signed(pair.S.difference)} ${rangeText(pair.S.interval)}, ${pValue(pair.S.p)}; F1@.7 ${signed(pair.F1_70.difference)} ${rangeText(pair.F1_70.interval)}, ${pValue(pair.F1_70.p)}`,
    )
  }
  const { images, failures, notes } = evaluation
  lines.push(
    `S and F1 are means over images, intervals are bootstrapped by ${evaluation.clusteredBy}; missed and extra at IoU > .7.`,
  )
  if (evaluation.groupSource) lines.push(`Groups: ${evaluation.groupSource}.`)
  for (const failure of failures)
    lines.push(`Not compared: ${failure.image}. ${failure.message} ${failure.remedy}`)
  lines.push(...notes.slice(0, longestNotes))
  if (notes.length > longestNotes)
    lines.push(`… and ${notes.length - longestNotes} more notes of the same kind.`)
  lines.push(`${images.length} images compared${failures.length > 0 ? `, ${failures.length} not` : ''}.`)
  return `${lines.join('\n')}\n`
}

function cells({ summary: s, intervals }: ScoredImages): string[] {
  return [
    String(s.images),
    score(s.S),
    rangeText(intervals.S),
    score(s.f1[AT_50]),
    score(s.f1[AT_70]),
    score(s.f1[AT_90]),
    score(s.pooledF1[AT_70]),
    score(s.pooledRecall[AT_70]),
    String(s.missed),
    String(s.extra),
    String(s.split),
    String(s.merged),
    s.countMape === null ? '–' : `${(100 * s.countMape).toFixed(1)} %`,
  ]
}

/** A score without its leading zero, as everywhere in Karyon: .843, 1.000. */
export function score(value: number, digits = 3): string {
  return value.toFixed(digits).replace(/^(-?)0\./, '$1.')
}

export function signed(value: number): string {
  return value < 0 ? `−${score(-value)}` : `+${score(value)}`
}

export function rangeText({ low, high }: Interval): string {
  if (Number.isNaN(low)) return '–'
  return `${score(low).replace('-', '−')}…${score(high).replace('-', '−')}`
}

/** As it stands in a sentence: p < .001, p = .032. */
export function pValue(p: number): string {
  return p < 0.001 ? 'p < .001' : `p = ${score(p)}`
}

function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, c) => Math.max(...rows.map((row) => row[c].length)))
  return rows.map((row) =>
    row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c]))).join('  '),
  )
}
