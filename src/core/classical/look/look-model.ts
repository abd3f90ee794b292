/** What `fitLookModel` gives: features are centred on `mean` and divided by `scale`; one row of weights a group, the first for the constant 1. */
export interface LookModel {
  readonly mean: readonly number[]
  readonly scale: readonly number[]
  readonly weights: readonly (readonly number[])[]
}

/**
 * Fitted by `fitLookModel` to the 664 images of dsb2018 (test/golden/look-features.json, rounded to six
 * digits). Leaving a fold out, with all quarters of a field in it, 96.2 % of its images get their group.
 * test/evaluate/groups.test.ts fits it again and compares.
 */
export const LOOK_MODEL: LookModel = {
  mean: [0.0404436, -0.0211767, 0.186796, 0.216397, 4.36037],
  scale: [0.101901, 0.058224, 0.328289, 0.276904, 0.918556],
  weights: [
    [2.62738, -0.00418314, 0.00382075, -1.45115, -5.54882, -0.904134],
    [2.40535, -0.744546, 0.292191, -2.1236, 2.2554, 0.445427],
    [0.221522, 0.209343, -1.50593, 1.45448, 1.34868, -1.09448],
    [-1.88024, 1.46733, 0.706272, 0.507038, 0.486822, 0.16465],
    [-3.37401, -0.927946, 0.503649, 1.61323, 1.45792, 1.38854],
  ],
}
