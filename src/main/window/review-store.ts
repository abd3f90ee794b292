import { mkdir, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { writeFileAtomic } from '@core/export/atomic'
import type { RunReview } from '@shared/review'
import { reviewFileSchema } from '@shared/review-schemas'

/** Beside the run's state, so that it goes where the results folder goes. */
const FILE = join('.karyon', 'review.json')

/**
 * What was marked and attached in Review, one file a run. A damaged file is kept aside, and nothing is marked.
 * @param folder of a run's results
 */
export async function readReview(folder: string): Promise<RunReview> {
  const file = join(folder, FILE)
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return { contents: {} }
  const checked = reviewFileSchema.safeParse(asJson(text))
  if (checked.success) return checked.data
  await rename(file, `${file}.damaged-${Date.now()}`).catch(() => undefined)
  return { contents: {} }
}

/** @throws KaryonError `disk-full` or `output-unwritable` */
export async function writeReview(folder: string, review: RunReview): Promise<void> {
  const file = join(folder, FILE)
  await mkdir(dirname(file), { recursive: true })
  await writeFileAtomic(file, `${JSON.stringify(review, null, 2)}\n`)
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
