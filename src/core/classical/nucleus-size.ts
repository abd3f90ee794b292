import { labelComponents } from '../instances/label-components'
import { distanceTransform } from './distance-transform'

/**
 * Typical nucleus diameter in a foreground mask, px: twice the median of the largest distance to the background
 * in each connected piece, a piece counting as the area of one disc of that thickness. So specks count little,
 * and a clump, about as thick as one nucleus, counts as one. 0 for an empty mask.
 */
export function typicalDiameter(
  mask: Uint8Array,
  width: number,
  height: number,
  distance = distanceTransform(mask, width, height),
): number {
  const { data, count } = labelComponents(mask, width, height, 8)
  const thickest = new Float64Array(count + 1)
  for (let i = 0; i < data.length; i++) {
    const label = data[i]
    if (label === 0) continue
    if (distance[i] > thickest[label]) thickest[label] = distance[i]
  }
  const order = Array.from({ length: count }, (_, i) => i + 1).sort((a, b) => thickest[a] - thickest[b])
  const total = thickest.reduce((sum, radius) => sum + radius * radius, 0)
  let below = 0
  for (const label of order) {
    below += thickest[label] ** 2
    if (below * 2 >= total) return 2 * thickest[label]
  }
  return 0
}
