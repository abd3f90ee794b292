// biome-ignore-all lint/a11y/useSemanticElements: a virtual list cannot be a table element.
// biome-ignore-all lint/a11y/useFocusableInteractive: the list holds the focus for its rows.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the list handles the keys of its rows.
import { memo, type ReactNode } from 'react'

/** A column of a table of any length; its cells are drawn by the row. */
export interface Column {
  key: string
  label: string
  /** CSS grid track. */
  width: string
  numeric?: boolean
  sortable?: boolean
  /** Leaves at 1180 wide. */
  secondary?: boolean
}

interface RowProps {
  i: number
  start: number
  columns: Column[]
  row(i: number): ReactNode[]
  selected: boolean
  onPick(i: number): void
  onOpen(i: number): void
}

/** One row in sight; drawn anew only when the table's rows or its own place change. */
export const TableRow = memo(function TableRow({
  i,
  start,
  columns,
  row,
  selected,
  onPick,
  onOpen,
}: RowProps) {
  const cells = row(i)
  return (
    <div
      role="row"
      aria-rowindex={i + 1}
      aria-selected={selected}
      className={selected ? 'rows__line rows__at is-selected' : 'rows__line rows__at'}
      style={{ transform: `translateY(${start}px)` }}
      onClick={() => onPick(i)}
      onDoubleClick={() => onOpen(i)}
    >
      {columns.map((column, c) => (
        <span role="cell" key={column.key} className={cellClass(column)}>
          {cells[c]}
        </span>
      ))}
    </div>
  )
})

export function cellClass(column: Column): string {
  return [column.numeric ? 'num' : 'clip', column.secondary && 'is-secondary'].filter(Boolean).join(' ')
}
