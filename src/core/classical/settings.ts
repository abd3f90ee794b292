import { z } from 'zod'
import { KaryonError } from '../errors'
import { LOOK_GROUPS, type LookGroup } from './look/look-group'
import { CLASSICAL_PIPELINES, type ClassicalParameters } from './parameters'

const LEAST_BLOCK_PX = 8
const blockPx = z
  .int()
  .max(10_000)
  .refine((side) => side === 0 || side >= LEAST_BLOCK_PX, `must be 0 (none) or at least ${LEAST_BLOCK_PX}`)
const times = z.number().min(0).max(10)
const share = z.number().min(0).max(1)

/** Every setting of a pipeline; `ClassicalParameters` says what each does. */
const parametersSchema = z
  .strictObject({
    signal: z.enum(['gray', 'inverted', 'red absorbance', 'hematoxylin']),
    backgroundBlockPx: blockPx,
    smoothingPx: z.number().min(0).max(100),
    threshold: z.enum(['otsu', 'minimum cross-entropy']),
    windowPx: blockPx,
    thresholdFactor: z.number().positive().max(10),
    lowestThreshold: share,
    declump: z.enum(['intensity', 'shape', 'none']),
    ownThreshold: share,
    peakSmoothing: times,
    peakDistance: times,
    smallest: times,
    largest: times,
    fillHoles: z.boolean(),
  })
  .partial()

/**
 * What an expert may change of the classical segmenter; everything left out is found or kept as it is.
 * `parameters` holds for every pipeline, `pipelines` for one look group and before the former.
 */
export const classicalSettingsSchema = z.strictObject({
  /** One pipeline for all images; 'auto' chooses by the look of each image. */
  group: z.enum(['auto', ...LOOK_GROUPS]).optional(),
  parameters: parametersSchema.optional(),
  pipelines: z.partialRecord(z.enum(LOOK_GROUPS), parametersSchema).optional(),
})

export type ClassicalSettings = z.infer<typeof classicalSettingsSchema>

/** The five pipelines as they run with the given settings. */
export function pipelinesWith(settings: ClassicalSettings = {}): Record<LookGroup, ClassicalParameters> {
  const entries = LOOK_GROUPS.map((group) => [
    group,
    { ...CLASSICAL_PIPELINES[group], ...settings.parameters, ...settings.pipelines?.[group] },
  ])
  return Object.fromEntries(entries) as Record<LookGroup, ClassicalParameters>
}

/**
 * Settings from the text of a JSON file.
 *
 * @throws KaryonError `usage` that names the file, the setting and what it may be
 */
export function parseClassicalSettings(text: string, file: string): ClassicalSettings {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw unusable(`it is no JSON (${(cause as Error).message})`, file, cause)
  }
  const checked = classicalSettingsSchema.safeParse(value)
  if (checked.success) return checked.data
  const [{ path, message }] = checked.error.issues
  throw unusable(`${path.length > 0 ? `${path.join(' › ')}: ` : ''}${message}`, file, checked.error)
}

function unusable(why: string, file: string, cause: unknown): KaryonError {
  return new KaryonError(
    'usage',
    `The settings of the classical segmenter cannot be used: ${why}.`,
    'Correct the file; docs/decisions/classical.md lists every setting. Left out ones keep their values.',
    { file, cause },
  )
}
