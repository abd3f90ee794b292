import type { LabelImage } from '../image/label-image'

/** Area in pixels of each label (index = label, length count + 1; entry 0 is background). */
export function labelAreas(labels: Uint32Array, count: number): Uint32Array {
  const areas = new Uint32Array(count + 1)
  for (let p = 0; p < labels.length; p++) areas[labels[p]]++
  return areas
}

/**
 * Numbers the labels present 1 … n in ascending order of their old value, as
 * `skimage.segmentation.relabel_sequential` does. `image.count` must be at least the largest label.
 */
export function relabelSequential(image: LabelImage): LabelImage {
  const areas = labelAreas(image.data, image.count)
  const renamed = new Uint32Array(image.count + 1)
  let count = 0
  for (let label = 1; label <= image.count; label++) if (areas[label] > 0) renamed[label] = ++count
  const data = new Uint32Array(image.data.length)
  for (let p = 0; p < data.length; p++) data[p] = renamed[image.data[p]]
  return { width: image.width, height: image.height, data, count }
}
