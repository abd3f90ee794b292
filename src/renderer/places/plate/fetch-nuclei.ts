import { type BinaryResult, NUCLEUS_COLUMNS } from '@shared/contract'
import type { NucleusTable } from '../../logic/nucleus-table'
import { api } from '../../state/app-store'

/**
 * Fetches a run's nuclei page by page, so that neither side is held up by one huge answer. `there` is called
 * after each page with the table so far (its columns are filled in place); it stops when that gives false.
 */
export async function fetchNuclei(runId: string, there: (table: NucleusTable) => boolean): Promise<void> {
  let columns: NucleusTable['columns'] | undefined
  let rows = 0
  for (let from: number | undefined = 0; from !== undefined; ) {
    const { meta, buffers }: BinaryResult<'table.nuclei'> = await api().binary('table.nuclei', {
      runId,
      from,
    })
    const { total } = meta
    columns ??= Object.fromEntries(
      NUCLEUS_COLUMNS.map((name) => [name, new Float32Array(total)]),
    ) as NucleusTable['columns']
    // More may have been counted since the first page; they come with the next fetch.
    const room = columns.image.length - rows
    for (const [i, name] of meta.columns.entries()) {
      const page = new Float32Array(buffers[i]!)
      columns[name].set(page.length > room ? page.subarray(0, room) : page, rows)
    }
    rows += Math.min(room, meta.rows)
    from = meta.next
    const done = from === undefined || rows === columns.image.length
    if (!there({ rows, total: done ? rows : columns.image.length, columns }) || done) return
  }
}
