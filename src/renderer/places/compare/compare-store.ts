import { create } from 'zustand'
import type { FieldOrder } from './compare-logic'

interface CompareState {
  /** Position in the comparison's images; undefined = the first of the order. */
  image: number | undefined
  mode: 'side' | 'swipe' | 'blink'
  /** Which of both blink shows. */
  blinkB: boolean
  /** Share of the stage A has in swipe. */
  swipe: number
  linked: boolean
  swapped: boolean
  onlyDifferences: boolean
  order: FieldOrder
  /** Position in the list of differences. */
  difference: number | undefined
  lower: 'fields' | 'wells'
}

export const useCompare = create<CompareState>(() => ({
  image: undefined,
  mode: 'side',
  blinkB: false,
  swipe: 0.5,
  linked: true,
  swapped: false,
  onlyDifferences: false,
  order: 'counts',
  difference: undefined,
  lower: 'fields',
}))

/** Another comparison: A and B as they were chosen, the first field of the order. */
export const beginCompare = () =>
  useCompare.setState({ image: undefined, difference: undefined, swapped: false })

export const swap = () => useCompare.setState({ swapped: !useCompare.getState().swapped })

/** The first press shows A and B in turn; each further one changes between them. */
export function blink(): void {
  const { mode, blinkB } = useCompare.getState()
  useCompare.setState(mode === 'blink' ? { blinkB: !blinkB } : { mode: 'blink', blinkB: true })
}
