import type { Raster } from '../image/raster'
import { labelRuns } from '../instances/label-runs'
import { channelIntensities } from './channel-intensities'
import { convexAreas } from './convex-areas'
import type { Nucleus } from './nucleus'
import { perimeters } from './perimeters'
import { eccentricity, regionSums } from './region-props'

export interface MeasureOptions {
  /** Place of the labels' top left pixel in the whole image; 0 by default. Positions come out in the whole image. */
  offsetX?: number
  offsetY?: number
  /** Size of the whole image, for `touchesEdge`; the labels' own size by default. */
  imageWidth?: number
  imageHeight?: number
  /** Confidence of each label, entry label − 1; nuclei have none where it is not given. */
  confidence?: ArrayLike<number>
}

/**
 * Measures every nucleus of a label image (width × height, labels 0 … `count`). `channels` have the labels'
 * size; an RGB raster gives three intensities. Definitions are scikit-image's `regionprops` (area, perimeter,
 * equivalent diameter, centroid, bounding box, eccentricity, solidity, intensities). Labels without a pixel
 * are left out. Results in ascending order of the label.
 */
export function measureNuclei(
  labels: Uint32Array,
  width: number,
  height: number,
  count: number,
  channels: readonly Raster[],
  options: MeasureOptions = {},
): Nucleus[] {
  const { offsetX = 0, offsetY = 0, imageWidth = width, imageHeight = height, confidence } = options
  const runs = labelRuns(labels, width, height)
  const sums = regionSums(runs, width, count)
  const perimeter = perimeters(labels, runs, width, height, count)
  const convex = convexAreas(runs, width, sums, count)
  const intensities = channels.flatMap((channel) =>
    Array.from({ length: channel.samples }, (_, sample) =>
      channelIntensities(channel.data, channel.samples, sample, runs, count),
    ),
  )
  const nuclei: Nucleus[] = []
  for (let l = 1; l <= count; l++) {
    const areaPx = sums.area[l]
    if (areaPx === 0) continue
    const bboxX = sums.minX[l] + offsetX
    const bboxY = sums.minY[l] + offsetY
    const bboxWidth = sums.maxX[l] - sums.minX[l] + 1
    const bboxHeight = sums.maxY[l] - sums.minY[l] + 1
    nuclei.push({
      label: l,
      areaPx,
      perimeterPx: perimeter[l],
      equivalentDiameterPx: Math.sqrt((4 * areaPx) / Math.PI),
      centroidX: sums.originX[l] + offsetX + sums.sumX[l] / areaPx,
      centroidY: sums.originY[l] + offsetY + sums.sumY[l] / areaPx,
      bboxX,
      bboxY,
      bboxWidth,
      bboxHeight,
      eccentricity: eccentricity(sums, l),
      solidity: areaPx / convex[l],
      touchesEdge:
        bboxX <= 0 || bboxY <= 0 || bboxX + bboxWidth >= imageWidth || bboxY + bboxHeight >= imageHeight,
      ...(confidence && { confidence: confidence[l - 1] }),
      intensities: intensities.map((channel) => channel[l]),
    })
  }
  return nuclei
}
