import type { PixelArray, Raster } from '../image/raster'
import { StageClock } from '../stage-clock'
import { OrderStatistics } from './order-statistics'

/** The pixel values that become 0 and 1 for the network. */
export interface IntensityRange {
  low: number
  high: number
  /** Smallest and largest finite value of the image; equal in a blank one. */
  min: number
  max: number
}

/** Visits all pixels of an image in bands of full rows, always the same bands in the same order. */
export type PixelBands = () => AsyncIterable<Raster>

/**
 * The two percentiles of a whole image, all samples together, that the model's manifest asks for. Always
 * taken over the whole image: a range per tile would turn the noise of an empty tile into nuclei.
 */
export async function intensityRange(
  bands: PixelBands,
  percentiles: readonly [number, number],
  clock = new StageClock(),
): Promise<IntensityRange> {
  const statistics = new OrderStatistics()
  const asked = [0, ...percentiles, 100]
  let kind: PixelArray = new Uint8Array()
  for await (const { data } of bands()) {
    kind = data
    clock.time('normalise', () => statistics.add(data))
  }
  if (!OrderStatistics.onePass(kind)) {
    statistics.prepareRefinement(asked)
    for await (const { data } of bands()) clock.time('normalise', () => statistics.refine(data))
  }
  const [min, low, high, max] = asked.map((p) => statistics.percentile(p, kind))
  return { min, low, high, max }
}

/** No contrast at all: nothing can be found, and stretching it would only amplify noise. */
export function isBlank(range: IntensityRange): boolean {
  return !(range.high > range.low)
}
