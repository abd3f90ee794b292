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
  mean: [0.0404436, -0.0211767, 0.186904, 0.216397, 4.36037],
  scale: [0.101901, 0.058224, 0.328296, 0.276904, 0.918556],
  weights: [
    [2.62702, -0.00418097, 0.00381877, -1.45182, -5.54875, -0.904128],
    [2.40536, -0.744566, 0.292188, -2.12315, 2.25516, 0.445403],
    [0.221572, 0.209351, -1.50592, 1.4546, 1.34874, -1.09447],
    [-1.88014, 1.46736, 0.706252, 0.507065, 0.486877, 0.164664],
    [-3.37381, -0.927963, 0.503663, 1.61331, 1.45798, 1.38853],
  ],
}
