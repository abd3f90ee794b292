import { whyByScore } from '@core/channel/pick-channel'
import type { ModelManifest } from '@core/infer/manifest'
import { median } from '@core/measure/summarise'
import type { Plate } from '@core/plate/plate-image'
import type { ImagePool } from './image-pool'
import type { InferenceHost } from './inference'
import type { ImageSource } from './run-store'

/** Fields looked at; from different wells, spread over the plate. */
const FIELDS = 8

/**
 * The nuclear channel of a plate whose names do not tell: the one with the best median score over a few
 * fields. Undefined when no field could be read.
 */
export async function choosePlateChannel(
  plate: Plate,
  sources: readonly ImageSource[],
  manifest: ModelManifest,
  pool: ImagePool,
  host: InferenceHost,
): Promise<{ index: number; why: string } | undefined> {
  const step = Math.max(1, Math.floor(sources.length / FIELDS))
  const sample = sources.filter((_, i) => i % step === 0).slice(0, FIELDS)
  const results = await Promise.all(
    sample.map(({ set }) => pool.run({ kind: 'score-channels', set, manifest }, host.connect())),
  )
  const scores = results.flatMap((result) => (result.kind === 'scores' ? [result.scores] : []))
  if (scores.length === 0) return undefined
  const medians = plate.channels.map((_, c) => median(scores.map((fieldScores) => fieldScores[c] ?? 0)) ?? 0)
  const index = medians.indexOf(Math.max(...medians))
  return { index, why: `${whyByScore(medians, index)}, median of ${scores.length} fields` }
}
