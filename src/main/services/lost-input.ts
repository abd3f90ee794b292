import { stat } from 'node:fs/promises'
import { dirname, resolve, sep } from 'node:path'
import type { Failure } from '@core/errors'
import { codeOf, folderTrouble } from '@core/plate/walk-errors'

/** A drive that does not answer for so long is taken to be gone. */
const ANSWER_MS = 5000
/** What an image fails with when its drive is away; any other failure is its own. */
const MAY_BE_THE_DRIVE: ReadonlySet<Failure['code']> = new Set([
  'file-missing',
  'file-unreadable',
  'timed-out',
])

/**
 * When an image could not be read because the folder it was counted from is gone (network drive, memory stick):
 * the failure that stops the run, so that a lost drive does not fail every image left. Undefined when the folder
 * is there, and the image alone is to blame.
 *
 * @param inputs files and folders the run was made from
 */
export async function lostInput(
  inputs: readonly string[],
  failure: Failure,
  file: string,
  answerMs = ANSWER_MS,
): Promise<Failure | undefined> {
  if (!MAY_BE_THE_DRIVE.has(failure.code)) return undefined
  const path = resolve(file)
  const root = inputs
    .map((input) => resolve(input))
    .find((input) => path.startsWith(input.endsWith(sep) ? input : input + sep))
  const folder = root ?? dirname(path)
  const code = await whyGone(folder, answerMs)
  if (code === undefined) return undefined
  return {
    code: 'folder-unreadable',
    message: `The folder with the images, ${folder}, cannot be reached any more: ${folderTrouble(code).why}.`,
    remedy:
      'Connect its drive or network share again, then let the run go on: what is counted stays counted, and no image was given up.',
    file: folder,
  }
}

/** The system's name of what is wrong with a folder; undefined when it answers. */
async function whyGone(folder: string, answerMs: number): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined
  const silent = new Promise<string>((done) => {
    timer = setTimeout(done, answerMs, 'ETIMEDOUT')
  })
  try {
    return await Promise.race([stat(folder).then(() => undefined, codeOf), silent])
  } finally {
    clearTimeout(timer)
  }
}
