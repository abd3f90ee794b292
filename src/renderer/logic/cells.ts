import type { PlateCell } from '../ui/plate-map'
import { qualityFlag } from './flags'
import type { Metric } from './metrics'
import type { WellRow } from './wells-of'

/** What the plate map shows of each well. */
export function cellsOf(rows: WellRow[], metric: Metric, top: number): Map<string, PlateCell> {
  return new Map(
    rows.map((row) => {
      const flag = qualityFlag(row.flags)
      const state = row.running > 0 ? 'running' : row.done === 0 && row.failed > 0 ? 'failed' : undefined
      const value =
        row.value === undefined
          ? 'not counted yet'
          : `${metric.format(row.value)} ${metric.label.toLowerCase()}`
      const words = [state === 'failed' ? 'not read' : value]
      if (flag) words.push(flag.label.toLowerCase())
      if (state === 'running') words.push('being counted')
      return [
        row.well,
        {
          share: row.value === undefined ? undefined : row.value / top,
          text: row.value === undefined ? undefined : metric.format(row.value),
          state,
          flag: flag?.icon,
          title: `${row.well}: ${words.join(', ')}`,
        },
      ]
    }),
  )
}
