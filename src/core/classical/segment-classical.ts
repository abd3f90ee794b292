import { classifyLook } from '../evaluate/groups/classify-look'
import type { LookGroup } from '../evaluate/groups/look-group'
import type { LabelImage } from '../image/label-image'
import type { Raster } from '../image/raster'
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
}

/**
 * The classical reference: finds nuclei without a model, by one of five pipelines after the CellProfiler
 * reference of Caicedo et al. (2019), chosen by the image's look. Any number type, gray or RGB; nothing is
 * found in a blank image.
 */
export function segmentClassical(raster: Raster, settings: ClassicalSettings = {}): ClassicalResult {
  const { group = 'auto' } = settings
  const look = group === 'auto' ? classifyLook(raster) : { group, probability: 1 }
  const parameters = pipelinesWith(settings)[look.group]
  const result = runPipeline(raster, parameters)
  return { ...result, group: look.group, groupProbability: look.probability, parameters }
}
