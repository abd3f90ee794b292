import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { SegmentationItem } from './segmentation'

/**
 * SHA-256, hex, over the files of some items in the order of their paths, each file once. It says whether two
 * evaluations were made from the same data.
 */
export async function hashFiles(items: readonly SegmentationItem[]): Promise<string> {
  const paths = [...new Set(items.flatMap((item) => item.sources))].sort()
  const hash = createHash('sha256')
  for (const path of paths) hash.update(await readFile(path))
  return hash.digest('hex')
}
