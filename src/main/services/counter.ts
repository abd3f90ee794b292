import type { ImageSet } from '@core/plate/plate-image'
import type { CountWork, ImageResult } from '../hosts/image-task'

export type CountRequest = Omit<CountWork, 'beat'>

/** Counts the images of a run with one segmenter, whatever it takes. */
export interface Counter {
  /**
   * @param alone in a process of its own: the image may be what ended Karyon before
   * @throws KaryonError as `ImagePool.run` and `countIsolated`
   */
  count(
    request: CountRequest,
    signal: AbortSignal,
    alone: boolean,
  ): Promise<{ result: ImageResult; provider: string }>
  /** How nuclear each channel of a field looks. */
  score(set: ImageSet, signal: AbortSignal): Promise<ImageResult>
  close(): Promise<void>
}
