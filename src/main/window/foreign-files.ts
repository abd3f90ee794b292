import { extname } from 'node:path'
import { toFailure } from '@core/errors'
import { openImage } from '@core/io/open-image'
import { fileKind } from '@core/plate/extensions'
import type { FailureWords } from '@shared/contract'
import type { PathHandle } from '@shared/path-handle'

/** Office documents are ZIP archives inside; nobody would unpack one for its images. */
const OFFICE = new Set(['.docx', '.xlsx', '.pptx', '.odt', '.ods', '.odp'])
const MOST_LOOKED_AT = 200

export interface Sorted {
  readable: string[]
  unreadable: (FailureWords & { path: string })[]
}

/**
 * Sets aside files that were given by name and are no image Karyon reads. The content decides: a photo called
 * `.txt` is counted. Files with the ending of an image are not looked at here; they fail, if they do, by themselves
 * when they are counted.
 */
export async function withoutForeign(opened: readonly PathHandle[]): Promise<Sorted> {
  const sorted: Sorted = { readable: [], unreadable: [] }
  let looked = 0
  for (const { path, name, kind } of opened) {
    const isOdd = kind === 'file' && fileKind(name).kind !== 'image'
    const why = isOdd && looked++ < MOST_LOOKED_AT ? await whyForeign(path) : undefined
    if (why) sorted.unreadable.push({ path, ...why })
    else sorted.readable.push(path)
  }
  return sorted
}

async function whyForeign(path: string): Promise<FailureWords | undefined> {
  try {
    await (await openImage(path)).close()
    return undefined
  } catch (error) {
    if (OFFICE.has(extname(path).toLowerCase())) {
      return {
        message: 'This is an office document, not an image.',
        remedy: 'Save the pictures in it as TIFF or PNG files, then drop those.',
      }
    }
    const { message, remedy } = toFailure(error)
    return { message, remedy }
  }
}
