import { type OverlapTable, unionOf } from './overlap'
import { iouExceeds, THRESHOLD_TWENTIETHS, TOUCH_TENTHS } from './thresholds'

/** What each object of both sides met on the other side. All arrays are indexed by label; index 0 is unused. */
export interface Matching {
  /** Largest IoU with any object of the other side, 0 when nothing overlaps. */
  readonly targetBestIou: Float64Array
  readonly predictionBestIou: Float64Array
  /** The label of that object, 0 for none; the smaller label when two are exactly equal. */
  readonly targetBest: Uint32Array
  readonly predictionBest: Uint32Array
  /** How many of the ten thresholds the best overlap passes, 0…10: matched at threshold k when > k. */
  readonly targetLevel: Uint8Array
  readonly predictionLevel: Uint8Array
  /** Objects of the other side with IoU > .1; more than one makes a target split and a prediction merged. */
  readonly targetTouching: Uint32Array
  readonly predictionTouching: Uint32Array
  /** Matches at each of the ten thresholds. */
  readonly truePositives: readonly number[]
}

/**
 * Matches the objects of a table. A match is strictly IoU > t; as t ≥ .5 an object can have only one, so no
 * assignment has to be solved. All comparisons are made in whole numbers.
 */
export function matchObjects(table: OverlapTable): Matching {
  const targetSize = table.targetArea.length
  const predictionSize = table.predictionArea.length
  const matching = {
    targetBestIou: new Float64Array(targetSize),
    predictionBestIou: new Float64Array(predictionSize),
    targetBest: new Uint32Array(targetSize),
    predictionBest: new Uint32Array(predictionSize),
    targetLevel: new Uint8Array(targetSize),
    predictionLevel: new Uint8Array(predictionSize),
    targetTouching: new Uint32Array(targetSize),
    predictionTouching: new Uint32Array(predictionSize),
    truePositives: THRESHOLD_TWENTIETHS.map(() => 0),
  }
  for (let i = 0; i < table.intersection.length; i++) {
    const t = table.targetOf[i]
    const p = table.predictionOf[i]
    const intersection = table.intersection[i]
    const union = unionOf(table, i)
    const iou = intersection / union
    if (iou > matching.targetBestIou[t]) {
      matching.targetBestIou[t] = iou
      matching.targetBest[t] = p
    }
    if (iou > matching.predictionBestIou[p]) {
      matching.predictionBestIou[p] = iou
      matching.predictionBest[p] = t
    }
    if (intersection * 10 > TOUCH_TENTHS * union) {
      matching.targetTouching[t]++
      matching.predictionTouching[p]++
    }
    const level = levelOf(intersection, union)
    if (level === 0) continue
    matching.targetLevel[t] = level
    matching.predictionLevel[p] = level
    for (let k = 0; k < level; k++) matching.truePositives[k]++
  }
  return matching
}

/** How many of the ten thresholds an overlap passes. */
function levelOf(intersection: number, union: number): number {
  let level = 0
  while (level < THRESHOLD_TWENTIETHS.length && iouExceeds(intersection, union, THRESHOLD_TWENTIETHS[level]))
    level++
  return level
}
