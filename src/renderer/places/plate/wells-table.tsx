import type { RunSummary } from '@shared/run'
import { useMemo, useState } from 'react'
import { qualityFlag } from '../../logic/flags'
import { int, measure } from '../../logic/format'
import { areaIn, heatStep, inUm, type Metric } from '../../logic/metrics'
import { sortRows } from '../../logic/sort-rows'
import { tsv } from '../../logic/tsv'
import { meanOf } from '../../logic/wells-of'
import { useApp } from '../../state/app-store'
import { pickWell, useReview } from '../../state/review-store'
import { Icon } from '../../ui/icon'
import { Confidence } from '../../ui/small'
import { type Column, type Sort, VirtualTable } from '../../ui/virtual-table'
import { openWell } from './open-well'
import { percentWords, type ScaledRow, type Shown, shareOf, zWords } from './plate-scale'
import { useCopy } from './use-copy'

const CONTENT = { negative: 'negative', positive: 'positive', sample: '', out: 'left out' } as const

const KEYS: Record<string, (row: ScaledRow) => number | string | undefined> = {
  well: (row) => row.well,
  content: (row) => CONTENT[row.content],
  value: (row) => row.value,
  total: (row) => row.total,
  ofControl: (row) => row.ofControl,
  z: (row) => row.z,
  fields: (row) => row.done,
  area: (row) => row.area,
  intensity: (row) => row.intensity,
  confidence: (row) => row.confidence,
  flag: (row) => qualityFlag(row.flags)?.label,
}

interface Props {
  run: RunSummary
  rows: ScaledRow[]
  metric: Metric
  shown: Shown
  onCopy(copy: { run(): void } | undefined): void
}

export function WellsTable({ run, rows, metric, shown, onCopy }: Props) {
  const { checkBelow, units } = useApp((state) => state.prefs)
  const um = inUm(
    rows.flatMap((row) => row.images),
    units,
  )
  const well = useReview((state) => state.well)
  // Least sure first: what needs a look stands on top.
  const [sort, setSort] = useState<Sort>({ key: 'confidence', down: false })
  const sorted = useMemo(() => sortRows(rows, KEYS[sort.key] ?? KEYS.well!, sort.down), [rows, sort])
  // Columns of the scales come with the first mark or the first look at a scale: before, they would be empty.
  const marked = shown.key !== 'value' || rows.some((row) => row.content !== 'sample')
  const columns: Column[] = [
    { key: 'well', label: 'Well', width: 'minmax(72px, 1fr)', sortable: true },
    ...(marked ? [{ key: 'content', label: 'Content', width: 'minmax(72px, 1fr)', sortable: true }] : []),
    { key: 'value', label: metric.label, width: 'minmax(112px, 1.4fr)', numeric: true, sortable: true },
    { key: 'total', label: 'Total', width: 'minmax(64px, 1fr)', numeric: true, sortable: true },
    ...(marked
      ? [
          {
            key: 'ofControl',
            label: 'Of control',
            width: 'minmax(76px, 1fr)',
            numeric: true,
            sortable: true,
          },
          { key: 'z', label: 'z', width: 'minmax(56px, .8fr)', numeric: true, sortable: true },
        ]
      : []),
    {
      key: 'fields',
      label: 'Fields',
      width: 'minmax(56px, .8fr)',
      numeric: true,
      sortable: true,
      secondary: true,
    },
    {
      key: 'area',
      label: um ? 'Area µm²' : 'Area px',
      width: 'minmax(72px, 1fr)',
      numeric: true,
      sortable: true,
    },
    {
      key: 'intensity',
      label: 'Intensity',
      width: 'minmax(72px, 1fr)',
      numeric: true,
      sortable: true,
      secondary: true,
    },
    { key: 'confidence', label: 'Confidence', width: 'minmax(104px, 1.2fr)', numeric: true, sortable: true },
    { key: 'flag', label: 'Flag', width: 'minmax(104px, 1.2fr)', sortable: true },
  ]
  useCopy(onCopy, () => ({
    text: tsv(
      [
        'well',
        metric.label,
        'total',
        ...(marked ? ['content', 'percent_of_control', 'z'] : []),
        'fields',
        'area_px',
        'intensity',
        'confidence',
        'flags',
      ],
      sorted.map((r) => [
        r.well,
        r.value,
        r.total,
        ...(marked ? [r.content, r.ofControl, r.z] : []),
        r.done,
        r.area,
        r.intensity,
        r.confidence,
        r.flags.join(' '),
      ]),
    ),
    rows: sorted.length,
    all: sorted.length,
  }))
  return (
    <VirtualTable
      label="Wells"
      columns={columns}
      count={sorted.length}
      rowKey={(i) => sorted[i]!.well}
      sort={sort}
      onSort={setSort}
      selected={sorted.findIndex((row) => row.well === well)}
      onPick={(i) => pickWell(sorted[i]?.well)}
      onOpen={(i) => openWell(run.id, sorted[i])}
      empty="No well passes the filter."
      row={(i) => {
        const row = sorted[i]!
        const flag = qualityFlag(row.flags)
        const share = shareOf(shown, shown.of(row))
        return [
          <span className="strong" key="well">
            <i className={share === undefined ? 'swatch' : `swatch q${heatStep(share, 1)}`} />
            {row.well}
          </span>,
          ...(marked ? [CONTENT[row.content]] : []),
          <span className="strong" key="value">
            {metric.format(row.value)}
          </span>,
          int(row.total),
          ...(marked ? [percentWords(row.ofControl), zWords(row.z)] : []),
          `${row.done} of ${row.images.length}`,
          measure(um ? meanOf(row.images.map((image) => areaIn(image, true))) : row.area),
          measure(row.intensity),
          <Confidence key="confidence" value={row.confidence} checkBelow={checkBelow} />,
          flag ? (
            <span className="flagged" key="flag">
              <Icon name={flag.icon} />
              {flag.label}
            </span>
          ) : (
            ''
          ),
        ]
      }}
    />
  )
}
