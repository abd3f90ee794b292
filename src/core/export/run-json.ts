import { z } from 'zod'
import { KaryonError } from '../errors'
import { type AtomicOptions, writeFileAtomic } from './atomic'

/** Version of the file's layout; readers refuse a newer one (`run-newer`). */
export const RUN_FORMAT = 1

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const isoTime = z.iso.datetime()
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])

/** How an image was corrected by hand. */
const runCorrectionSchema = z.object({
  file: z.string(),
  /** Nuclei after it, and as the model had outlined them. */
  count: z.int().nonnegative(),
  modelCount: z.int().nonnegative(),
  /** Time of the last change. */
  at: isoTime,
  /** Changes that stand, by kind: 'removed', 'split' … */
  edits: z.record(z.string(), z.int().positive()),
})

const runInputSchema = z.object({
  /** Relative to the root it was found in, with forward slashes. */
  path: z.string(),
  /** Index into `roots`. */
  root: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  /** Of the whole file; absent when it could not be read. */
  sha256: sha256.optional(),
})

/**
 * `run.json`: what is needed to say how a count came to be, and to make it again. The key order here is the key
 * order of the file.
 */
export const runJsonSchema = z.object({
  format: z.literal(RUN_FORMAT),
  app: z.object({ name: z.literal('karyon'), version: z.string(), platform: z.string(), node: z.string() }),
  /** How the run was started: 'window', 'browser', 'command line'. */
  startedFrom: z.string(),
  times: z.object({
    started: isoTime,
    finished: isoTime.optional(),
    /** Working time without pauses. */
    seconds: z.number().nonnegative(),
    /** Times it was taken up again after an interruption. */
    resumed: z.int().nonnegative(),
  }),
  /** Folders and files as given, absolute. */
  roots: z.array(z.string()),
  output: z.string(),
  model: z.object({
    name: z.string(),
    version: z.string(),
    /** Of the network's file; the classical segmenter has none. */
    sha256: sha256.optional(),
    /** Of its manifest: decoder constants, cut, calibration, and by their hashes network and ranker. */
    manifestSha256: sha256.optional(),
    /** Every setting of the classical pipelines as they ran. */
    pipelines: z.record(z.string(), z.record(z.string(), scalar)).optional(),
  }),
  device: z.object({
    /** What ran: 'cpu', 'cuda', 'webgpu' … */
    used: z.string(),
    /** What was asked for: 'auto' or a device. */
    asked: z.string(),
    /** Name of the hardware, when the provider tells. */
    name: z.string().optional(),
    /** Why this one: a sentence. */
    why: z.string(),
    /** Devices tried before and why they were not used; largest difference from the CPU on the canary. */
    tried: z.array(
      z.object({
        device: z.string(),
        accepted: z.boolean(),
        reason: z.string(),
        canaryDifference: z.number().optional(),
      }),
    ),
    /** Changes while running (out of memory, counts checked on the CPU): sentences. */
    changes: z.array(z.string()),
  }),
  /** Every setting in force, given or default. */
  settings: z.record(z.string(), scalar),
  /** Everything that was found instead of asked: nuclear channel, plate, polarity, scale … */
  choices: z.array(
    z.object({
      what: z.string(),
      /** Plate, folder or file it holds for; absent: the whole run. */
      scope: z.string().optional(),
      value: scalar,
      why: z.string(),
      /** Whether a person set it. */
      byHand: z.boolean(),
    }),
  ),
  totals: z.object({
    images: z.int().nonnegative(),
    counted: z.int().nonnegative(),
    failed: z.int().nonnegative(),
    leftOut: z.int().nonnegative(),
    nuclei: z.int().nonnegative(),
    skippedFiles: z.int().nonnegative(),
  }),
  /** Absent where no image was corrected. */
  corrections: z.array(runCorrectionSchema).optional(),
  warnings: z.array(z.string()),
  failures: z.array(
    z.object({ file: z.string(), code: z.string(), message: z.string(), remedy: z.string() }),
  ),
  /** Files found but not counted, and why. */
  skipped: z.array(z.object({ path: z.string(), reason: z.string(), detail: z.string() })),
  inputs: z.array(runInputSchema),
})

export type RunJson = z.infer<typeof runJsonSchema>
export type RunCorrection = z.infer<typeof runCorrectionSchema>
export type RunInput = z.infer<typeof runInputSchema>

/**
 * Checks and writes `run.json`: keys in the order of the schema, records by name, two spaces, so that two runs
 * can be compared line by line.
 * @throws KaryonError `internal` when `run` does not fit the schema; `disk-full`, `output-unwritable`
 */
export async function writeRunJson(path: string, run: RunJson, options: AtomicOptions = {}): Promise<void> {
  await writeFileAtomic(path, runJsonText(run), options)
}

export function runJsonText(run: RunJson): string {
  return `${JSON.stringify(ordered(run), null, 2)}\n`
}

/** The run checked, its keys in the order of the schema. */
function ordered(run: RunJson): RunJson {
  const checked = runJsonSchema.safeParse(run)
  if (!checked.success) {
    throw new KaryonError(
      'internal',
      `The description of the run does not fit its own schema: ${z.prettifyError(checked.error)}`,
      'Report this; the counts themselves are not affected.',
    )
  }
  // Parsing rebuilds objects in the order of the schema; only free records are left to sort.
  return { ...checked.data, settings: byName(checked.data.settings) }
}

/**
 * Reads the text of a `run.json`.
 * @throws KaryonError `run-newer` for a later format, `run-damaged` for anything else that does not fit
 */
export function parseRunJson(text: string, file?: string): RunJson {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw damaged('it is not JSON', file, cause)
  }
  const format = (value as { format?: unknown } | null)?.format
  if (typeof format === 'number' && format > RUN_FORMAT) {
    throw new KaryonError(
      'run-newer',
      `This run was written by a newer Karyon (format ${format}; this version reads up to ${RUN_FORMAT}).`,
      'Open it with the version that wrote it, or update Karyon.',
      { file },
    )
  }
  const checked = runJsonSchema.safeParse(value)
  if (!checked.success) throw damaged(z.prettifyError(checked.error), file)
  return checked.data
}

/** Longest list written out in the workbook's run sheet; run.json has all of it. */
const SHEET_LIST_LIMIT = 200

/** The run as key and value pairs, `model.sha256` and the like, for a sheet or a page. */
export function runSheetEntries(run: RunJson): { key: string; value: string | number | boolean }[] {
  const entries: { key: string; value: string | number | boolean }[] = []
  const visit = (key: string, value: unknown): void => {
    if (value === undefined || value === null) return
    if (Array.isArray(value)) {
      value.slice(0, SHEET_LIST_LIMIT).forEach((item, index) => {
        visit(`${key} ${index + 1}`, isPlain(item) ? Object.values(item).filter(known).join(' · ') : item)
      })
      const rest = value.length - SHEET_LIST_LIMIT
      if (rest > 0) entries.push({ key, value: `${rest.toLocaleString('en-US')} more in run.json` })
    } else if (isPlain(value)) {
      for (const [name, inner] of Object.entries(value)) visit(key ? `${key}.${name}` : name, inner)
    } else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      entries.push({ key, value })
    }
  }
  visit('', ordered(run))
  return entries
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
const known = (value: unknown) => value !== undefined && value !== null

function byName<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}

function damaged(why: string, file?: string, cause?: unknown): KaryonError {
  return new KaryonError(
    'run-damaged',
    `The description of this run cannot be read: ${why}`,
    'Its tables and labels are not affected; count the folder again to have a whole one.',
    { file, cause },
  )
}
