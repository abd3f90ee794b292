import { cellsOf } from '../../logic/cells'
import type { Metric } from '../../logic/metrics'
import type { PlateCell } from '../../ui/plate-map'
import { type ScaledRow, type Shown, shareOf } from './plate-scale'

const CONTENT = { negative: 'negative control', positive: 'positive control', out: 'left out' } as const

/** What the plate map shows of each well on the chosen scale, with what it holds. */
export function scaledCells(rows: ScaledRow[], metric: Metric, shown: Shown): Map<string, PlateCell> {
  const cells = cellsOf(rows, metric, shown.to)
  for (const row of rows) {
    const cell = cells.get(row.well)
    if (!cell) continue
    const value = shown.of(row)
    cell.share = shareOf(shown, value)
    cell.text = value === undefined ? undefined : shown.format(value)
    if (shown.key !== 'value')
      cell.title += `, ${shown.format(value)} ${shown.key === 'z' ? 'z' : 'of control'}`
    if (row.content === 'sample') continue
    cell.title += `, ${CONTENT[row.content]}`
    cell.content = row.content
  }
  return cells
}
