import { existsSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'

/**
 * Where a new run's results go: into the place chosen for all, or beside the images (`output` empty). Never a folder
 * that is there already: the same plate may be dropped twice within a second.
 */
export function resultsFolder(output: string, input: string, now = new Date()): string {
  const stamp = now.toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '')
  const plain = join(output || dirname(input), `${basename(input, extname(input))}-karyon_${stamp}`)
  for (let n = 1; ; n++) {
    const folder = n === 1 ? plain : `${plain}_${n}`
    if (!existsSync(folder)) return folder
  }
}
