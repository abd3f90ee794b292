import { z } from 'zod'
import type { CorrectBinaryRequests, CorrectOp, CorrectRequests } from './correct'

/** Schemas of correcting; part of schemas.ts. */

const image = { runId: z.string().min(1).max(200), index: z.number().int().min(0).max(10_000_000) }
const label = z.number().int().min(1).max(0xffffffff)
const place = z.number().min(-1_000_000).max(1_000_000)
/** A pointer gives some hundred points a second: minutes of drawing. */
const points = z
  .array(place)
  .max(40_000)
  .refine((flat) => flat.length % 2 === 0)
const over = z.boolean()
const pixels = z.number().int().min(0).max(1_000_000)
const window = z.strictObject({ x: pixels, y: pixels, width: pixels.min(1), height: pixels.min(1) })

const op: z.ZodType<CorrectOp> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('remove'), label }),
  z.strictObject({ kind: z.literal('keep'), label }),
  z.strictObject({ kind: z.literal('add'), outline: points, over }),
  z.strictObject({ kind: z.literal('split'), label, cut: points, smooth: z.boolean() }),
  z.strictObject({ kind: z.literal('waist'), label }),
  z.strictObject({ kind: z.literal('merge'), labels: z.array(label).min(2).max(100) }),
  z.strictObject({ kind: z.literal('redraw'), label, outline: points, over }),
  z.strictObject({ kind: z.literal('resize'), label, grow: z.boolean() }),
  z.strictObject({
    kind: z.literal('paint'),
    window,
    painted: z.array(z.array(label).max(100_000)).max(4),
    over,
  }),
])

export const correctSchemas: { [K in keyof CorrectRequests]: z.ZodType<CorrectRequests[K]['args']> } = {
  'correct.open': z.strictObject(image),
  'correct.done': z.strictObject(image),
}

export const correctBinarySchemas: {
  [K in keyof CorrectBinaryRequests]: z.ZodType<CorrectBinaryRequests[K]['args']>
} = {
  'correct.edit': z.strictObject({ ...image, op, preview: z.boolean() }),
  'correct.step': z.strictObject({ ...image, step: z.enum(['undo', 'redo', 'revert']) }),
  'correct.model': z.strictObject(image),
  'correct.superpixels': z.strictObject({ ...image, x: place, y: place }),
}
