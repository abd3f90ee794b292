import { NUCLEUS_COLUMNS, type NucleusColumn } from '@shared/contract'
import type { ImageRecord, RunSummary } from '@shared/run'
import { useCallback, useMemo, useState } from 'react'
import { int, measure, score } from '../../logic/format'
import { inUm } from '../../logic/metrics'
import type { NucleusTable } from '../../logic/nucleus-table'
import { tsv } from '../../logic/tsv'
import { go } from '../../state/address'
import { useApp } from '../../state/app-store'
import { pickImage, useReview } from '../../state/review-store'
import { imageOf } from '../../state/runs-store'
import { Confidence } from '../../ui/small'
import { type Sort, VirtualTable } from '../../ui/virtual-table'
import { nucleusColumns } from './nucleus-columns'
import { MOST_COPIED, useCopy } from './use-copy'
import { useNucleusTable, useOrder } from './use-nuclei'
import { useRowChoice } from './use-row-choice'

interface Props {
  run: RunSummary
  images: ImageRecord[]
  /** Images whose nuclei are shown; undefined = all. */
  shown: ImageRecord[] | undefined
  /** How many the run has: of several each is named. */
  plates: number
  text: string
  onCopy(copy: { run(): void } | undefined): void
}

export function NucleiTable({ run, images, shown, plates, text, onCopy }: Props) {
  const { checkBelow, units } = useApp((state) => state.prefs)
  const um = useMemo(() => inUm(images, units), [images, units])
  const columns = useMemo(() => nucleusColumns(um), [um])
  const { image, nucleus } = useReview()
  const [sort, setSort] = useState<Sort>({ key: 'confidence', down: false })
  // While a run counts, the table is fetched anew at every tenth of it.
  const version = run.state === 'done' ? -1 : Math.floor((10 * run.done) / Math.max(1, run.total))
  const table = useNucleusTable(run.id, true, version)
  const choice = useRowChoice(images, shown, columns, text, um)
  const { order, busy } = useOrder(table, sort, choice)
  const c = table?.columns
  const selected = useMemo(() => {
    if (!c || nucleus === undefined) return -1
    for (let i = 0; i < order.length; i++) {
      if (c.label[order[i]!] === nucleus && c.image[order[i]!] === image) return i
    }
    return -1
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
  const rowOf = useCallback((i: number) => order[i] ?? 0, [order])
  const pick = (i: number) => {
    if (!c) return
    const index = c.image[rowOf(i)]!
    pickImage(index, imageOf(images, index), c.label[rowOf(i)])
  }
  const row = useCallback(
    (i: number) => {
      if (!c) return []
      const at = rowOf(i)
      const field = imageOf(images, c.image[at])
      const size = (um && field?.pixelSizeUm) || 1
      return [
        placeWords(field, plates > 1),
        int(c.label[at]),
        measure(c.areaPx[at]! * size * size),
        measure(c.diameterPx[at]! * size),
        score(c.eccentricity[at]),
        score(c.solidity[at]),
        measure(c.intensity[at]),
        <Confidence key="confidence" value={c.confidence[at]} checkBelow={checkBelow} />,
      ]
    },
    [c, rowOf, images, um, checkBelow, plates],
  )
  return (
    <VirtualTable
      label="Nuclei"
      columns={columns}
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
      busy={busyWords(table, busy)}
      empty={table && !busy ? 'No nucleus passes the filter.' : ''}
      row={row}
    />
  )
}

function placeWords(field: ImageRecord | undefined, named: boolean): string {
  if (!field?.well) return field?.file ?? '–'
  const place = `${field.well} · ${field.site ?? '1'}`
  return named && field.plate ? `${field.plate} · ${place}` : place
}

/** What is still being done for the table, with the share that is done. */
function busyWords(
  table: NucleusTable | undefined,
  ordering: boolean,
): { words: string; share?: number } | undefined {
  if (!table) return { words: 'The nuclei are being fetched' }
  const { rows, total } = table
  if (rows < total) return { words: `${int(rows)} of ${int(total)} nuclei fetched`, share: rows / total }
  return ordering ? { words: 'The rows are being put in order' } : undefined
}
