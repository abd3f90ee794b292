import type { Labels } from '@core/correct/label-edit'

/** A label image as letters: '.' background, then 1 … 9, a … z. */
export function rows({ width, height, data }: Labels): string[] {
  return Array.from({ length: height }, (_, y) =>
    Array.from(data.subarray(y * width, (y + 1) * width), (label) =>
      label === 0 ? '.' : label.toString(36),
    ).join(''),
  )
}
