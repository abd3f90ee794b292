import type { LabelImage } from './label-image'

/** Bounding boxes of all labels: `left[n] … right[n]`, both included; left > right for labels without a pixel. */
export interface LabelBoxes {
  readonly left: Int32Array
  readonly top: Int32Array
  readonly right: Int32Array
  readonly bottom: Int32Array
}

/** In one pass; labels may have gaps. */
export function labelBoxes(labels: LabelImage): LabelBoxes {
  const { width, height, data, count } = labels
  const left = new Int32Array(count + 1).fill(width)
  const top = new Int32Array(count + 1).fill(height)
  const right = new Int32Array(count + 1).fill(-1)
  const bottom = new Int32Array(count + 1).fill(-1)
  for (let y = 0; y < height; y++) {
    const row = y * width
    for (let x = 0; x < width; ) {
      const label = data[row + x]
      const from = x
      do x++
      while (x < width && data[row + x] === label)
      if (label === 0) continue
      if (from < left[label]) left[label] = from
      if (x > right[label]) right[label] = x - 1
      if (y < top[label]) top[label] = y
      bottom[label] = y
    }
  }
  return { left, top, right, bottom }
}
