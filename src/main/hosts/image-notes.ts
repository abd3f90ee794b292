import type { LookGroup } from '@core/classical/look/look-group'
import type { Field } from '@core/field/field'
import { isFewAndUnsure } from '@core/measure/few-unsure'
import type { Segmenter } from './segmenters'

type Counted = Awaited<ReturnType<Segmenter['count']>>

const LOW_CONFIDENCE = 0.5

/** Short words to filter by. */
export function flagsOf(counted: Counted, planes: number, confidence: number | null): string[] {
  const { nuclei, saturated } = counted
  const flags: string[] = []
  if (nuclei.length === 0) flags.push('empty')
  if (saturated) flags.push('saturated')
  if (isFewAndUnsure(nuclei, isNearlyEmpty(counted))) flags.push('few-unsure')
  if (confidence !== null && confidence < LOW_CONFIDENCE) flags.push('low-confidence')
  if (planes > 1) flags.push('projected')
  return flags
}

/** Images narrower than the smallest nuclei that are looked for hold only slices of them. */
const NARROW_PX = 8

/** What a person should know of how this image was counted, in sentences. */
export function notesOf(field: Field, counted: Counted, planes: number): string[] {
  const { blank, tilesHalved } = counted
  const notes = [...field.metadata.notes]
  if (planes > 1) notes.push(`Maximum projection of ${planes} planes.`)
  if (blank) notes.push('The image holds no contrast, or nothing but noise: nothing was looked for.')
  if (Math.min(field.width, field.height) < NARROW_PX)
    notes.push(
      `The image is only ${field.width} × ${field.height} px, less than a nucleus; its count says little.`,
    )
  if ('look' in counted && counted.look) notes.push(lookNote(counted.look))
  if (isNearlyEmpty(counted))
    notes.push('Next to nothing stands out from the background; what does may be debris.')
  if (tilesHalved)
    notes.push('The device ran out of memory; smaller tiles were used. The result is the same.')
  return notes
}

function isNearlyEmpty(counted: Counted): boolean {
  return 'nearlyEmpty' in counted && counted.nearlyEmpty
}

function lookNote({ group, probability }: { group: LookGroup; probability: number }): string {
  return `Counted by the classical pipeline for ${group} nuclei (certainty of the look ${probability.toFixed(2)}).`
}
