import type { EvaluationView } from '@shared/evaluate'
import { useMemo } from 'react'
import { create } from 'zustand'
import { useLook } from './evaluate-store'

export type SortKey = 'name' | 'f1' | 'missed' | 'extra' | 'split' | 'merged'

interface SortState {
  key: SortKey
  down: boolean
  by(key: SortKey): void
}

/** Worst first by default: the lowest F1, or the most errors of a kind. */
export const useSort = create<SortState>((set, get) => ({
  key: 'f1',
  down: false,
  by: (key) => {
    const { key: old, down } = get()
    set({ key, down: key === old ? !down : key !== 'name' && key !== 'f1' })
  },
}))

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

/** Images in the order of the list, those of the chosen group only. */
export function useOrder(result: EvaluationView): number[] {
  const { key, down } = useSort()
  const { segmenter, threshold, group } = useLook()
  return useMemo(
    () => sortImages(result, { key, down }, { segmenter, threshold, group }),
    [result, key, down, segmenter, threshold, group],
  )
}
