import type { ErrorKind } from '@core/evaluate/error-list'
import type { ComparisonView, EvaluationView } from '@shared/evaluate'
import { create } from 'zustand'

/** What is looked at in Scores. */
interface LookState {
  image: number
  segmenter: number
  /** Position among the ten IoU thresholds. */
  threshold: number
  pooled: boolean
  kinds: Record<ErrorKind, boolean>
  /** Position in the filtered list of errors; undefined shows the whole image. */
  error: number | undefined
  layer: 'over' | 'alone'
  group: string | undefined
}

export const ALL_KINDS: Record<ErrorKind, boolean> = {
  missed: true,
  extra: true,
  split: true,
  merged: true,
  'poor outline': true,
}

export const useLook = create<LookState>(() => ({
  image: 0,
  segmenter: 0,
  threshold: 4,
  pooled: false,
  kinds: ALL_KINDS,
  error: undefined,
  layer: 'over',
  group: undefined,
}))

export function showImage(image: number): void {
  useLook.setState({ image, error: undefined })
}

/** Positions of the images, the lowest F1 first; images with neither target nor prediction last. */
export function worstFirst(
  result: EvaluationView | ComparisonView,
  segmenter: number,
  threshold: number,
): number[] {
  const f1 = (i: number) => result.images[i]!.scores[segmenter]!.f1[threshold]!
  return result.images.map((_, i) => i).sort((a, b) => f1(a) - f1(b) || a - b)
}
