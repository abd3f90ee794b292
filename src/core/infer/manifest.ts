import { z } from 'zod'
import type { RankerTrees } from '../rank/ranker-file'

const threshold = z.number().min(0).max(1)

/** `manifest.json` of a model folder: everything the pipeline needs to run the model, checked before use. */
export const manifestSchema = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]*$/),
  title: z.string().optional(),
  version: z.string().regex(/^\d+\.\d+\.\d+/),
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
  decoder: z.object({
    kind: z.literal('distance-watershed'),
    bodyThreshold: z.number().min(0).max(1),
    seedThreshold: z.number().min(0).max(1),
    distanceSigmaPx: z.number().nonnegative(),
    minAreaPx: z.number().nonnegative(),
  }),
  scale: z.object({
    targetDiameterPx: z.number().positive(),
    rescaleIfLogRatioAbove: z.number().positive(),
    range: z.tuple([z.number().positive(), z.number().positive()]),
  }),
  /** Choose nuclei among candidates by predicted IoU; absent = the plain decoder's nuclei are taken. */
  ranking: z
    .object({
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
      /** A candidate at or below this is not taken. */
      leastPredictedIoU: z.number().min(0).max(1),
    })
    .optional(),
  /** What its card says it reached on images it was not trained on, for lists of models. */
  measured: z.array(z.object({ data: z.string(), S: z.number().min(0).max(1) })).optional(),
  /** How a raw confidence becomes a predicted IoU; absent = the raw value is shown and called uncalibrated. Not used with `ranking`. */
  calibration: z
    .object({
      kind: z.literal('piecewise-linear'),
      points: z.array(z.tuple([z.number(), z.number()])).min(2),
    })
    .optional(),
})

export type ModelManifest = z.infer<typeof manifestSchema> & {
  /** The trees that `ranking` names; put in by `loadModel`, so that they go wherever the manifest goes. */
  ranker?: RankerTrees
}
export type DecoderConstants = ModelManifest['decoder']
