import { basename, dirname } from 'node:path'
import { imageNameOf, nameKey } from './image-name'
import { IMAGE_FILE } from './list-files'

const LABEL_FOLDERS = ['labels', 'masks', 'targets']

/**
 * Label images of a data set in parts, each with its images beside them: `train/images` and `train/masks`,
 * `val/images` and `val/masks`. `<image>/masks` with one nucleus a file looks alike; there no folder has several
 * images, and masks are not called after them.
 *
 * @returns undefined when the folder is not laid out so
 */
export function labelFilesOfParts(
  root: string,
  files: readonly string[],
): { folder: string; files: string[] } | undefined {
  const pictures = files.filter((file) => IMAGE_FILE.test(file))
  const isIn = (file: string, folder: string) => basename(dirname(file)).toLowerCase() === folder
  const images = new Map<string, Set<string>>()
  for (const file of pictures) {
    if (!isIn(file, 'images')) continue
    const part = partOf(file)
    images.set(part, (images.get(part) ?? new Set()).add(keyOf(file)))
  }
  for (const folder of LABEL_FOLDERS) {
    const labels = pictures.filter((file) => isIn(file, folder) && images.has(partOf(file)))
    const several = labels.some((file) => {
      const names = images.get(partOf(file))!
      return partOf(file) !== root && names.size > 1 && names.has(keyOf(file))
    })
    if (several) return { folder, files: labels }
  }
  return undefined
}

function partOf(file: string): string {
  return dirname(dirname(file))
}

function keyOf(file: string): string {
  return nameKey(imageNameOf(file))
}
