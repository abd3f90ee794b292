import { basename, dirname } from 'node:path'
import { KaryonError } from '../errors'

/** A failed write as a person reads it: what happened, in which folder, what to do. Unknown causes keep their words. */
export function writeError(error: unknown, path: string): KaryonError {
  if (error instanceof KaryonError) return error
  const { code, syscall, path: made } = (error as NodeJS.ErrnoException | undefined) ?? {}
  if (code === 'EEXIST' && syscall === 'mkdir' && made !== undefined) {
    return new KaryonError(
      'output-unwritable',
      `The folder ${made} cannot be made: a file of that name stands there.`,
      'Rename or move that file, or choose another output folder.',
      { file: made, cause: error },
    )
  }
  const folder = dirname(path)
  const name = basename(path)
  const options = { file: path, cause: error }
  const unwritable = (message: string, remedy: string) =>
    new KaryonError('output-unwritable', message, remedy, options)
  switch (code) {
    case 'ENOSPC':
      return new KaryonError(
        'disk-full',
        `The disk that holds ${folder} is full; ${name} was not written.`,
        'Free some space on that disk or choose another output folder, then resume the run: nothing counted so far is lost.',
        options,
      )
    case 'EDQUOT':
      return new KaryonError(
        'disk-full',
        `The disk quota for ${folder} is used up; ${name} was not written.`,
        'Delete files you no longer need there or choose another output folder, then resume the run: nothing counted so far is lost.',
        options,
      )
    case 'EACCES':
    case 'EPERM':
    case 'EBUSY':
      return unwritable(
        `${name} cannot be written into ${folder}: access is denied (${code}).`,
        'Close the file if another program has it open, check the permissions of the folder, or choose another output folder.',
      )
    case 'EROFS':
      return unwritable(
        `${name} cannot be written: ${folder} is on a read-only disk.`,
        'Choose an output folder on a disk that can be written to.',
      )
    case 'ENOENT':
    case 'ENOTDIR':
      return unwritable(
        `${name} cannot be written: the folder ${folder} does not exist${code === 'ENOTDIR' ? ' or is a file' : ''}.`,
        'Reconnect the disk or create the folder, or choose another output folder.',
      )
    case 'EISDIR':
    case 'EEXIST':
    case 'ENOTEMPTY':
      return unwritable(
        `${name} cannot be written into ${folder}: a folder of that name stands there.`,
        'Rename or move that folder, or choose another output folder.',
      )
    case 'ENAMETOOLONG':
      return unwritable(
        `The name ${name} is too long for the disk that holds ${folder}.`,
        'Shorten the name of the image or choose an output folder with a shorter path.',
      )
    default: {
      const words = error instanceof Error ? error.message : String(error)
      return unwritable(
        `${name} could not be written into ${folder}: ${words}`,
        'Check that the disk is connected and working, or choose another output folder.',
      )
    }
  }
}
