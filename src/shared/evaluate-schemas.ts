import { z } from 'zod'
import type { EvaluateBinaryRequests, EvaluateRequests } from './evaluate'

/** Schemas of Evaluate and Compare; part of schemas.ts. */

const id = z.string().min(1).max(200)
const source = z.union([z.strictObject({ handle: id }), z.strictObject({ runId: id })])
const setup = z.strictObject({
  targets: source,
  predictions: z.array(source).min(1).max(12),
  images: id.optional(),
  table: id.optional(),
  by: z.string().min(1).max(200).optional(),
})
const image = {
  id,
  image: z.number().int().min(0).max(10_000_000),
  segmenter: z.number().int().min(0).max(11),
}
const palette = z.enum(['published', 'safe'])
const pixels = z.number().int().min(0).max(1_000_000)
const nothing = z.strictObject({})

export const evaluateSchemas: { [K in keyof EvaluateRequests]: z.ZodType<EvaluateRequests[K]['args']> } = {
  'evaluate.preview': setup,
  'evaluate.run': setup,
  'evaluate.compare': z.strictObject({ a: source, b: source, images: id.optional() }),
  'evaluate.latest': nothing,
  'evaluate.cancel': nothing,
  'evaluate.errors': z.strictObject(image),
  'evaluate.export': z.strictObject({
    ...image,
    what: z.enum(['tables', 'plots', 'report', 'map', 'maps', 'sheets']),
    palette,
  }),
  'evaluate.browse': z.strictObject({ handle: id.optional() }),
}

export const evaluateBinarySchemas: {
  [K in keyof EvaluateBinaryRequests]: z.ZodType<EvaluateBinaryRequests[K]['args']>
} = {
  'evaluate.map': z.strictObject({
    ...image,
    layer: z.enum(['over', 'alone', 'lines', 'image']),
    palette,
    x: pixels,
    y: pixels,
    width: pixels.min(1),
    height: pixels.min(1),
    most: z.number().int().min(16).max(4096),
  }),
  'evaluate.outlines': z.strictObject({ ...image, side: z.enum(['target', 'prediction']) }),
}
