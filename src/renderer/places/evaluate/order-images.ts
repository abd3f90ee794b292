import type { EvaluationView } from '@shared/evaluate'

export type SortKey = 'name' | 'f1' | 'missed' | 'extra' | 'split' | 'merged'

/** Positions of the images in the asked order, those of `group` only; equal ones keep their order. */
export function sortImages(
  result: Pick<EvaluationView, 'images'>,
  sort: { key: SortKey; down: boolean },
  look: { segmenter: number; threshold: number; group?: string },
): number[] {
  const { segmenter, threshold, group } = look
  const value = (i: number): number => {
    const image = result.images[i]!
    const scores = image.scores[segmenter]!
    if (sort.key === 'f1') return scores.f1[threshold]!
    if (sort.key === 'missed') return image.targets - scores.matched[threshold]!
    if (sort.key === 'extra') return scores.predictions - scores.matched[threshold]!
    return sort.key === 'name' ? 0 : scores[sort.key]
  }
  const order = result.images.flatMap((image, i) => (group === undefined || image.group === group ? [i] : []))
  const names = new Intl.Collator('en', { numeric: true })
  order.sort((a, b) =>
    sort.key === 'name'
      ? names.compare(result.images[a]!.name, result.images[b]!.name) * (sort.down ? -1 : 1)
      : (value(a) - value(b)) * (sort.down ? -1 : 1) || a - b,
  )
  return order
}
