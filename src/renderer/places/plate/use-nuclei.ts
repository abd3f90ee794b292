import type { NucleusColumn } from '@shared/contract'
import { useEffect, useRef, useState } from 'react'
import type { NucleusTable, OrderReply, OrderRequest } from '../../logic/nucleus-table'
import { api, tell } from '../../state/app-store'
import type { Sort } from '../../ui/virtual-table'

/** All nuclei of a run, fetched when first wanted. */
export function useNucleusTable(runId: string, wanted: boolean, version: number): NucleusTable | undefined {
  const [table, setTable] = useState<{ runId: string; version: number; table: NucleusTable }>()
  const stale = table?.runId !== runId || table.version !== version
  useEffect(() => {
    if (!wanted || !stale) return
    let current = true
    api()
      .binary('table.nuclei', { runId })
      .then(({ meta, buffers }) => {
        const columns = Object.fromEntries(
          meta.columns.map((name, i) => [name, new Float32Array(buffers[i]!)]),
        )
        if (current)
          setTable({
            runId,
            version,
            table: { rows: meta.rows, columns: columns as NucleusTable['columns'] },
          })
      }, tell)
    return () => {
      current = false
    }
  }, [runId, wanted, stale, version])
  return table?.runId === runId ? table.table : undefined
}

/** Row order for a sort and a set of images, made in a worker; the old order stays until it is there. */
export function useOrder(
  table: NucleusTable | undefined,
  sort: Sort,
  keep: Uint8Array | undefined,
): Uint32Array {
  const worker = useRef<Worker>(undefined)
  const turn = useRef(0)
  const [order, setOrder] = useState<Uint32Array>(new Uint32Array(0))
  useEffect(() => {
    worker.current = new Worker(new URL('./order-worker.ts', import.meta.url), { type: 'module' })
    worker.current.onmessage = ({ data }: MessageEvent<OrderReply>) => {
      if (data.id === turn.current) setOrder(data.order)
    }
    return () => worker.current?.terminate()
  }, [])
  useEffect(() => {
    if (!table) return setOrder(new Uint32Array(0))
    const key = table.columns[sort.key as NucleusColumn]
    const request: OrderRequest = {
      id: ++turn.current,
      key,
      down: sort.down,
      image: table.columns.image,
      keep,
    }
    worker.current?.postMessage(request)
  }, [table, sort, keep])
  return order
}
