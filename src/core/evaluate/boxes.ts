import type { LabelImage } from '../image/label-image'

/** Bounding boxes of all labels: `left[n] … right[n]`, both included; left > right for labels without a pixel. */
export interface LabelBoxes {
  readonly left: Int32Array
  readonly top: Int32Array
  readonly right: Int32Array
  readonly bottom: Int32Array
}

export function labelBoxes(labels: LabelImage): LabelBoxes {
  const { width, height, data, count } = labels
  const left = new Int32Array(count + 1).fill(width)
  const top = new Int32Array(count + 1).fill(height)
  const right = new Int32Array(count + 1).fill(-1)
  const bottom = new Int32Array(count + 1).fill(-1)
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const label = data[i]
      if (label === 0) continue
      if (x < left[label]) left[label] = x
      if (x > right[label]) right[label] = x
      if (y < top[label]) top[label] = y
      bottom[label] = y
    }
  }
  return { left, top, right, bottom }
}
