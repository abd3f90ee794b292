import { z } from 'zod'
import type { RankerTrees } from '../rank/ranker-file'

const threshold = z.number().min(0).max(1)

/** How body, border and distance become nuclei: `decodeDistanceWatershed`. */
const distanceWatershed = z.object({
  kind: z.literal('distance-watershed'),
  bodyThreshold: threshold,
  seedThreshold: threshold,
  distanceSigmaPx: z.number().nonnegative(),
  minAreaPx: z.number().nonnegative(),
})

/** How relative positions are read: `positionMaps`. */
const positions = z.object({
  /** Gaussian smoothing of the positions. */
  positionSigmaPx: z.number().nonnegative(),
  /** Diameters per pixel; where the position falls faster than this along a direction, two nuclei meet. */
  slopeThreshold: z.number().min(-1).max(1),
})

/** How body and relative positions become nuclei: `decodeRelativePosition`. */
const relativePosition = positions.extend({
  kind: z.literal('relative-position'),
  bodyThreshold: threshold,
  /** Of the closeness to the nucleus's centre: 1 there, 0 half a diameter away. */
  seedThreshold: threshold,
  minAreaPx: z.number().nonnegative(),
})

/** The maps of every model, in this order, and those that tell relative positions. */
const HEADS = ['body', 'touchingBorder', 'distance']
const POSITION_HEADS = [...HEADS, 'offsetY', 'offsetX']

/** A larger power leaves nothing but the surest nucleus. */
const MOST_POWER = 16

/** How large nuclei are to be for the network, and how their size is found: `findScale`. */
const scale = z.object({
  targetDiameterPx: z.number().positive(),
  rescaleIfLogRatioAbove: z.number().positive(),
  range: z.tuple([z.number().positive(), z.number().positive()]),
  /**
   * In the median size that the scale rests on, each nucleus counts with its mean body probability to this power,
   * so that doubtful fragments do not make nuclei look small; absent = all count the same.
   */
  confidencePower: z.number().positive().max(MOST_POWER).optional(),
})

/** How nuclei are chosen among candidates by predicted IoU: `rankNuclei`. */
const ranking = z.object({
  /** The trees, a file beside the manifest, and its SHA-256. */
  file: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*\.json$/, 'must be the name of a JSON file in the folder'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** [seed threshold, body threshold] of each split level; the first is level 0. */
  levels: z.array(z.tuple([threshold, threshold])).min(1),
  /** Factors on the found scale; the candidates of all are pooled. */
  zooms: z
    .array(z.number().positive())
    .min(1)
    .refine((zooms) => zooms[0] === 1, 'must begin with 1, the found scale')
    .default([1]),
  /** Pool candidates from the relative positions too, at the same levels; absent = only from the distance. */
  positions: positions.optional(),
  /** A candidate at or below this is not taken. */
  leastPredictedIoU: z.number().min(0).max(1),
  /** What is smaller than `belowAreaRatio` times the median area needs only this; absent = as much as all others. */
  fragments: z
    .object({ belowAreaRatio: z.number().positive().max(1), leastPredictedIoU: z.number().min(0).max(1) })
    .optional(),
})

/** How a raw confidence becomes a predicted IoU: `calibrate`. */
const calibration = z.object({
  kind: z.literal('piecewise-linear'),
  points: z.array(z.tuple([z.number(), z.number()])).min(2),
})

/**
 * A network of its own for images of one look, in the same folder. It takes and gives what the model's own network does,
 * in the same tiles; how its maps become nuclei is its own.
 */
const specialist = z.object({
  /** Gray, and brighter than a dark ground: `FluorescenceTest`. */
  look: z.literal('fluorescent'),
  file: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*\.onnx$/, 'must be the name of an ONNX file in the folder')
    .refine((file) => file !== 'model.onnx', 'must be another file than model.onnx'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  decoder: distanceWatershed,
  scale,
  ranking: ranking.optional(),
  calibration: calibration.optional(),
})

