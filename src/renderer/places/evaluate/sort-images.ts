import type { EvaluationView } from '@shared/evaluate'
import { useMemo } from 'react'
import { create } from 'zustand'
import { useLook } from './look-store'
import { type SortKey, sortImages } from './order-images'

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

/** Images in the order of the list, those of the chosen group only. */
export function useOrder(result: EvaluationView): number[] {
  const { key, down } = useSort()
  const { segmenter, threshold, group } = useLook()
  return useMemo(
    () => sortImages(result, { key, down }, { segmenter, threshold, group }),
    [result, key, down, segmenter, threshold, group],
  )
}
