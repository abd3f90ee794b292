import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { KaryonError } from '../../errors'

/** Names of pictures Karyon opens. */
export const IMAGE_FILE = /\.(png|tiff?|btf|bmp|webp|jpe?g)$/i

/**
 * All files under a folder in the order of their names; hidden ones and system folders are passed over.
 * @throws KaryonError `folder-unreadable`
 */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new KaryonError(
      'folder-unreadable',
      `${folder} could not be listed.`,
      'Check that you may read it.',
      { file: folder, cause: error },
    )
  })
  entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  const files: string[] = []
  for (const entry of entries) {
    if (entry.name.startsWith('.') || entry.name === '__MACOSX') continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) files.push(...(await listFiles(path)))
    else files.push(path)
  }
  return files
}
