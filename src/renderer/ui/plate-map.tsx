// biome-ignore-all lint/a11y/useSemanticElements: a table cannot be laid out as the square grid of a plate.
// biome-ignore-all lint/a11y/useFocusableInteractive: the focus roves over the wells; heads and rows take none.
import { type KeyboardEvent, type MouseEvent, useMemo, useRef } from 'react'
import { heatStep } from '../logic/metrics'
import { parseWell, rowName, wellName } from '../logic/wells'
import { Icon, type IconName } from './icon'

export interface PlateCell {
  /** Share of the heat scale's end, 0…1; undefined = nothing counted yet. */
  share?: number
  /** Drawn in the cell where there is room (96 wells and fewer). */
  text?: string
  state?: 'running' | 'failed'
  flag?: IconName
  /** Controls carry a corner, wells that are left out are hollow. */
  content?: 'negative' | 'positive' | 'out'
  /** Read by screen readers and shown on hover: "D04: 117 nuclei per field, debris". */
  title: string
}

interface Props {
  rows: number
  columns: number
  cells: Map<string, PlateCell>
  label: string
  picked?: string
  /** Wells that are selected together with the picked one. */
  selected?: readonly string[]
  /** With Ctrl one more or less, with Shift the rectangle up to it. */
  onPick?(well: string, how: 'only' | 'toggle' | 'range'): void
  /** A row or column by its head, or everything (Ctrl A). */
  onPickAll?(wells: string[]): void
  onOpen?(well: string): void
  /** In a narrow panel only every sixth column is named. */
  sparse?: boolean
}

const STEPS: Record<string, [number, number]> = {
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
}

/**
 * The plate as a grid of wells; arrow keys go from well to well, Enter opens. Shift and arrows select a rectangle,
 * Space adds or takes away one well, Shift Space its row, Ctrl Space its column, Ctrl A all.
 */
export function PlateMap(props: Props) {
  const { rows, columns, cells, label, picked, selected, onPick, onPickAll, onOpen, sparse } = props
  const grid = useRef<HTMLDivElement>(null)
  const large = columns <= 12 && !sparse
  const first = picked ?? cells.keys().next().value
  /** The wells that are there of a row, of a column, or of the plate. */
  const line = (row?: number, column?: number) =>
    [...cells.keys()].filter((well) => {
      const at = parseWell(well)
      return at && (row === undefined || at.row === row) && (column === undefined || at.column === column)
    })
  const move = (event: KeyboardEvent, row: number, column: number) => {
    const step = STEPS[event.key]
    const control = event.ctrlKey || event.metaKey
    if (event.key === 'Enter') onOpen?.(wellName({ row, column }))
    if (event.key === ' ' && onPickAll) {
      event.preventDefault()
      if (event.shiftKey) onPickAll(line(row))
      else if (control) onPickAll(line(undefined, column))
      else onPick?.(wellName({ row, column }), 'toggle')
    } else if (control && event.key.toLowerCase() === 'a' && onPickAll) {
      event.preventDefault()
      onPickAll(line())
    }
    if (!step) return
    event.preventDefault()
    const [dy, dx] = step
    for (let y = row + dy, x = column + dx; y >= 0 && x >= 0 && y < rows && x < columns; y += dy, x += dx) {
      const well = wellName({ row: y, column: x })
      if (!cells.has(well)) continue
      onPick?.(well, event.shiftKey ? 'range' : 'only')
      grid.current?.querySelector<HTMLElement>(`[data-well="${well}"]`)?.focus()
      return
    }
  }
  const chosen = useMemo(() => new Set(selected), [selected])
  const heads = useMemo(() => Array.from({ length: columns }, (_, c) => c + 1), [columns])
  const named = (c: number) => !(sparse && columns > 12) || c === 1 || c === columns || c % 6 === 0
  return (
    <div
      ref={grid}
      className={large ? 'plate plate--96' : rows > 16 ? 'plate plate--1536' : 'plate'}
      style={{ '--cols': columns } as object}
      role="grid"
      aria-label={label}
      aria-multiselectable={onPickAll ? true : undefined}
    >
      <div className="plate__line" role="row">
        <span role="columnheader" aria-label="Row" />
        {heads.map((c) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: Ctrl Space on a well selects its column.
          <span
            className="col"
            role="columnheader"
            key={c}
            aria-label={`Column ${c}`}
            title={onPickAll && `Select column ${c}`}
            onClick={onPickAll && (() => onPickAll(line(undefined, c - 1)))}
          >
            {named(c) ? c : ''}
          </span>
        ))}
      </div>
      {Array.from({ length: rows }, (_, row) => (
        <div className="plate__line" role="row" key={rowName(row)}>
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: Shift Space on a well selects its row. */}
          <span
            className="row"
            role="rowheader"
            title={onPickAll && `Select row ${rowName(row)}`}
            onClick={onPickAll && (() => onPickAll(line(row)))}
          >
            {rowName(row)}
          </span>
          {heads.map((c) => {
            const well = wellName({ row, column: c - 1 })
            const cell = cells.get(well)
            return (
              <span
                key={well}
                role="gridcell"
                data-well={well}
                className={cellClass(cell, picked === well, chosen.has(well))}
                tabIndex={onPick && cell ? (well === first ? 0 : -1) : undefined}
                aria-label={cell?.title ?? `${well}: no image`}
                aria-selected={onPick ? picked === well || chosen.has(well) : undefined}
                title={cell?.title}
                onClick={cell && ((event) => onPick?.(well, howOf(event)))}
                onDoubleClick={cell && (() => onOpen?.(well))}
                onKeyDown={onPick && ((event) => move(event, row, c - 1))}
              >
                {cell?.state === 'failed' ? (
                  <Icon name="x" />
                ) : cell?.flag ? (
                  <Icon name={cell.flag} />
                ) : (
                  large && cell?.text
                )}
              </span>
            )
          })}
        </div>
      ))}
    </div>
  )
}

function howOf(event: MouseEvent): 'only' | 'toggle' | 'range' {
  if (event.shiftKey) return 'range'
  return event.ctrlKey || event.metaKey ? 'toggle' : 'only'
}

function cellClass(cell: PlateCell | undefined, picked: boolean, selected: boolean): string {
  const names = ['well']
  if (!cell) names.push('is-absent')
  if (cell?.state === 'failed') names.push('has-failed')
  else if (cell?.share !== undefined) {
    const step = heatStep(cell.share, 1)
    names.push(`q${step}`)
    if (step >= 7) names.push('is-pale')
  }
  if (cell?.state === 'running') names.push('is-running')
  if (cell?.content) names.push(`is-${cell.content}`)
  if (picked) names.push('is-picked')
  else if (selected) names.push('is-selected')
  return names.join(' ')
}
