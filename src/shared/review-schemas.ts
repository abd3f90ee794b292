import { z } from 'zod'
import type { ReviewRequests } from './review'

/** Schemas of Review; part of schemas.ts. */

const id = z.string().min(1).max(200)
const MARKED = ['negative', 'positive', 'out'] as const
const contents = z.record(z.string().min(1).max(200), z.enum(MARKED))
const changes = z.record(z.string().min(1).max(200), z.enum([...MARKED, 'sample']))

export const reviewSchemas: { [K in keyof ReviewRequests]: z.ZodType<ReviewRequests[K]['args']> } = {
  'review.get': z.strictObject({ runId: id }),
  'review.mark': z.strictObject({ runId: id, plate: z.string().max(1000), changes }),
  'review.attach': z.strictObject({ runId: id, handle: id.optional() }),
  'review.errors': z.strictObject({ runId: id, index: z.number().int().min(0).max(10_000_000) }),
}

/** The file a run's review is kept in. */
export const reviewFileSchema = z.strictObject({
  contents: z.record(z.string(), contents),
  targets: z.strictObject({ name: z.string(), path: z.string() }).optional(),
})
