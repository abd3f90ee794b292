import type { ImageRecord, RunSummary } from '@shared/run'
import { useMemo } from 'react'
import { qualityFlag } from '../../logic/flags'
import { int, measure, took } from '../../logic/format'
import { areaIn, inUm } from '../../logic/metrics'
import { go } from '../../state/address'
import { useApp } from '../../state/app-store'
import { pickImage, useReview } from '../../state/review-store'
import { Confidence } from '../../ui/small'
import { FlagCell } from './flag-cell'
import { type RecordColumn, RecordTable } from './record-table'

const WIDE = 'minmax(72px, 1fr)'

function columnsIn(um: boolean, checkBelow: number, plates: number): RecordColumn<ImageRecord>[] {
  const number = { numeric: true, sortable: true } as const
  const plate: RecordColumn<ImageRecord> = {
    key: 'plate',
    label: 'Plate',
    width: WIDE,
    sortable: true,
    value: (i) => i.plate,
    cell: (i) => <span title={i.plate}>{i.plate || '–'}</span>,
  }
  return [
    ...(plates > 1 ? [plate] : []),
    {
      key: 'well',
      label: 'Well',
      width: '56px',
      sortable: true,
      value: (i) => i.well,
      cell: (i) => i.well ?? '–',
    },
    {
      key: 'site',
      label: 'Field',
      width: '56px',
      sortable: true,
      value: (i) => i.site,
      cell: (i) => i.site ?? '–',
    },
    {
      key: 'file',
      label: 'File',
      width: 'minmax(120px, 3fr)',
      sortable: true,
      value: (i) => i.file,
      cell: (i) => <span title={i.file}>{i.file}</span>,
    },
    {
      key: 'count',
      label: 'Nuclei',
      width: 'minmax(64px, 1fr)',
      ...number,
      value: (i) => i.count,
      cell: (i) => <span className="strong">{int(i.count)}</span>,
    },
    {
      key: 'area',
      label: um ? 'Area µm²' : 'Area px',
      width: WIDE,
      ...number,
      value: (i) => areaIn(i, um),
      cell: (i) => measure(areaIn(i, um)),
    },
    {
      key: 'intensity',
      label: 'Intensity',
      width: WIDE,
      ...number,
      secondary: true,
      value: (i) => i.meanIntensity,
      cell: (i) => measure(i.meanIntensity),
    },
    {
      key: 'seconds',
      label: 'Time',
      width: 'minmax(64px, .8fr)',
      ...number,
      secondary: true,
      value: (i) => i.seconds,
      cell: (i) => took(i.seconds),
    },
    {
      key: 'confidence',
      label: 'Confidence',
      width: 'minmax(104px, 1.2fr)',
      ...number,
      value: (i) => i.meanConfidence,
      cell: (i) => <Confidence value={i.meanConfidence} checkBelow={checkBelow} />,
    },
    {
      key: 'flag',
      label: 'Flag',
      width: 'minmax(104px, 1.2fr)',
      sortable: true,
      value: (i) => (i.state === 'failed' ? 'Not read' : qualityFlag(i.flags)?.label),
      cell: (i) => <FlagCell flags={i.flags} failed={i.state === 'failed'} />,
    },
  ]
}

const COPIED: [string, (image: ImageRecord) => number | string | undefined][] = [
  ['plate', (i) => i.plate],
  ['well', (i) => i.well],
  ['field', (i) => i.site],
  ['file', (i) => i.file],
  ['nuclei', (i) => i.count],
  ['area_px', (i) => i.meanAreaPx],
  ['intensity', (i) => i.meanIntensity],
  ['confidence', (i) => i.meanConfidence],
  ['flags', (i) => i.flags.join(' ')],
]

/** What a word in the filter may be found in. */
export const namesOf = (image: ImageRecord) => `${image.well ?? ''} ${image.file} ${image.plate ?? ''}`

interface Props {
  run: RunSummary
  images: ImageRecord[]
  /** How many the run has: of several each is named. */
  plates: number
  text: string
  onCopy(copy: { run(): void } | undefined): void
}

export function ImagesTable({ run, images, plates, text, onCopy }: Props) {
  const { checkBelow, units } = useApp((state) => state.prefs)
  const um = useMemo(() => inUm(images, units), [images, units])
  const columns = useMemo(() => columnsIn(um, checkBelow, plates), [um, checkBelow, plates])
  const picked = useReview((state) => state.image)
  return (
    <RecordTable
      label="Images"
      columns={columns}
      rows={images}
      text={text}
      names={namesOf}
      copied={COPIED}
      keyOf={(image) => image.index}
      picked={picked}
      onPick={(image) => pickImage(image.index, image)}
      onOpen={({ state, index }) =>
        state === 'done' && go({ place: 'review', tab: 'image', runId: run.id, index })
      }
      onCopy={onCopy}
      empty="No image passes the filter."
    />
  )
}
