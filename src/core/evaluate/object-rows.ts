import type { Matching } from './matching'
import type { OverlapTable } from './overlap'
import { AT_50, AT_70, AT_90 } from './thresholds'

/** One object of one side: a row of objects.csv. */
export interface ObjectRow {
  readonly side: 'target' | 'prediction'
  /** As in the file it came from. */
  readonly label: number
  readonly areaPx: number
  /** Largest IoU with an object of the other side, and that object as in its file; 0 and undefined for none. */
  readonly bestIou: number
  readonly bestLabel?: number
  /** Matched at IoU > .5, .7, .9. */
  readonly at50: boolean
  readonly at70: boolean
  readonly at90: boolean
  /** Objects of the other side with IoU > .1; more than one: a split target, a merging prediction. */
  readonly partners: number
}

/** Rows of all targets, then of all predictions. `…FileLabels[n]` is what the file calls object n. */
export function objectRows(
  table: OverlapTable,
  matching: Matching,
  targetFileLabels: Uint32Array,
  predictionFileLabels: Uint32Array,
): ObjectRow[] {
  const rows: ObjectRow[] = []
  for (const side of ['target', 'prediction'] as const) {
    const own = side === 'target'
    const area = own ? table.targetArea : table.predictionArea
    const level = own ? matching.targetLevel : matching.predictionLevel
    const best = own ? matching.targetBest : matching.predictionBest
    const bestIou = own ? matching.targetBestIou : matching.predictionBestIou
    const touching = own ? matching.targetTouching : matching.predictionTouching
    const names = own ? targetFileLabels : predictionFileLabels
    const others = own ? predictionFileLabels : targetFileLabels
    for (let n = 1; n < area.length; n++) {
      if (area[n] === 0) continue
      rows.push({
        side,
        label: names[n],
        areaPx: area[n],
        bestIou: bestIou[n],
        bestLabel: best[n] === 0 ? undefined : others[best[n]],
        at50: level[n] > AT_50,
        at70: level[n] > AT_70,
        at90: level[n] > AT_90,
        partners: touching[n],
      })
    }
  }
  return rows
}
