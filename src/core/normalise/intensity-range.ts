import type { PixelArray } from '../image/raster'
import { OrderStatistics } from './order-statistics'

/** The pixel values that become 0 and 1 for the network. */
export interface IntensityRange {
  low: number
  high: number
  /** Smallest and largest finite value of the image; equal in a blank one. */
  min: number
  max: number
}

/** Visits all pixels of an image, block by block, always the same blocks in the same order. */
export type PixelBlocks = () => AsyncIterable<PixelArray>

/**
 * The two percentiles of a whole image, all samples together, that the model's manifest asks for. Always
 * taken over the whole image: a range per tile would turn the noise of an empty tile into nuclei.
 */
export async function intensityRange(
  blocks: PixelBlocks,
  percentiles: readonly [number, number],
): Promise<IntensityRange> {
  const statistics = new OrderStatistics()
  const asked = [0, ...percentiles, 100]
  let kind: PixelArray = new Uint8Array()
  for await (const block of blocks()) {
    kind = block
    statistics.add(block)
  }
  if (!OrderStatistics.onePass(kind)) {
    statistics.prepareRefinement(asked)
    for await (const block of blocks()) statistics.refine(block)
  }
  const [min, low, high, max] = asked.map((p) => statistics.percentile(p, kind))
  return { min, low, high, max }
}

/** No contrast at all: nothing can be found, and stretching it would only amplify noise. */
export function isBlank(range: IntensityRange): boolean {
  return !(range.high > range.low)
}
