import type { LabelImage } from '../image/label-image'
import type { Raster } from '../image/raster'
import { labelAreas, relabelSequential } from '../instances/relabel'
import { contrasts, pixelNoise } from './contrast'
import { classifyLook } from './look/classify-look'
import type { LookGroup } from './look/look-group'
import { type NuclearSignal, rawSignal } from './nuclear-signal'
import type { ClassicalParameters } from './parameters'
import { runPipeline } from './run-pipeline'
import { type ClassicalSettings, pipelinesWith } from './settings'

export interface ClassicalResult {
  /** Nuclei, numbered from 1 without gaps. */
  readonly labels: LabelImage
  readonly group: LookGroup
  /** Certainty of the automatic choice, 0…1; 1 when the group was given. */
  readonly groupProbability: number
  readonly parameters: ClassicalParameters
  /** Threshold of the whole image on the signal stretched to 0…1. */
  readonly threshold: number
  /** Nucleus diameter the image showed, px; 0 when nothing stood out. */
  readonly diameterPx: number
  /** Next to nothing stood out: found in the second pass, with a threshold well above the background. */
  readonly nearlyEmpty: boolean
}

/** Objects that stand less far above their surroundings, in standard deviations of the pixel noise, are noise. */
const LEAST_CONTRAST = 3
/** Half of the smallest nuclei that are looked for: what is smaller is a speck. */
const LEAST_DIAMETER_PX = 4
/** In the second pass: smoothing, px, and how far above the background, in robust standard deviations. */
const SECOND_SMOOTHING_PX = 2
const SECOND_DEVIATIONS = 5

/**
 * The classical reference: finds nuclei without a model, by one of five pipelines after the CellProfiler
 * reference of Caicedo et al. (2019), chosen by the image's look. Any number type, gray or RGB; nothing is
 * found in a blank image.
 *
 * A threshold always parts an image in two, also where there is next to nothing in it. So objects that do not stand
 * out from the noise around them are dropped; and where none does, the image is taken for nearly empty and gone
 * through once more with a threshold well above its background, colourless images as fluorescence.
 */
export function segmentClassical(raster: Raster, settings: ClassicalSettings = {}): ClassicalResult {
  const { group = 'auto' } = settings
  const pipelines = pipelinesWith(settings)
  const look = group === 'auto' ? classifyLook(raster) : { group, probability: 1 }
  const run = (taken: LookGroup, parameters: ClassicalParameters, deviations?: number): ClassicalResult => {
    const found = runPipeline(raster, parameters, deviations)
    const labels = keepLarge(keepDistinct(raster, parameters.signal, found.labels))
    return {
      ...found,
      labels,
      group: taken,
      groupProbability: look.probability,
      parameters,
      nearlyEmpty: false,
    }
  }
  const first = run(look.group, pipelines[look.group])
  if (first.labels.count > 0 || first.threshold >= 1) return first
  const again = group === 'auto' && raster.samples === 1 ? 'small fluorescent' : look.group
  const parameters = pipelines[again]
  const smoothingPx = Math.max(SECOND_SMOOTHING_PX, parameters.smoothingPx)
  return { ...run(again, { ...parameters, smoothingPx }, SECOND_DEVIATIONS), nearlyEmpty: true }
}

/** Only the objects that stand out from the noise around them. */
function keepDistinct(raster: Raster, signal: NuclearSignal, labels: LabelImage): LabelImage {
  if (labels.count === 0) return labels
  const values = rawSignal(raster, signal)
  const least = LEAST_CONTRAST * pixelNoise(values, raster.width)
  const contrast = contrasts(values, labels)
  return keep(labels, (label) => contrast[label] >= least)
}

function keepLarge(labels: LabelImage): LabelImage {
  const areas = labelAreas(labels.data, labels.count)
  return keep(labels, (label) => areas[label] >= (Math.PI / 4) * LEAST_DIAMETER_PX ** 2)
}

/** Changes `labels` in place. */
function keep(labels: LabelImage, wanted: (label: number) => boolean): LabelImage {
  const { data, count } = labels
  const kept = Uint8Array.from({ length: count + 1 }, (_, label) => (label > 0 && wanted(label) ? 1 : 0))
  if (kept.indexOf(0, 1) < 0) return labels
  for (let i = 0; i < data.length; i++) if (kept[data[i]] === 0) data[i] = 0
  return relabelSequential(labels)
}
