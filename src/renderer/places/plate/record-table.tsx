import { type ReactNode, useCallback, useMemo, useState } from 'react'
import { holds, readFilter } from '../../logic/row-filter'
import { sortRows } from '../../logic/sort-rows'
import { tsv } from '../../logic/tsv'
import type { Column } from '../../ui/table-row'
import { type Sort, VirtualTable } from '../../ui/virtual-table'
import { useCopy } from './use-copy'

export interface RecordColumn<T> extends Column {
  /** What the column is sorted and filtered by: the value as it is shown. */
  value(row: T): number | string | undefined
  cell(row: T): ReactNode
}

interface Props<T> {
  label: string
  columns: RecordColumn<T>[]
  rows: T[]
  /** What was typed into the filter: conditions on columns, and words that `names` has to hold. */
  text: string
  names(row: T): string
  /** Heads and values of what Copy gives. */
  copied: [string, (row: T) => number | string | undefined][]
  keyOf(row: T): string | number
  picked: string | number | undefined
  onPick(row: T): void
  onOpen(row: T): void
  onCopy(copy: { run(): void } | undefined): void
  empty: string
}

/** A table of wells or images: sorted by any column, filtered by words and conditions, copied as shown. */
export function RecordTable<T>(props: Props<T>) {
  const { columns, rows, text, names, copied, keyOf, picked, onPick, onOpen } = props
  // Least sure first: what needs a look stands on top.
  const [sort, setSort] = useState<Sort>({ key: 'confidence', down: false })
  const shown = useMemo(() => {
    const { words, conditions } = readFilter(text, columns)
    const value = (row: T, key: string) => {
      const found = columns.find((column) => column.key === key)?.value(row)
      return typeof found === 'number' ? found : undefined
    }
    return rows.filter(
      (row) =>
        (words === '' || names(row).toLowerCase().includes(words)) &&
        conditions.every(({ column, how, than }) => holds(value(row, column), how, than)),
    )
  }, [rows, text, columns, names])
  const sorted = useMemo(() => {
    const by = columns.find((column) => column.key === sort.key) ?? columns[0]!
    return sortRows(shown, by.value, sort.down)
  }, [shown, columns, sort])
  useCopy(props.onCopy, () => ({
    text: tsv(
      copied.map(([head]) => head),
      sorted.map((row) => copied.map(([, of]) => of(row))),
    ),
    rows: sorted.length,
    all: sorted.length,
  }))
  const row = useCallback((i: number) => columns.map((column) => column.cell(sorted[i]!)), [columns, sorted])
  return (
    <VirtualTable
      label={props.label}
      columns={columns}
      count={sorted.length}
      rowKey={(i) => keyOf(sorted[i]!)}
      sort={sort}
      onSort={setSort}
      selected={picked === undefined ? -1 : sorted.findIndex((one) => keyOf(one) === picked)}
      onPick={(i) => sorted[i] && onPick(sorted[i])}
      onOpen={(i) => sorted[i] && onOpen(sorted[i])}
      empty={props.empty}
      row={row}
    />
  )
}
