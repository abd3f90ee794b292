import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Scan } from '@core/plate/plate-image'

/** A folder of empty files (or of the texts given) that goes away with `remove`. */
export function makeTree(files: (string | [path: string, text: string])[]): {
  root: string
  remove: () => void
} {
  const root = mkdtempSync(join(tmpdir(), 'karyon-plate-'))
  addFiles(root, files)
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) }
}

export function addFiles(root: string, files: (string | [path: string, text: string])[]): void {
  const made = new Set<string>()
  for (const file of files) {
    const [path, text] = typeof file === 'string' ? [file, ''] : file
    const folder = dirname(join(root, path))
    if (!made.has(folder)) mkdirSync(folder, { recursive: true })
    made.add(folder)
    writeFileSync(join(root, path), text)
  }
}

/** What a test looks at: `plate well site t | channel:z file …` per set, in order. */
export function setLines(scan: Scan): string[] {
  return scan.sets.map((set) => {
    const place = [set.plate, set.well, set.site, set.t].map((value) => value ?? '-').join(' ')
    const files = set.files.map((file) => {
      const key = set.channels[file.channel].key ?? '-'
      return file.z === undefined ? key : `${key}z${file.z}`
    })
    return `${place} | ${files.join(' ')}`
  })
}

/** Base names left out, by reason. */
export function skippedNames(scan: Scan): Record<string, string[]> {
  const names: Record<string, string[]> = {}
  for (const { path, reason } of scan.skipped) {
    names[reason] = [...(names[reason] ?? []), path.slice(path.lastIndexOf('/') + 1)]
  }
  return names
}
