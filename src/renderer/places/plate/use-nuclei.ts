import type { NucleusColumn } from '@shared/contract'
import { useEffect, useRef, useState } from 'react'
import type { NucleusTable, OrderReply, OrderRequest } from '../../logic/nucleus-table'
import { tell } from '../../state/app-store'
import type { Sort } from '../../ui/virtual-table'
import { fetchNuclei } from './fetch-nuclei'

/**
 * All nuclei of a run, fetched when first wanted and again when `version` changes. The first time the table
 * grows page by page; later the old one stays until the new one is whole.
 */
export function useNucleusTable(runId: string, wanted: boolean, version: number): NucleusTable | undefined {
  const [now, setNow] = useState<{ runId: string; table: NucleusTable }>()
  const first = useRef('')
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version is fetched anew.
  useEffect(() => {
    if (!wanted) return
    let current = true
    const grows = first.current !== runId
    first.current = runId
    fetchNuclei(runId, (table) => {
      if (current && (grows || table.rows === table.total)) setNow({ runId, table })
      return current
    }).catch((error) => current && tell(error))
    return () => {
      current = false
    }
  }, [runId, wanted, version])
  return now?.runId === runId ? now.table : undefined
}

/** What is asked of the rows besides their order. */
export interface RowChoice {
  keep: Uint8Array | undefined
  conditions: { column: NucleusColumn; how: '<' | '<=' | '=' | '>=' | '>'; than: number; power: number }[]
  pixelSize: Float32Array | undefined
}

/** Row order for a sort and a choice of rows, made in a worker; the old order stays until it is there. */
export function useOrder(
  table: NucleusTable | undefined,
  sort: Sort,
  choice: RowChoice,
): { order: Uint32Array; busy: boolean } {
  const worker = useRef<Worker>(undefined)
  const turn = useRef(0)
  const [made, setMade] = useState<{ order: Uint32Array; turn: number }>({
    order: new Uint32Array(0),
    turn: 0,
  })
  const [asked, setAsked] = useState(0)
  useEffect(() => {
    worker.current = new Worker(new URL('./order-worker.ts', import.meta.url), { type: 'module' })
    worker.current.onmessage = ({ data }: MessageEvent<OrderReply>) => {
      if (data.id === turn.current) setMade({ order: data.order, turn: data.id })
    }
    return () => worker.current?.terminate()
  }, [])
  useEffect(() => {
    const id = ++turn.current
    setAsked(id)
    if (!table) return setMade({ order: new Uint32Array(0), turn: id })
    // Copies of what is there so far: they are handed over, the table stays.
    const copy = (name: NucleusColumn) => table.columns[name].slice(0, table.rows)
    const request: OrderRequest = {
      id,
      key: copy(sort.key as NucleusColumn),
      down: sort.down,
      image: copy('image'),
      keep: choice.keep,
      conditions: choice.conditions.map(({ column, ...how }) => ({ values: copy(column), ...how })),
      pixelSize: choice.pixelSize,
    }
    const transfer = [request.key, request.image, ...request.conditions!.map(({ values }) => values)]
    worker.current?.postMessage(
      request,
      transfer.map((column) => column.buffer),
    )
  }, [table, sort, choice])
  return { order: made.order, busy: made.turn !== asked }
}
