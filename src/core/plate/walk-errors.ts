import { stat } from 'node:fs/promises'
import { KaryonError } from '../errors'

interface Trouble {
  why: string
  remedy: string
}

/** Why a folder cannot be read, in words, and what to do. */
export function folderTrouble(code: string): Trouble {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return {
        why: 'you have no permission for it',
        remedy: 'Ask its owner for access, or copy the images to a folder of your own.',
      }
    case 'ENOENT':
    case 'ENOTDIR':
      return {
        why: 'it is not there any more',
        remedy:
          'Check that it was not moved or renamed, and that its drive or network share is connected; then try again.',
      }
    case 'ELOOP':
      return { why: 'its link leads in a circle', remedy: 'Give the folder itself.' }
    case 'EMFILE':
    case 'ENFILE':
      return { why: 'too many files are open at once', remedy: 'Close other programs and try again.' }
    default:
      return {
        why: 'its drive or network share does not answer',
        remedy: 'Connect the drive or network share again, then try again.',
      }
  }
}

/** The system's name of an error, such as `EACCES`; the error's words when it has none. */
export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | undefined)?.code ?? String(error)
}

/** @returns `folder-unreadable` for a folder given, or one that went away with its drive. */
export function folderError(path: string, cause: unknown): KaryonError {
  const code = codeOf(cause)
  const { why, remedy } = folderTrouble(code)
  return new KaryonError('folder-unreadable', `${path} cannot be read (${code}): ${why}.`, remedy, {
    file: path,
    cause,
  })
}

/** What asking for a path answers when it fails; undefined when it is there. */
export function whyUnreachable(path: string): Promise<unknown> {
  return stat(path).then(
    () => undefined,
    (error) => error,
  )
}
