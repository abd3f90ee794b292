/**
 * A label image: 0 is background, n > 0 is nucleus n. `data` is row by row. Labels are 1…`count` without
 * gaps unless a function says otherwise.
 */
export interface LabelImage {
  readonly width: number
  readonly height: number
  readonly data: Uint32Array
  readonly count: number
}

/** The largest label there is; 0 where there is none. */
export function largestLabel(data: Uint32Array): number {
  let largest = 0
  for (let i = 0; i < data.length; i++) if (data[i]! > largest) largest = data[i]!
  return largest
}
