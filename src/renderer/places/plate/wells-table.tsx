import type { RunSummary } from '@shared/run'
import { useMemo, useState } from 'react'
import { qualityFlag } from '../../logic/flags'
import { int, measure } from '../../logic/format'
import { areaIn, heatStep, inUm, type Metric } from '../../logic/metrics'
import { sortRows } from '../../logic/sort-rows'
import { tsv } from '../../logic/tsv'
import { meanOf, type WellRow } from '../../logic/wells-of'
import { useApp } from '../../state/app-store'
import { pickWell, useReview } from '../../state/review-store'
import { Icon } from '../../ui/icon'
import { Confidence } from '../../ui/small'
import { type Column, type Sort, VirtualTable } from '../../ui/virtual-table'
import { openWell } from './plate-page'
import { useCopy } from './use-copy'

const KEYS: Record<string, (row: WellRow) => number | string | undefined> = {
  well: (row) => row.well,
  value: (row) => row.value,
  total: (row) => row.total,
  fields: (row) => row.done,
  area: (row) => row.area,
  intensity: (row) => row.intensity,
  confidence: (row) => row.confidence,
  flag: (row) => qualityFlag(row.flags)?.label,
}

interface Props {
  run: RunSummary
  rows: WellRow[]
  metric: Metric
  top: number
  onCopy(copy: { run(): void } | undefined): void
}

export function WellsTable({ run, rows, metric, top, onCopy }: Props) {
  const { checkBelow, units } = useApp((state) => state.prefs)
  const um = inUm(
    rows.flatMap((row) => row.images),
    units,
  )
  const well = useReview((state) => state.well)
  // Least sure first: what needs a look stands on top.
  const [sort, setSort] = useState<Sort>({ key: 'confidence', down: false })
  const sorted = useMemo(() => sortRows(rows, KEYS[sort.key] ?? KEYS.well!, sort.down), [rows, sort])
  const columns: Column[] = [
    { key: 'well', label: 'Well', width: 'minmax(72px, 1fr)', sortable: true },
    { key: 'value', label: metric.label, width: 'minmax(112px, 1.4fr)', numeric: true, sortable: true },
    { key: 'total', label: 'Total', width: 'minmax(64px, 1fr)', numeric: true, sortable: true },
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
      ['well', metric.label, 'total', 'fields', 'area_px', 'intensity', 'confidence', 'flags'],
      sorted.map((r) => [
        r.well,
        r.value,
        r.total,
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
        return [
          <span className="strong" key="well">
            <i className={row.value === undefined ? 'swatch' : `swatch q${heatStep(row.value, top)}`} />
            {row.well}
          </span>,
          <span className="strong" key="value">
            {metric.format(row.value)}
          </span>,
          int(row.total),
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
