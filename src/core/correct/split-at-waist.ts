import { distanceTransform } from '../classical/distance-transform'
import { KaryonError } from '../errors'
import { boxOf } from './label-box'
import { editWindow, type LabelEdit, type Labels, readLabels } from './label-edit'
import { spreadParts } from './spread-parts'

/** Fewer pixels cannot be two nuclei. */
const LEAST_AREA_PX = 8

/**
 * Parts a nucleus in two where it is narrowest: a watershed of the distance to its outline from its two most
 * separate peaks, those with the greatest height above the saddle between them (dynamics; Grimaud, SPIE 1769,
 * 1992). A nucleus with one peak is halved across its length. The larger part keeps its number, the other gets
 * `newLabel`.
 *
 * @throws KaryonError `usage` when the nucleus is not there or has fewer than 8 pixels
 */
export function splitAtWaist(labels: Labels, label: number, newLabel: number): LabelEdit {
  const window = boxOf(labels, [label], 1)
  const { width, height } = window
  const mask = Uint8Array.from(readLabels(labels, window), (value) => (value === label ? 1 : 0))
  const pixels: number[] = []
  for (let i = 0; i < mask.length; i++) if (mask[i] === 1) pixels.push(i)
  if (pixels.length < LEAST_AREA_PX) {
    throw new KaryonError(
      'usage',
      `A nucleus of ${pixels.length} pixels is too small to be split.`,
      'Redraw it, or delete it.',
    )
  }
  const parts = atSaddle(mask, pixels, width, height) ?? acrossLength(pixels, width, mask.length)
  spreadParts(parts, mask, width, height)
  const first = parts.reduce((sum, part) => sum + (part === 1 ? 1 : 0), 0)
  const moved = first * 2 >= pixels.length ? 2 : 1
  return editWindow(labels, window, (after) => {
    for (let i = 0; i < after.length; i++) if (parts[i] === moved) after[i] = newLabel
  })
}

/** Pixels flooded from the highest down, each joining the basin of its neighbours; undefined with a single peak. */
function atSaddle(
  mask: Uint8Array,
  pixels: readonly number[],
  width: number,
  height: number,
): Uint8Array | undefined {
  const distance = distanceTransform(mask, width, height)
  const order = [...pixels].sort((a, b) => distance[b]! - distance[a]! || a - b)
  const basins = flood(order, distance, width)
  if (!basins) return undefined
  const parts = new Uint8Array(mask.length)
  flood(order, distance, width, { seeds: basins, parts })
  return parts
}

/**
 * Union-find over the flooded pixels. Without `into` it looks for the two peaks whose basins meet lowest below the
 * lesser peak; with it, basins that hold different seeds are kept apart and written to `parts` as 1 and 2.
 */
function flood(
  order: readonly number[],
  distance: Float32Array,
  width: number,
  into?: { seeds: readonly [number, number]; parts: Uint8Array },
): [number, number] | undefined {
  const parent = new Int32Array(distance.length).fill(-1)
  const find = (i: number): number => {
    while (parent[i] !== i) i = parent[i] = parent[parent[i]!]!
    return i
  }
  // The root of a basin is its peak, or its seed once there is one in it.
  const isSeed = (i: number) => into !== undefined && (i === into.seeds[0] || i === into.seeds[1])
  let best: [number, number] | undefined
  let depth = 0
  for (const i of order) {
    parent[i] = i
    const x = i % width
    const around = [i - width, i + width, x > 0 ? i - 1 : -1, x + 1 < width ? i + 1 : -1]
    for (const n of around) {
      if (n < 0 || n >= parent.length || parent[n] === -1) continue
      const a = find(i)
      const b = find(n)
      if (a === b || (isSeed(a) && isSeed(b))) continue
      const high = isSeed(a) || (!isSeed(b) && higher(a, b, distance)) ? a : b
      const low = high === a ? b : a
      const below = distance[low]! - distance[i]!
      if (below > depth) {
        depth = below
        best = [high, low]
      }
      parent[low] = high
    }
  }
  if (into)
    for (const i of order) into.parts[i] = find(i) === into.seeds[0] ? 1 : find(i) === into.seeds[1] ? 2 : 0
  return best
}

const higher = (a: number, b: number, distance: Float32Array) =>
  distance[a]! > distance[b]! || (distance[a] === distance[b] && a < b)

/** Halves along the line through the centre of mass, at right angles to the longest axis. */
function acrossLength(pixels: readonly number[], width: number, size: number): Uint8Array {
  let [sx, sy, sxx, sxy, syy] = [0, 0, 0, 0, 0]
  for (const i of pixels) {
    const x = i % width
    const y = Math.floor(i / width)
    sx += x
    sy += y
    sxx += x * x
    sxy += x * y
    syy += y * y
  }
  const n = pixels.length
  const angle =
    0.5 * Math.atan2((2 * (sxy - (sx * sy) / n)) / n, (sxx - (sx * sx) / n - (syy - (sy * sy) / n)) / n)
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)]
  const parts = new Uint8Array(size)
  for (const i of pixels) {
    const along = ((i % width) - sx / n) * dx + (Math.floor(i / width) - sy / n) * dy
    parts[i] = along < 0 ? 1 : 2
  }
  return parts
}
