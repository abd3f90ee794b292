import { ERROR_COLOURS, type ErrorPalette } from '../error-map'
import type { Evaluation, ScoredImages } from '../evaluation'
import { pValue, rangeText, score, signed } from '../evaluation-text'
import { AT_50, AT_70, AT_90 } from '../thresholds'
import { escapeHtml, type HtmlColumn, htmlTable } from './html'
import { methodsText } from './methods'
import { f1Curves, groupDots, recallBySizePlot, scoreHistogram } from './plots'
import { REPORT_STYLE } from './style'

/** An image shown in the report, its error map as a PNG. */
export interface WorstCase {
  readonly image: string
  readonly segmenter: string
  readonly group?: string
  readonly S: number
  readonly f1At70: number
  /** "3 missed, 1 merged". */
  readonly errors: string
  readonly png: Uint8Array
  /** True when the map lies over the image itself. */
  readonly overImage: boolean
}

/** What the numbers were made of, so that they can be made again. */
export interface Provenance {
  readonly version: string
  readonly date: string
  readonly command?: string
  /** SHA-256 over the compared files of each set, in the order of their names. */
  readonly hashes: readonly { name: string; path: string; sha256: string }[]
}

/**
 * The evaluation as one HTML page that needs nothing else: tables, plots as SVG, worst cases with their error
 * maps, the methods in words, versions and hashes. No script; prints to paper or PDF.
 */
