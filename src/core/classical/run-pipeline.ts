import type { LabelImage } from '../image/label-image'
import type { Raster } from '../image/raster'
import { fillHoles } from '../instances/fill-holes'
import { gaussianBlur } from '../instances/gaussian-blur'
import { labelComponents } from '../instances/label-components'
import { labelAreas, relabelSequential } from '../instances/relabel'
import { watershed } from '../instances/watershed'
import { adaptiveThreshold } from './adaptive-threshold'
import { distanceTransform } from './distance-transform'
import { maxFilter } from './max-filter'
import { nuclearSignal } from './nuclear-signal'
import { typicalDiameter } from './nucleus-size'
import type { ClassicalParameters } from './parameters'
import { redrawOutlines } from './redraw-outlines'
import { subtractBackground } from './subtract-background'

export interface PipelineResult {
  readonly labels: LabelImage
  /** Threshold of the whole image on the stretched signal, 0…1. */
  readonly threshold: number
  /** Nucleus diameter found, px; 0 when nothing is above the threshold. */
  readonly diameterPx: number
}

/**
 * Runs one classical pipeline: signal, background, smoothing, threshold, declumping, holes, sizes.
 *
 * @param deviations keeps thresholds this many robust standard deviations above the median of the smoothed signal;
 * 0 = wherever the method puts them
 */
export function runPipeline(raster: Raster, parameters: ClassicalParameters, deviations = 0): PipelineResult {
  const { width, height } = raster
  let signal = nuclearSignal(raster, parameters.signal)
  if (parameters.backgroundBlockPx > 0)
    signal = subtractBackground(signal, width, height, parameters.backgroundBlockPx)
  const smooth = gaussianBlur(signal, width, height, parameters.smoothingPx)
  const { mask, global } = adaptiveThreshold(smooth, width, height, {
    method: parameters.threshold,
    windowPx: parameters.windowPx,
    factor: parameters.thresholdFactor,
    lowest: Math.max(parameters.lowestThreshold, deviations > 0 ? aboveNoise(smooth, deviations) : 0),
  })
  if (parameters.fillHoles) fillMask(mask, width, height)
  const distance = distanceTransform(mask, width, height)
  const diameterPx = typicalDiameter(mask, width, height, distance)
  const labels =
    parameters.declump === 'none'
      ? labelComponents(mask, width, height, 4)
      : declump(
          mask,
          parameters.declump === 'shape' ? distance : smooth,
          width,
          height,
          diameterPx,
          parameters,
        )
  if (parameters.ownThreshold > 0) redrawOutlines(labels, smooth, mask, parameters.ownThreshold)
  if (parameters.fillHoles) fillHoles(labels.data, width, height, labels.count)
  return { labels: keepSizes(labels, diameterPx, parameters), threshold: global, diameterPx }
}

/** Pixels that the background's level is taken from, at most. */
const SAMPLE = 65_536

/** Median + `deviations` × 1.4826 × median absolute deviation. */
function aboveNoise(values: Float32Array, deviations: number): number {
  const step = Math.max(1, Math.floor(values.length / SAMPLE))
  const sample = Float32Array.from(
    { length: Math.ceil(values.length / step) },
    (_, i) => values[i * step],
  ).sort()
  const median = sample[sample.length >> 1]
  const spread = sample.map((value) => Math.abs(value - median)).sort()[sample.length >> 1]
  return median + deviations * 1.4826 * spread
}

/** Holes of the foreground become foreground. */
function fillMask(mask: Uint8Array, width: number, height: number): void {
  const one = Uint32Array.from(mask)
  fillHoles(one, width, height, 1)
  for (let i = 0; i < mask.length; i++) mask[i] = one[i]
}

/** Seeded watershed from the peaks of `relief` (brightness or distance), smoothed. */
function declump(
  mask: Uint8Array,
  relief: Float32Array,
  width: number,
  height: number,
  diameterPx: number,
  { peakSmoothing, peakDistance }: ClassicalParameters,
): LabelImage {
  const smooth = gaussianBlur(relief, width, height, peakSmoothing * diameterPx)
  const radius = Math.max(1, Math.round((peakDistance * diameterPx) / 2))
  const highest = maxFilter(smooth, width, height, radius)
  const peaks = new Uint8Array(mask.length)
  for (let i = 0; i < mask.length; i++) if (mask[i] && smooth[i] >= highest[i]) peaks[i] = 1
  const seeds = labelComponents(peaks, width, height, 8)
  for (let i = 0; i < smooth.length; i++) smooth[i] = -smooth[i]
  const data = watershed(smooth, seeds.data, mask, width, height, 4)
  return { width, height, data, count: seeds.count }
}

function keepSizes(
  labels: LabelImage,
  diameterPx: number,
  { smallest, largest }: ClassicalParameters,
): LabelImage {
  const disc = (times: number) => (Math.PI / 4) * (times * diameterPx) ** 2
  const low = disc(smallest)
  const high = largest > 0 ? disc(largest) : Number.POSITIVE_INFINITY
  const areas = labelAreas(labels.data, labels.count)
  const { data } = labels
  for (let i = 0; i < data.length; i++) {
    const area = areas[data[i]]
    if (data[i] !== 0 && (area < low || area > high)) data[i] = 0
  }
  return relabelSequential(labels)
}
