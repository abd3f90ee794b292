import type { RunSummary } from '@shared/run'
import { useMemo } from 'react'
import { qualityFlag } from '../../logic/flags'
import { int, measure } from '../../logic/format'
import { areaIn, heatStep, inUm, type Metric } from '../../logic/metrics'
import { meanOf } from '../../logic/wells-of'
import { useApp } from '../../state/app-store'
import { pickWell, useReview } from '../../state/review-store'
import { Confidence } from '../../ui/small'
import { FlagCell } from './flag-cell'
import { openWell } from './open-well'
import { percentWords, type ScaledRow, type Shown, shareOf, zWords } from './plate-scale'
import { type RecordColumn, RecordTable } from './record-table'

const CONTENT = { negative: 'negative', positive: 'positive', sample: '', out: 'left out' } as const
const WIDE = 'minmax(72px, 1fr)'
const number = { numeric: true, sortable: true } as const

function columnsIn(metric: Metric, shown: Shown, marked: boolean, um: boolean, checkBelow: number) {
  const area = (row: ScaledRow) => (um ? meanOf(row.images.map((image) => areaIn(image, true))) : row.area)
  const swatch = (row: ScaledRow) => {
    const share = shareOf(shown, shown.of(row))
    return share === undefined ? 'swatch' : `swatch q${heatStep(share, 1)}`
  }
  const columns: (RecordColumn<ScaledRow> | false)[] = [
    {
      key: 'well',
      label: 'Well',
      width: WIDE,
      sortable: true,
      value: (row) => row.well,
      cell: (row) => (
        <span className="strong">
          <i className={swatch(row)} />
          {row.well}
        </span>
      ),
    },
    marked && {
      key: 'content',
      label: 'Content',
      width: WIDE,
      sortable: true,
      value: (row) => CONTENT[row.content],
      cell: (row) => CONTENT[row.content],
    },
    {
      key: 'value',
      label: metric.label,
      width: 'minmax(112px, 1.4fr)',
      ...number,
      value: (row) => row.value,
      cell: (row) => <span className="strong">{metric.format(row.value)}</span>,
    },
    {
      key: 'total',
      label: 'Total',
      width: 'minmax(64px, 1fr)',
      ...number,
      value: (row) => row.total,
      cell: (row) => int(row.total),
    },
    marked && {
      key: 'ofControl',
      label: 'Of control',
      width: 'minmax(76px, 1fr)',
      ...number,
      value: (row) => row.ofControl,
      cell: (row) => percentWords(row.ofControl),
    },
    marked && {
      key: 'z',
      label: 'z',
      width: 'minmax(56px, .8fr)',
      ...number,
      value: (row) => row.z,
      cell: (row) => zWords(row.z),
    },
    {
      key: 'fields',
      label: 'Fields',
      width: 'minmax(56px, .8fr)',
      ...number,
      secondary: true,
      value: (row) => row.done,
      cell: (row) => `${row.done} of ${row.images.length}`,
    },
    {
      key: 'area',
      label: um ? 'Area µm²' : 'Area px',
      width: WIDE,
      ...number,
      value: area,
      cell: (row) => measure(area(row)),
    },
    {
      key: 'intensity',
      label: 'Intensity',
      width: WIDE,
      ...number,
      secondary: true,
      value: (row) => row.intensity,
      cell: (row) => measure(row.intensity),
    },
    {
      key: 'confidence',
      label: 'Confidence',
      width: 'minmax(104px, 1.2fr)',
      ...number,
      value: (row) => row.confidence,
      cell: (row) => <Confidence value={row.confidence} checkBelow={checkBelow} />,
    },
    {
      key: 'flag',
      label: 'Flag',
      width: 'minmax(104px, 1.2fr)',
      sortable: true,
      value: (row) => qualityFlag(row.flags)?.label,
      cell: (row) => <FlagCell flags={row.flags} />,
    },
  ]
  return columns.filter((column) => column !== false)
}

type Copied = [string, (row: ScaledRow) => number | string | undefined]

const copiedOf = (metric: Metric, marked: boolean): Copied[] => [
  ['well', (row) => row.well],
  [metric.label, (row) => row.value],
  ['total', (row) => row.total],
  ...(marked
    ? ([
        ['content', (row) => row.content],
        ['percent_of_control', (row) => row.ofControl],
        ['z', (row) => row.z],
      ] satisfies Copied[])
    : []),
  ['fields', (row) => row.done],
  ['area_px', (row) => row.area],
  ['intensity', (row) => row.intensity],
  ['confidence', (row) => row.confidence],
  ['flags', (row) => row.flags.join(' ')],
]

interface Props {
  run: RunSummary
  rows: ScaledRow[]
  metric: Metric
  shown: Shown
  text: string
  onCopy(copy: { run(): void } | undefined): void
}

export function WellsTable({ run, rows, metric, shown, text, onCopy }: Props) {
  const { checkBelow, units } = useApp((state) => state.prefs)
  const um = useMemo(
    () =>
      inUm(
        rows.flatMap((row) => row.images),
        units,
      ),
    [rows, units],
  )
  const well = useReview((state) => state.well)
  // Columns of the scales come with the first mark or the first look at a scale: before, they would be empty.
  const marked = shown.key !== 'value' || rows.some((row) => row.content !== 'sample')
  const columns = useMemo(
    () => columnsIn(metric, shown, marked, um, checkBelow),
    [metric, shown, marked, um, checkBelow],
  )
  return (
    <RecordTable
      label="Wells"
      columns={columns}
      rows={rows}
      text={text}
      names={(row) => row.well}
      copied={copiedOf(metric, marked)}
      keyOf={(row) => row.well}
      picked={well}
      onPick={(row) => pickWell(row.well)}
      onOpen={(row) => openWell(run.id, row)}
      onCopy={onCopy}
      empty="No well passes the filter."
    />
  )
}