export function reportHtml(
  evaluation: Evaluation,
  worst: readonly WorstCase[],
  provenance: Provenance,
  palette: ErrorPalette = 'published',
): string {
  const names = evaluation.segmenters.map((segmenter) => segmenter.name)
  const title = `Evaluation of ${names.join(', ')}`
  const sections = [
    hero(evaluation),
    `<h2>Scores</h2>${scoreTable(evaluation)}${pairTable(evaluation)}`,
    `<h2>F1 against the IoU threshold</h2>${f1Curves(evaluation)}`,
    `<h2>By group</h2>${groupDots(evaluation)}`,
    `<h2>How the images score</h2>${names.map((_, s) => scoreHistogram(evaluation, s)).join('')}`,
    `<h2>Kinds of error and nucleus size</h2>${errorTable(evaluation)}${recallBySizePlot(evaluation)}`,
    worstCases(worst, palette),
    `<h2>Methods</h2>${methodsText(evaluation, provenance.version)
      .map((words) => `<p>${escapeHtml(words)}</p>`)
      .join('')}`,
    notes(evaluation),
    origin(evaluation, provenance),
  ]
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><style>${REPORT_STYLE}</style></head>
<body><main><h1>${escapeHtml(title)}</h1><p>${escapeHtml(`${evaluation.images.length} images compared with the targets in ${evaluation.targets.path}. ${provenance.date}.`)}</p>
${sections.filter((section) => section !== '').join('\n')}
</main></body></html>
`
}

function hero(evaluation: Evaluation): string {
  const [first] = evaluation.segmenters
  const { summary, intervals } = first.all
  const item = (value: string, label: string, range: string) =>
    `<div><b>${value}</b><span>${escapeHtml(label)}</span><span>${escapeHtml(range)}</span></div>`
  return `<div class="hero">${item(score(summary.S), `S, ${first.name}, mean over images`, rangeText(intervals.S))}${item(score(summary.f1[AT_50]), 'F1 at IoU > .5', rangeText(intervals.F1_50))}${item(score(summary.f1[AT_70]), 'F1 at IoU > .7', rangeText(intervals.F1_70))}${item(score(summary.f1[AT_90]), 'F1 at IoU > .9', rangeText(intervals.F1_90))}</div>`
}

function scoreTable(evaluation: Evaluation): string {
  const heads = [
    'Segmenter',
    'images',
    'nuclei',
    'S',
    '95 %',
    'F1@.5',
    'F1@.7',
    '95 %',
    'F1@.9',
    'mean F1',
    'pooled F1@.7',
    'recall@.7',
    'best IoU',
    'count error',
  ]
  const columns: HtmlColumn[] = heads.map((head, c) => ({ head, number: c > 0 }))
  const row = (name: string, { summary: s, intervals }: ScoredImages) => [
    name,
    whole(s.images),
    whole(s.targets),
    score(s.S),
    rangeText(intervals.S),
    score(s.f1[AT_50]),
    score(s.f1[AT_70]),
    rangeText(intervals.F1_70),
    score(s.f1[AT_90]),
    score(s.meanF1),
    score(s.pooledF1[AT_70]),
    score(s.pooledRecall[AT_70]),
    score(s.meanBestIou),
    s.countMape === null ? '–' : `${(100 * s.countMape).toFixed(1)} %`,
  ]
  const rows = evaluation.segmenters.flatMap((segmenter) => [
    row(segmenter.name, segmenter.all),
    ...evaluation.groups.map((group, i) => row(` ${group}`, segmenter.groups[i])),
  ])
  return htmlTable(
    columns,
    rows,
    'S, F1 and mean F1 are means over images; pooled F1, recall and best IoU count every nucleus the same. Intervals: 95 %, bootstrap.',
  )
}

function pairTable(evaluation: Evaluation): string {
  if (evaluation.pairs.length === 0) return ''
  const columns: HtmlColumn[] = [
    { head: 'Difference' },
    ...['S', '95 %', 'p', 'F1@.7', '95 %', 'p'].map((head) => ({ head, number: true })),
  ]
  const rows = evaluation.pairs.map(({ first, second, S, F1_70 }) => [
    `${first} − ${second}`,
    signed(S.difference),
    rangeText(S.interval),
    pValue(S.p).slice(2),
    signed(F1_70.difference),
    rangeText(F1_70.interval),
    pValue(F1_70.p).slice(2),
  ])
  return htmlTable(
    columns,
    rows,
    'Paired differences on the same images; p from a two-sided sign-flip test, not corrected for several comparisons.',
  )
}

function errorTable(evaluation: Evaluation): string {
  const columns: HtmlColumn[] = [
    { head: 'Segmenter' },
    ...['targets', 'predictions', 'missed', '%', 'extra', '%', 'split', 'merged'].map((head) => ({
      head,
      number: true,
    })),
  ]
  const percent = (value: number | null) => (value === null ? '–' : value.toFixed(2))
  const rows = evaluation.segmenters.map(({ name, all: { summary: s } }) => [
    name,
    whole(s.targets),
    whole(s.predictions),
    whole(s.missed),
    percent(s.missedPercent),
    whole(s.extra),
    percent(s.extraPercent),
    whole(s.split),
    whole(s.merged),
  ])
  return htmlTable(
    columns,
    rows,
    'Missed and extra at IoU > .7, in % of the targets. Split: targets sharing IoU > .1 with several predictions; merged: predictions sharing it with several targets.',
  )
}

function worstCases(worst: readonly WorstCase[], palette: ErrorPalette): string {
  if (worst.length === 0) return ''
  const colour = (name: 'agreed' | 'missed' | 'extra') => `rgb(${ERROR_COLOURS[palette][name].join(' ')})`
  const legend = `<ul class="legend"><li><i style="background:${colour('agreed')}"></i>agreed boundary</li><li><i style="background:${colour('missed')}"></i>missed: target only</li><li><i style="background:${colour('extra')}"></i>extra: prediction only</li></ul>`
  const cases = worst.map((item) => {
    const words = [
      item.segmenter,
      item.group,
      `S ${score(item.S)}`,
      `F1@.7 ${score(item.f1At70)}`,
      item.errors,
    ]
      .filter((part) => part)
      .join(' · ')
    return `<figure class="case"><img alt="${escapeHtml(`Error map of ${item.image}`)}" src="data:image/png;base64,${base64(item.png)}"><figcaption><code>${escapeHtml(item.image)}</code><br>${escapeHtml(words)}</figcaption></figure>`
  })
  return `<h2>Worst cases</h2>${legend}<div class="cases">${cases.join('\n')}</div>`
}

function notes(evaluation: Evaluation): string {
  const failed = evaluation.failures.map(
    (failure) => `Not compared: ${failure.image}. ${failure.message} ${failure.remedy}`,
  )
  const shown = evaluation.notes.slice(0, 40)
  const rest = evaluation.notes.length - shown.length
  const items = [...failed, ...shown, ...(rest > 0 ? [`… and ${rest} more of the same kind.`] : [])]
  return items.length === 0
    ? ''
    : `<h2>Notes</h2><ul class="notes">${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`
}

function origin(evaluation: Evaluation, { version, date, command, hashes }: Provenance): string {
  const kinds = new Map([
    ['Targets', evaluation.targets.kind],
    ...evaluation.segmenters.map(({ name, kind }): [string, string] => [name, kind]),
  ])
  const rows = hashes.map(({ name, path, sha256 }) => [name, kinds.get(name) ?? '', path, sha256])
  const table = htmlTable(
    [{ head: 'Set' }, { head: 'Kind' }, { head: 'Path' }, { head: 'SHA-256 of its compared files' }],
    rows,
    'The hash is taken over the files in the order of their names.',
  )
  const made = `Karyon ${version}, ${date}.${command ? ` Made by: ${command}` : ''}`
  return `<h2>Data and versions</h2><p>${escapeHtml(made)}</p>${table}`
}

function whole(value: number): string {
  return value.toLocaleString('en-US')
}

/** Base64 without Node's Buffer, so that the window can make the report as well. */
function base64(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000))
  return btoa(text)
}
