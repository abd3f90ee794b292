/**
 * Precision, recall, F1 and score from counts, with the conventions for empty sides written once:
 * nothing to find and nothing found is perfect (1); one side empty and the other not is 0.
 */
export function precisionOf(truePositives: number, targets: number, predictions: number): number {
  if (predictions === 0) return targets === 0 ? 1 : 0
  return truePositives / predictions
}

export function recallOf(truePositives: number, targets: number, predictions: number): number {
  if (targets === 0) return predictions === 0 ? 1 : 0
  return truePositives / targets
}

/** 2TP / (2TP + FP + FN); the denominator is the number of objects on both sides. */
export function f1Of(truePositives: number, targets: number, predictions: number): number {
  return targets + predictions === 0 ? 1 : (2 * truePositives) / (targets + predictions)
}

/** TP / (TP + FP + FN). */
export function scoreOf(truePositives: number, targets: number, predictions: number): number {
  return targets + predictions === 0 ? 1 : truePositives / (targets + predictions - truePositives)
}
