import { nameKey } from './image-name'
import type { SegmentationItem } from './segmentation'

export interface NamePair {
  readonly name: string
  readonly target: SegmentationItem
  readonly prediction: SegmentationItem
}

/** What belongs together by name, and what does not; nothing of either side is lost. */
export interface NameMatch {
  readonly pairs: readonly NamePair[]
  readonly targetsAlone: readonly SegmentationItem[]
  readonly predictionsAlone: readonly SegmentationItem[]
  /** Equal names that folders do not tell apart; none of them is compared. */
  readonly ambiguous: readonly {
    name: string
    targets: readonly SegmentationItem[]
    predictions: readonly SegmentationItem[]
  }[]
}

/**
 * Pairs targets and predictions of the same image by name: extensions, `_labels`, `_mask` and the like, case
 * and folders do not count. Where a name occurs more than once on a side, the folders decide: the very
 * same ones, else from the innermost out; where they do not, the name is ambiguous and left out.
 */
export function matchByName(
  targets: readonly SegmentationItem[],
  predictions: readonly SegmentationItem[],
): NameMatch {
  const pairs: NamePair[] = []
  const targetsAlone: SegmentationItem[] = []
  const predictionsAlone: SegmentationItem[] = []
  const ambiguous: { name: string; targets: SegmentationItem[]; predictions: SegmentationItem[] }[] = []
  const byTarget = groupByName(targets)
  const byPrediction = groupByName(predictions)
  for (const [key, left] of byTarget) {
    const right = byPrediction.get(key) ?? []
    if (right.length === 0) {
      targetsAlone.push(...left)
      continue
    }
    const rest = pairWithin(left, right, pairs)
    if (rest.targets.length > 0 && rest.predictions.length > 0)
      ambiguous.push({ name: left[0].name, ...rest })
    else {
      targetsAlone.push(...rest.targets)
      predictionsAlone.push(...rest.predictions)
    }
  }
  for (const [key, right] of byPrediction) if (!byTarget.has(key)) predictionsAlone.push(...right)
  return { pairs, targetsAlone, predictionsAlone, ambiguous }
}

function groupByName(items: readonly SegmentationItem[]): Map<string, SegmentationItem[]> {
  const groups = new Map<string, SegmentationItem[]>()
  for (const item of items) {
    const key = nameKey(item.name)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}

function pairWithin(
  left: readonly SegmentationItem[],
  right: readonly SegmentationItem[],
  pairs: NamePair[],
) {
  if (left.length === 1 && right.length === 1) {
    pairs.push({ name: left[0].name, target: left[0], prediction: right[0] })
    return { targets: [], predictions: [] }
  }
  const targets = new Set(left)
  const predictions = new Set(right)
  for (const target of left) {
    const prediction = onlyClosest(target, right)
    if (!prediction || onlyClosest(prediction, left) !== target) continue
    pairs.push({ name: [...target.folders, target.name].join('/'), target, prediction })
    targets.delete(target)
    predictions.delete(prediction)
  }
  return { targets: [...targets], predictions: [...predictions] }
}

/** The one of `others` in the very same folders, else the one that shares most innermost ones, unless two do equally. */
function onlyClosest(
  item: SegmentationItem,
  others: readonly SegmentationItem[],
): SegmentationItem | undefined {
  const shared = others.map((other) => sharedFolders(item.folders, other.folders))
  const same = others.filter(
    ({ folders }, i) => shared[i] === folders.length && folders.length === item.folders.length,
  )
  if (same.length === 1) return same[0]
  const most = Math.max(...shared)
  if (most === 0 || shared.filter((n) => n === most).length > 1) return undefined
  return others[shared.indexOf(most)]
}

function sharedFolders(a: readonly string[], b: readonly string[]): number {
  let n = 0
  while (n < a.length && n < b.length && nameKey(a[a.length - 1 - n]) === nameKey(b[b.length - 1 - n])) n++
  return n
}
