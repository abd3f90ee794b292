import type { ImageFlag } from '@shared/run'
import { create } from 'zustand'
import type { MetricKey } from '../logic/metrics'

export type Rows = 'wells' | 'images' | 'nuclei'

/** What is selected in Review: the same in the map, the plot, the tables, the film strip and the image. */
interface ReviewState {
  runId: string | undefined
  plate: string | undefined
  metric: MetricKey
  well: string | undefined
  image: number | undefined
  /** Label of the selected nucleus in `image`. */
  nucleus: number | undefined
  rows: Rows
  flag: ImageFlag | undefined
  text: string
}

const NOTHING_PICKED = {
  plate: undefined,
  well: undefined,
  image: undefined,
  nucleus: undefined,
  flag: undefined,
  text: '',
}

export const useReview = create<ReviewState>(() => ({
  runId: undefined,
  metric: 'count',
  rows: 'wells',
  ...NOTHING_PICKED,
}))

/** Another run starts with nothing selected. */
export function reviewRun(runId: string): void {
  if (useReview.getState().runId !== runId) useReview.setState({ runId, ...NOTHING_PICKED })
}

export function pickWell(well: string | undefined): void {
  useReview.setState({ well, image: undefined, nucleus: undefined })
}

export function pickImage(image: number, well: string | undefined, nucleus?: number): void {
  useReview.setState({ image, well, nucleus })
}
