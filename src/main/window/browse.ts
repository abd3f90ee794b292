import { readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, extname, join } from 'node:path'
import { KaryonError } from '@core/errors'
import { codeOf, folderTrouble } from '@core/plate/walk-errors'
import type { FolderListing } from '@shared/contract'
import type { PathHandle } from '@shared/path-handle'
import type { PathHandles } from './handles'

const IMAGES = new Set(['.tif', '.tiff', '.png', '.jpg', '.jpeg', '.webp', '.bmp'])
const order = new Intl.Collator('en', { numeric: true })

/**
 * The folders of a folder, for the chooser inside a browser page. Starts in the home folder.
 *
 * @throws KaryonError `folder-unreadable`
 */
export async function browse(handles: PathHandles, from: PathHandle | undefined): Promise<FolderListing> {
  const path = from?.path ?? homedir()
  const entries = await readdir(path, { withFileTypes: true }).catch((cause) => {
    const code = codeOf(cause)
    const { why, remedy } = folderTrouble(code)
    const message = `The folder ${path} cannot be opened (${code}): ${why}.`
    throw new KaryonError('folder-unreadable', message, remedy, { file: path, cause })
  })
  const names = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
  return {
    handle: handles.add(path, 'folder'),
    parent: dirname(path) === path ? undefined : handles.add(dirname(path), 'folder'),
    folders: names.sort(order.compare).map((name) => handles.add(join(path, name), 'folder')),
    images: entries.filter((entry) => entry.isFile() && IMAGES.has(extname(entry.name).toLowerCase())).length,
  }
}
