/**
 * The ten IoU thresholds of the 2018 Data Science Bowl, .50, .55 … .95, as whole twentieths. They are kept as
 * integers because .55, .60 … are not exact in binary: an overlap of exactly 3/5 must not pass `> .60`, and
 * whether it does would otherwise depend on how the threshold was computed.
 */
export const THRESHOLD_TWENTIETHS: readonly number[] = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]

/** The same thresholds as fractions, for axes and tables only; never compare an IoU with them. */
export const IOU_THRESHOLDS: readonly number[] = THRESHOLD_TWENTIETHS.map((k) => k / 20)

/** Positions of .50, .70 and .90 in the lists above. */
export const AT_50 = 0
export const AT_70 = 4
export const AT_90 = 8

/** Objects of both sides that share more than this (as a fraction of ten) belong together when splits and merges are counted. */
export const TOUCH_TENTHS = 1

/**
 * True when `intersection / union > twentieths / 20`, exactly.
 *
 * @param intersection pixels in both objects, a whole number ≤ 2^48
 * @param union pixels in either object
 * @param twentieths threshold in twentieths, 10 for .50
 */
export function iouExceeds(intersection: number, union: number, twentieths: number): boolean {
  return intersection * 20 > twentieths * union
}
