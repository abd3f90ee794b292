/** What `fitLookModel` gives: features are centred on `mean` and divided by `scale`; one row of weights a group, the first for the constant 1. */
export interface LookModel {
  readonly mean: readonly number[]
  readonly scale: readonly number[]
  readonly weights: readonly (readonly number[])[]
}

/**
 * Fitted by `fitLookModel` to the 664 images of dsb2018 (test/golden/look-features.json, rounded to six
 * digits). Leaving a fold out, with all quarters of a field in it, 96.4 % of its images get their group.
 * test/evaluate/groups.test.ts fits it again and compares.
 */
export const LOOK_MODEL: LookModel = {
  mean: [0.0404436, -0.0211767, 0.186904, 0.216397, 4.36864],
  scale: [0.101901, 0.058224, 0.328296, 0.276904, 0.921957],
  weights: [
    [2.60123, -0.00382879, 0.00349314, -1.4249, -5.5787, -0.876735],
    [2.39386, -0.735628, 0.304072, -2.1489, 2.28394, 0.452084],
    [0.182501, 0.169126, -1.54946, 1.46429, 1.34464, -1.05532],
    [-1.81455, 1.49142, 0.722987, 0.502715, 0.486977, 0.0802981],
    [-3.36304, -0.921089, 0.518906, 1.60679, 1.46315, 1.39967],
  ],
}
