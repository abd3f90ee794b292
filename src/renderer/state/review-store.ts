import type { ImageFlag, ImageRecord } from '@shared/run'
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

/**
 * Its well and the plate of that are picked with it: other plates have wells of the same name.
 * @param at where the image lies, as far as that is known yet
 */
export function pickImage(
  image: number,
  at: Pick<ImageRecord, 'plate' | 'well'> | undefined,
  nucleus?: number,
): void {
  const plate = at?.well === undefined ? useReview.getState().plate : (at.plate ?? '')
  useReview.setState({ image, plate, well: at?.well, nucleus })
}

/** Another nucleus of the picked image, or none. */
export function pickNucleus(nucleus: number | undefined): void {
  useReview.setState({ nucleus })
}
