// biome-ignore-all lint/a11y/noNoninteractiveTabindex: the list holds the focus for its rows.
// biome-ignore-all lint/a11y/useSemanticElements: a virtual list cannot be a table element.
// biome-ignore-all lint/a11y/useFocusableInteractive: the list holds the focus for its rows.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the list handles the keys of its rows.
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useRef } from 'react'
import { Icon } from './icon'
import { Meter } from './small'
import { type Column, cellClass, TableRow } from './table-row'

export interface Sort {
  key: string
  down: boolean
}

interface Props {
  label: string
  columns: Column[]
  count: number
  /** Cells of row `i`, in the order of the columns. Rows in sight are drawn anew only when this changes. */
  row(i: number): ReactNode[]
  rowKey?(i: number): string | number
  sort?: Sort
  onSort?(sort: Sort): void
  /** Position of the selected row, or -1. */
  selected?: number
  onPick?(i: number): void
  onOpen?(i: number): void
  /** What is still being done, and how much of it is. */
  busy?: { words: string; share?: number }
  empty: string
}

const ROW = 25
/** Browsers cap an element's height; beyond this many rows the scroll position is scaled. */
const MOST_HEIGHT = 30_000_000

/** A table of any length: only the rows in view are in the page. */
export function VirtualTable(props: Props) {
  const { columns, count, row, rowKey, sort, onSort, selected = -1, onPick, onOpen } = props
  const scroll = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: Math.min(count, Math.floor(MOST_HEIGHT / ROW)),
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW,
    overscan: 12,
  })
  // The list has at most 1,200,000 places; with more rows each place stands for the row at the same share.
  const places = Math.min(count, Math.floor(MOST_HEIGHT / ROW))
  const first = virtual.range?.startIndex ?? 0
  const shift =
    count > places
      ? Math.round(
          (first / Math.max(1, places - (virtual.range ? virtual.range.endIndex - first : 0))) *
            (count - places),
        )
      : 0
  useEffect(() => {
    if (selected < 0) return
    virtual.scrollToIndex(
      Math.max(0, Math.min(places - 1, Math.round((selected / Math.max(1, count)) * places))),
    )
  }, [selected, count, places, virtual])
  const latest = useRef({ onPick, onOpen })
  latest.current = { onPick, onOpen }
  const pick = useCallback((i: number) => latest.current.onPick?.(i), [])
  const open = useCallback((i: number) => latest.current.onOpen?.(i), [])
  const press = (event: KeyboardEvent) => {
    const page = 12
    const steps: Record<string, number> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -count,
      End: count,
    }
    const step = steps[event.key]
    if (step !== undefined && onPick) onPick(Math.max(0, Math.min(count - 1, selected + step)))
    else if (event.key === 'Enter' && selected >= 0) onOpen?.(selected)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const tracks = {
    '--tracks': columns.map((c) => c.width).join(' '),
    '--tracks-narrow': columns
      .filter((c) => !c.secondary)
      .map((c) => c.width)
      .join(' '),
  }
  return (
    <div
      className="rows rows--tight"
      role="table"
      aria-label={props.label}
      aria-rowcount={count}
      style={tracks as object}
    >
      <div role="rowgroup">
        <div className="rows__head" role="row">
          {columns.map((column) => (
            <span
              key={column.key}
              role="columnheader"
              className={cellClass(column)}
              aria-sort={sort?.key === column.key ? (sort.down ? 'descending' : 'ascending') : undefined}
            >
              {column.sortable && onSort ? (
                <button
                  type="button"
                  onClick={() =>
                    onSort({
                      key: column.key,
                      down: sort?.key === column.key ? !sort.down : (column.numeric ?? false),
                    })
                  }
                >
                  {sort?.key === column.key && (
                    <Icon name="sort" className={sort.down ? undefined : 'is-up'} />
                  )}
                  {column.label}
                </button>
              ) : (
                column.label
              )}
            </span>
          ))}
        </div>
      </div>
      <div
        className="scroll"
        ref={scroll}
        tabIndex={0}
        role="rowgroup"
        aria-label={props.label}
        onKeyDown={press}
      >
        <div className="rows__all" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const i = Math.min(count - 1, item.index + shift)
            return (
              <TableRow
                key={rowKey ? `${item.index} ${rowKey(i)}` : item.index}
                i={i}
                start={item.start}
                columns={columns}
                row={row}
                selected={i === selected}
                onPick={pick}
                onOpen={open}
              />
            )
          })}
        </div>
        {count === 0 && (
          <div className="rows__none" role="row">
            <span role="cell">{props.empty}</span>
          </div>
        )}
      </div>
      {props.busy && <Busy {...props.busy} />}
    </div>
  )
}

function Busy({ words, share }: { words: string; share?: number }) {
  return (
    <p className="rows__busy" role="status">
      {share !== undefined && <Meter share={share} label={words} />}
      {words}
    </p>
  )
}
