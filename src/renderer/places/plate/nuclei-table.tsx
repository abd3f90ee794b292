import { NUCLEUS_COLUMNS, type NucleusColumn } from '@shared/contract'
import type { ImageRecord, RunSummary } from '@shared/run'
import { useMemo, useState } from 'react'
import { int, measure, score } from '../../logic/format'
import { inUm } from '../../logic/metrics'
import { tsv } from '../../logic/tsv'
import { useApp } from '../../state/app-store'
import { pickImage, useReview } from '../../state/review-store'
import { go } from '../../state/route'
import { imageOf } from '../../state/runs-store'
import { Confidence } from '../../ui/small'
import { type Column, type Sort, VirtualTable } from '../../ui/virtual-table'
import { MOST_COPIED, useCopy } from './use-copy'
import { useNucleusTable, useOrder } from './use-nuclei'

const columnsIn = (um: boolean): Column[] => [
  { key: 'image', label: 'Image', width: 'minmax(112px, 2fr)', sortable: true },
  { key: 'label', label: 'Nucleus', width: 'minmax(64px, .8fr)', numeric: true, sortable: true },
  {
    key: 'areaPx',
    label: um ? 'Area µm²' : 'Area px',
    width: 'minmax(72px, 1fr)',
    numeric: true,
    sortable: true,
  },
  {
    key: 'diameterPx',
    label: um ? 'Diameter µm' : 'Diameter px',
    width: 'minmax(84px, 1fr)',
    numeric: true,
    sortable: true,
  },
  {
    key: 'eccentricity',
    label: 'Eccentricity',
    width: 'minmax(84px, 1fr)',
    numeric: true,
    sortable: true,
    secondary: true,
  },
  {
    key: 'solidity',
    label: 'Solidity',
    width: 'minmax(64px, 1fr)',
    numeric: true,
    sortable: true,
    secondary: true,
  },
  { key: 'intensity', label: 'Mean', width: 'minmax(64px, 1fr)', numeric: true, sortable: true },
  { key: 'confidence', label: 'Confidence', width: 'minmax(104px, 1.2fr)', numeric: true, sortable: true },
]

interface Props {
  run: RunSummary
  images: ImageRecord[]
  /** Images whose nuclei are shown; undefined = all. */
  shown: ImageRecord[] | undefined
  onCopy(copy: { run(): void } | undefined): void
}

export function NucleiTable({ run, images, shown, onCopy }: Props) {
  const { checkBelow, units } = useApp((state) => state.prefs)
  const um = inUm(images, units)
  const { image, nucleus } = useReview()
  const [sort, setSort] = useState<Sort>({ key: 'confidence', down: false })
  // While a run counts, the table is fetched anew at every tenth of it.
  const version = run.state === 'done' ? -1 : Math.floor((10 * run.done) / Math.max(1, run.total))
  const table = useNucleusTable(run.id, true, version)
  const keep = useMemo(() => {
    if (!shown) return undefined
    const mask = new Uint8Array(1 + images.reduce((most, { index }) => Math.max(most, index), 0))
    for (const { index } of shown) mask[index] = 1
    return mask
  }, [shown, images])
  const order = useOrder(table, sort, keep)
  const c = table?.columns
  const selected = useMemo(() => {
    if (!c || nucleus === undefined) return -1
    return order.findIndex((row) => c.image[row] === image && c.label[row] === nucleus)
  }, [order, c, image, nucleus])
  useCopy(onCopy, () => {
    const rows = Math.min(order.length, MOST_COPIED)
    const cells = function* () {
      for (let i = 0; c && i < rows; i++) {
        const row = order[i]!
        yield [
          imageOf(images, c.image[row])?.file,
          ...NUCLEUS_COLUMNS.slice(1).map((name: NucleusColumn) => c[name][row]),
        ]
      }
    }
    return { text: tsv(['file', ...NUCLEUS_COLUMNS.slice(1)], cells()), rows, all: order.length }
  })
  const rowOf = (i: number) => order[i] ?? 0
  const pick = (i: number) => {
    if (!c) return
    const index = c.image[rowOf(i)]!
    pickImage(index, imageOf(images, index)?.well, c.label[rowOf(i)])
  }
  return (
    <VirtualTable
      label="Nuclei"
      columns={columnsIn(um)}
      count={c ? order.length : 0}
      rowKey={rowOf}
      sort={sort}
      onSort={setSort}
      selected={selected}
      onPick={pick}
      onOpen={(i) => {
        pick(i)
        if (c) go({ place: 'review', tab: 'image', runId: run.id, index: c.image[rowOf(i)]! })
      }}
      empty={table ? 'No nucleus passes the filter.' : 'The nuclei are being fetched.'}
      row={(i) => {
        if (!c) return []
        const row = rowOf(i)
        const field = imageOf(images, c.image[row])
        const size = (um && field?.pixelSizeUm) || 1
        return [
          field?.well ? `${field.well} · ${field.site ?? '1'}` : (field?.file ?? '–'),
          int(c.label[row]),
          measure(c.areaPx[row]! * size * size),
          measure(c.diameterPx[row]! * size),
          score(c.eccentricity[row]),
          score(c.solidity[row]),
          measure(c.intensity[row]),
          <Confidence key="confidence" value={c.confidence[row]} checkBelow={checkBelow} />,
        ]
      }}
    />
  )
}
