import type { Nucleus } from '@core/measure/nucleus'
import { mean, summarise } from '@core/measure/summarise'
import { CORRECT_KINDS, type Corrected, type CorrectKind } from '@shared/correct'
import type { ImageFlag } from '@shared/run'
import type { JournalEntry } from './correct-journal'
import type { StoredImage } from './run-store'

/** Flags that say something of the model's outlines; they are found anew. */
const OF_OUTLINES: readonly ImageFlag[] = ['empty', 'few-unsure', 'low-confidence', 'corrected']
const LOW_CONFIDENCE = 0.5

/**
 * What is stored of an image whose outlines were corrected: everything that follows from its nuclei anew, the rest as
 * the model left it.
 *
 * @param model the image's record before the first correction
 * @param entries the changes that stand, at least one
 */
export function correctedRecord(
  model: StoredImage,
  nuclei: readonly Nucleus[],
  entries: readonly JournalEntry[],
): StoredImage {
  const { widthPx: width = 0, heightPx: height = 0, pixelSize } = model
  const summary = summarise(nuclei, { width, height })
  const areaMm2 = pixelSize && (width * height * pixelSize.x * pixelSize.y) / 1e6
  const corrected = correctedOf(model, entries)
  // A segmenter without confidence does not get one from a few nuclei drawn by hand.
  const confidence = nuclei.every((n) => n.confidence !== undefined) ? summary.meanConfidence : null
  return {
    ...model,
    count: nuclei.length,
    touchingEdge: nuclei.filter(({ touchesEdge }) => touchesEdge).length,
    meanAreaPx: summary.meanAreaPx ?? undefined,
    medianDiameterPx: summary.medianDiameterPx ?? undefined,
    meanConfidence: confidence ?? undefined,
    meanIntensity: meanIntensity(model, nuclei),
    densityPerMm2: areaMm2 === undefined ? undefined : nuclei.length / areaMm2,
    flags: flagsOf(model.flags, nuclei.length, confidence),
    notes: [...model.notes, noteOf(corrected)],
    corrected,
  }
}

function correctedOf(model: StoredImage, entries: readonly JournalEntry[]): Corrected {
  const edits: Partial<Record<CorrectKind, number>> = {}
  for (const kind of CORRECT_KINDS) {
    const n = entries.filter((entry) => entry.kind === kind).length
    if (n > 0) edits[kind] = n
  }
  return { at: entries.at(-1)!.at, modelCount: model.count ?? 0, edits }
}

/** 'Corrected by hand: 2 removed, 1 split; the model had outlined 41.' */
function noteOf({ edits, modelCount }: Corrected): string {
  const words = Object.entries(edits).map(([kind, n]) => `${n} ${kind}`)
  return `Corrected by hand: ${words.join(', ')}; the model had outlined ${modelCount}.`
}

function flagsOf(model: readonly ImageFlag[], count: number, confidence: number | null): ImageFlag[] {
  const flags = model.filter((flag) => !OF_OUTLINES.includes(flag))
  if (count === 0) flags.unshift('empty')
  if (confidence !== null && confidence < LOW_CONFIDENCE) flags.push('low-confidence')
  return [...flags, 'corrected']
}

/** As when it was counted: of the counted channel, or of its red, green and blue together. */
function meanIntensity(
  { intensityChannels = [], countedIntensities, channel }: StoredImage,
  nuclei: readonly Nucleus[],
): number | undefined {
  const isColour = intensityChannels.join() === 'red,green,blue'
  const at = Math.max(0, intensityChannels.indexOf(channel ?? ''))
  const samples = countedIntensities ?? (isColour ? [0, 1, 2] : [at])
  return mean(nuclei.map((n) => mean(samples.map((s) => n.intensities[s]?.mean ?? 0)) ?? 0)) ?? undefined
}
