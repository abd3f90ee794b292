import { classicalSettingsSchema } from '@core/classical/settings'
import { z } from 'zod'
import type { Args, BinaryArgs, BinaryName, RequestName } from './contract'
import { correctBinarySchemas, correctSchemas } from './correct-schemas'
import { evaluateBinarySchemas, evaluateSchemas } from './evaluate-schemas'
import { reviewSchemas } from './review-schemas'

/** Checked where a request arrives, before anything looks at it. Unknown keys are refused. */

// A page with a strict Content Security Policy must not probe for eval.
z.config({ jitless: true })

const id = z.string().min(1).max(200)
const index = z.number().int().min(0).max(10_000_000)
const nothing = z.strictObject({})
const run = z.strictObject({ runId: id })
const image = z.strictObject({ runId: id, index })
const quality = z.enum(['fast', 'balanced', 'best'])
const device = z.enum(['auto', 'cpu', 'gpu', 'webgpu', 'cuda', 'dml', 'coreml'])

export const prefsSchema = z.strictObject({
  theme: z.enum(['system', 'dark', 'light']),
  palette: z.enum(['published', 'safe']),
  units: z.enum(['um', 'px']),
  quality,
  model: z.string().min(1).max(200),
  device,
  output: z.string().max(4096),
  exportOverlays: z.boolean(),
  checkBelow: z.number().min(0).max(1),
  notify: z.boolean(),
})

const settings = z
  .strictObject({
    quality,
    model: z.string().min(1).max(200),
    classical: classicalSettingsSchema,
    device,
    channel: z.string().min(1).max(200),
    labels: z.boolean(),
    overlays: z.boolean(),
    recursive: z.boolean(),
  })
  .partial()

const start = z.strictObject({
  handles: z.array(id).min(1).max(60_000),
  settings,
  ticket: id.optional(),
})

export const requestSchemas: { [K in RequestName]: z.ZodType<Args<K>> } = {
  ...evaluateSchemas,
  ...reviewSchemas,
  ...correctSchemas,
  'app.info': nothing,
  'app.licences': nothing,
  'prefs.get': nothing,
  'prefs.set': prefsSchema.partial(),
  'paths.choose': z.strictObject({
    what: z.enum(['folder', 'images', 'model', 'output', 'run', 'masks', 'mask-file']),
  }),
  'paths.browse': z.strictObject({ handle: id.optional() }),
  'plan.preview': start,
  'plan.stop': z.strictObject({ ticket: id }),
  'runs.create': start,
  'runs.again': z.strictObject({ runId: id, settings }),
  'runs.sample': nothing,
  'runs.list': nothing,
  'runs.open': z.strictObject({ handle: id }),
  'runs.pause': run,
  'runs.resume': run,
  'runs.cancel': run,
  'runs.retry': z.strictObject({ runId: id, indexes: z.array(index).max(1_000_000).optional() }),
  'runs.reorder': z.strictObject({ runIds: z.array(id).max(10_000) }),
  'runs.remove': run,
  'runs.plates': run,
  'runs.images': run,
  'runs.nuclei': image,
  'runs.export': z.strictObject({
    runId: id,
    choice: z.strictObject({ overlays: z.boolean() }),
  }),
  'runs.show': z.strictObject({ runId: id, index: index.optional() }),
  'models.list': nothing,
  'models.import': z.strictObject({ handle: id }),
  'devices.list': nothing,
  'devices.test': nothing,
  'image.view': image,
  'image.histogram': z.strictObject({ runId: id, index, channel: z.number().int().min(0).max(1000) }),
}

export const binarySchemas: { [K in BinaryName]: z.ZodType<BinaryArgs<K>> } = {
  ...evaluateBinarySchemas,
  ...correctBinarySchemas,
  'image.tile': z.strictObject({
    runId: id,
    index,
    channel: z.number().int().min(0).max(1000),
    level: z.number().int().min(0).max(20),
    column: z.number().int().min(0).max(100_000),
    row: z.number().int().min(0).max(100_000),
  }),
  'image.thumb': image,
  'image.outlines': image,
  'image.nuclei': image,
  'table.nuclei': z.strictObject({ runId: id, from: index.optional() }),
}
