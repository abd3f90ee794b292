import { stat } from 'node:fs/promises'
import { KaryonError } from '../errors'

/** The file ends before the bytes its header points at. */
export function truncatedError(
  source: { path: string; size: number },
  offset: number,
  length: number,
): KaryonError {
  return new KaryonError(
    'file-truncated',
    `The file ends early: it holds ${source.size} bytes, but its header points at bytes ${offset} to ${offset + length}.`,
    'Copy or export the file again; this one is cut short or damaged.',
    { file: source.path },
  )
}

/** The file is not what it was a moment ago. */
export function changingError(path: string, before: number, after: number): KaryonError {
  return new KaryonError(
    'file-changing',
    `The file changed while it was read (${before} bytes before, ${after} after).`,
    'Wait until it is written completely, then try again.',
    { file: path },
  )
}

/** How long a file that seems cut short is watched for growing. */
const GROWTH_WAIT_MS = 150
/** A file changed longer ago than this is not being written any more. */
const RECENT_MS = 10_000

/**
 * An error about a cut-off or damaged file, or, when the file has grown meanwhile, `file-changing` in its place.
 * @param size bytes the file had when it was read
 */
export async function unlessGrowing(error: unknown, path: string, size: number): Promise<unknown> {
  const suspicious = [
    'file-truncated',
    'image-damaged',
    'image-too-large',
    'image-has-no-pixels',
    'format-unknown',
  ]
  if (!(error instanceof KaryonError) || !suspicious.includes(error.code)) return error
  try {
    const { mtimeMs } = await stat(path)
    if (Date.now() - mtimeMs < RECENT_MS) await new Promise((done) => setTimeout(done, GROWTH_WAIT_MS))
    const now = await stat(path)
    return now.size === size ? error : changingError(path, size, now.size)
  } catch {
    return error
  }
}

/** A file system's error in the words of this app. */
export function fileSystemError(path: string, error: unknown): KaryonError {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? ''
  const options = { file: path, cause: error }
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new KaryonError(
        'file-missing',
        'The file is not there.',
        'Check the path; it may have been moved or deleted.',
        options,
      )
    case 'EACCES':
    case 'EPERM':
      return new KaryonError(
        'file-unreadable',
        'You are not allowed to read this file.',
        'Change its permissions, or copy it to a folder of your own.',
        options,
      )
    case 'EISDIR':
      return new KaryonError('file-unreadable', `${path} is a folder.`, 'Give an image file.', options)
    case 'EMFILE':
    case 'ENFILE':
      return new KaryonError(
        'file-unreadable',
        'Too many files are open at once.',
        'Close other programs and try again.',
        options,
      )
    case 'ELOOP':
      return new KaryonError(
        'file-unreadable',
        'The link leads in a circle.',
        'Give the image file itself.',
        options,
      )
    case 'EIO':
    case 'ENOTCONN':
    case 'ESTALE':
    case 'ENODEV':
    case 'ENXIO':
    case 'ETIMEDOUT':
    case 'ECONNRESET':
    case 'EHOSTDOWN':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return new KaryonError(
        'file-unreadable',
        `The file could not be read: its disk or network share does not answer (${code}).`,
        'Connect it again and check it, then read the file again.',
        options,
      )
    default: {
      const words = error instanceof Error ? error.message : String(error)
      return new KaryonError(
        'file-unreadable',
        `The file could not be read: ${words}.`,
        'Check the disk or network share, then try again.',
        options,
      )
    }
  }
}