const fields = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]*$/),
  title: z.string().optional(),
  /** Part of the name of an imported model's folder. */
  version: z.string().regex(/^\d+\.\d+\.\d+[0-9A-Za-z.+_-]*$/),
  /** SHA-256 of model.onnx, lower-case hex. A file that differs is refused. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  opset: z.number().int().min(11),
  input: z.object({
    name: z.string(),
    layout: z.literal('NCHW'),
    dtype: z.literal('float32'),
    channels: z.literal(3),
    multipleOf: z.number().int().positive(),
    range: z.tuple([z.number(), z.number()]),
  }),
  normalise: z.object({
    /** Percentiles over the whole image, all channels together; the range between them becomes 0…1, clipped. */
    percentiles: z.tuple([z.number().min(0).max(50), z.number().min(50).max(100)]),
  }),
  tile: z.object({
    /** Side of the square fed to the network, in network pixels. */
    size: z.number().int().positive(),
    /** Border of each tile whose output is thrown away: at least the receptive field's radius. */
    halo: z.number().int().nonnegative(),
  }),
  outputs: z
    .array(z.object({ name: z.string(), layout: z.literal('NCHW'), channels: z.array(z.string()).min(1) }))
    .min(1),
  decoder: z.discriminatedUnion('kind', [distanceWatershed, relativePosition]),
  scale,
  /** Absent = the plain decoder's nuclei are taken. */
  ranking: ranking.optional(),
  /** What its card says it reached on images it was not trained on, for lists of models. */
  measured: z.array(z.object({ data: z.string(), S: z.number().min(0).max(1) })).optional(),
  /** Absent = the raw value is shown and called uncalibrated. Not used with `ranking`. */
  calibration: calibration.optional(),
  /** Absent = one network for all images. */
  specialist: specialist.optional(),
})

type ManifestFields = z.infer<typeof fields>

/** What a network's maps are made nuclei by. */
type Decoding = Pick<ManifestFields, 'decoder' | 'ranking'>

/** The heads that a model's decoders and rankings read: what its first output must begin with, in this order. */
export function neededHeads({ specialist, ...own }: Decoding & { specialist?: Decoding }): string[] {
  const read = specialist ? [own, specialist] : [own]
  const positions = read.some(
    ({ decoder, ranking }) => decoder.kind === 'relative-position' || ranking?.positions,
  )
  return positions ? POSITION_HEADS : HEADS
}

/** `manifest.json` of a model folder: everything the pipeline needs to run the model, checked before use. */
export const manifestSchema = fields.superRefine((manifest, context) => {
  const { channels } = manifest.outputs[0]
  const missing = neededHeads(manifest).find((head, at) => channels[at] !== head)
  if (missing) {
    const message = `the maps ${channels.join(', ')} do not suit decoder and ranking; ${neededHeads(manifest).join(', ')} are needed, in this order (${missing} is missing)`
    context.addIssue({ code: 'custom', path: ['outputs', 0, 'channels'], message })
  }
  if (manifest.ranking && manifest.decoder.kind !== 'distance-watershed') {
    const message =
      'candidates to rank begin with those of the decoder distance-watershed; ranking.positions adds those of relative positions'
    context.addIssue({ code: 'custom', path: ['decoder', 'kind'], message })
  }
})

/** The trees that `ranking` names; put in by `loadModel`, so that they go wherever the manifest goes. */
type WithTrees<T> = T & { ranker?: RankerTrees }
export type ModelManifest = WithTrees<Omit<ManifestFields, 'specialist'>> & {
  specialist?: WithTrees<z.infer<typeof specialist>>
}
/** Of the decoder distance-watershed, whose candidates are ranked. */
export type DecoderConstants = z.infer<typeof distanceWatershed>
export type RelativePositionConstants = z.infer<typeof relativePosition>
export type PositionConstants = z.infer<typeof positions>
