import { whyByScore } from '@core/channel/pick-channel'
import { KaryonError } from '@core/errors'
import { median } from '@core/measure/summarise'
import type { Plate } from '@core/plate/plate-image'
import type { Counter } from './counter'
import type { InWork } from './in-work'
import type { ImageSource } from './run-store'

/** Fields looked at; from different wells, spread over the plate. */
const FIELDS = 8

export interface Looking {
  counter: Counter
  /** Told which images are read, in case one of them ends Karyon. */
  inWork: InWork
  signal: AbortSignal
}

/**
 * The nuclear channel of a plate whose names do not tell: the one with the best median score over a few
 * fields. Undefined when no field could be read.
 *
 * @throws KaryonError `cancelled` when `signal` fires
 */
export async function choosePlateChannel(
  plate: Plate,
  sources: readonly (ImageSource & { seq: number })[],
  { counter, inWork, signal }: Looking,
): Promise<{ index: number; why: string } | undefined> {
  const step = Math.max(1, Math.floor(sources.length / FIELDS))
  const sample = sources.filter((_, i) => i % step === 0).slice(0, FIELDS)
  const look = async ({ set, seq }: ImageSource & { seq: number }) => {
    inWork.add(seq)
    try {
      return await counter.score(set, signal)
    } finally {
      inWork.delete(seq)
    }
  }
  // A field whose thread dies is left out here, and fails with its reason when it is counted.
  const results = await Promise.allSettled(sample.map(look))
  if (signal.aborted) throw new KaryonError('cancelled', 'The run was stopped.', 'Resume it when you like.')
  const scores = results.flatMap((result) =>
    result.status === 'fulfilled' && result.value.kind === 'scores' ? [result.value.scores] : [],
  )
  if (scores.length === 0) return undefined
  const medians = plate.channels.map((_, c) => median(scores.map((fieldScores) => fieldScores[c] ?? 0)) ?? 0)
  const index = medians.indexOf(Math.max(...medians))
  return { index, why: `${whyByScore(medians, index, plate.channels)}, median of ${scores.length} fields` }
}
