import type { ComparisonView } from '@shared/evaluate'
import { useMemo } from 'react'
import { fieldPair, orderFields } from './compare-logic'
import { useCompare } from './compare-store'

/** The fields in order and the one that is shown. */
export function useFields(comparison: ComparisonView | undefined) {
  const { image, swapped, order } = useCompare()
  const pairs = useMemo(
    () =>
      orderFields(
        (comparison?.images ?? []).map((item, i) => fieldPair(item, i, swapped)),
        order,
      ),
    [comparison, swapped, order],
  )
  return { pairs, pair: pairs.find((p) => p.image === image) ?? pairs[0] }
}
