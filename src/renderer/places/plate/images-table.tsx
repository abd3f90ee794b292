import type { ImageRecord, RunSummary } from '@shared/run'
import { useMemo, useState } from 'react'
import { qualityFlag } from '../../logic/flags'
import { int, measure, took } from '../../logic/format'
import { areaIn, inUm } from '../../logic/metrics'
import { sortRows } from '../../logic/sort-rows'
import { tsv } from '../../logic/tsv'
import { useApp } from '../../state/app-store'
import { pickImage, useReview } from '../../state/review-store'
import { go } from '../../state/route'
import { Icon } from '../../ui/icon'
import { Confidence } from '../../ui/small'
import { type Column, type Sort, VirtualTable } from '../../ui/virtual-table'
import { useCopy } from './use-copy'

const columnsIn = (um: boolean): Column[] => [
  { key: 'well', label: 'Well', width: '56px', sortable: true },
  { key: 'site', label: 'Field', width: '56px', sortable: true },
  { key: 'file', label: 'File', width: 'minmax(120px, 3fr)', sortable: true },
  { key: 'count', label: 'Nuclei', width: 'minmax(64px, 1fr)', numeric: true, sortable: true },
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
  {
    key: 'seconds',
    label: 'Time',
    width: 'minmax(64px, .8fr)',
    numeric: true,
    sortable: true,
    secondary: true,
  },
  { key: 'confidence', label: 'Confidence', width: 'minmax(104px, 1.2fr)', numeric: true, sortable: true },
  { key: 'flag', label: 'Flag', width: 'minmax(104px, 1.2fr)', sortable: true },
]

const KEYS: Record<string, (image: ImageRecord) => number | string | undefined> = {
  well: (i) => i.well,
  site: (i) => i.site,
  file: (i) => i.file,
  count: (i) => i.count,
  area: (i) => i.meanAreaPx,
  intensity: (i) => i.meanIntensity,
  seconds: (i) => i.seconds,
  confidence: (i) => i.meanConfidence,
  flag: (i) => (i.state === 'failed' ? 'Not read' : qualityFlag(i.flags)?.label),
}

export function ImagesTable({
  run,
  images,
  onCopy,
}: {
  run: RunSummary
  images: ImageRecord[]
  onCopy(copy: { run(): void } | undefined): void
}) {
  const { checkBelow, units } = useApp((state) => state.prefs)
  const um = inUm(images, units)
  const picked = useReview((state) => state.image)
  const [sort, setSort] = useState<Sort>({ key: 'confidence', down: false })
  const sorted = useMemo(() => sortRows(images, KEYS[sort.key] ?? KEYS.file!, sort.down), [images, sort])
  useCopy(onCopy, () => ({
    text: tsv(
      ['plate', 'well', 'field', 'file', 'nuclei', 'area_px', 'intensity', 'confidence', 'flags'],
      sorted.map((i) => [
        i.plate,
        i.well,
        i.site,
        i.file,
        i.count,
        i.meanAreaPx,
        i.meanIntensity,
        i.meanConfidence,
        i.flags.join(' '),
      ]),
    ),
    rows: sorted.length,
    all: sorted.length,
  }))
  return (
    <VirtualTable
      label="Images"
      columns={columnsIn(um)}
      count={sorted.length}
      rowKey={(i) => sorted[i]!.index}
      sort={sort}
      onSort={setSort}
      selected={sorted.findIndex((image) => image.index === picked)}
      onPick={(i) => sorted[i] && pickImage(sorted[i].index, sorted[i].well)}
      onOpen={(i) =>
        sorted[i]?.state === 'done' &&
        go({ place: 'review', tab: 'image', runId: run.id, index: sorted[i].index })
      }
      empty="No image passes the filter."
      row={(i) => {
        const image = sorted[i]!
        const flag = qualityFlag(image.flags)
        return [
          image.well ?? '–',
          image.site ?? '–',
          <span key="file" title={image.file}>
            {image.file}
          </span>,
          <span className="strong" key="count">
            {int(image.count)}
          </span>,
          measure(areaIn(image, um)),
          measure(image.meanIntensity),
          took(image.seconds),
          <Confidence key="confidence" value={image.meanConfidence} checkBelow={checkBelow} />,
          image.state === 'failed' ? (
            <span className="status is-failure" key="flag">
              <Icon name="fail" />
              Not read
            </span>
          ) : flag ? (
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
