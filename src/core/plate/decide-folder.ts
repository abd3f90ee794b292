import type { NameMatch } from './match-name'
import { standsAlone } from './parse-name'

/** A path and what it fits; `match` is set to undefined where the folder speaks against it. */
export interface Candidate {
  /** Absolute or relative folder, `/` between components. */
  directory: string
  match: NameMatch | undefined
}

/** Share of a folder's images that a weak pattern must fit to be believed. */
const leastCoverage = 0.9

/**
 * Decides weak patterns folder by folder: one is believed when it fits nine of ten images, gives every file a
 * place of its own, at least two wells, and a second token that varies (or a sidecar lies beside it). Particular
 * patterns are believed as they are. Files that lose their match are single pictures.
 *
 * @param hasSidecar tells whether a plate's sidecar lies in a folder or above it
 */
export function decideFolders(files: Candidate[], hasSidecar: (directory: string) => boolean): void {
  const byFolder = new Map<string, Candidate[]>()
  for (const file of files) {
    const list = byFolder.get(file.directory)
    if (list) list.push(file)
    else byFolder.set(file.directory, [file])
  }
  for (const [directory, list] of byFolder) decideFolder(list, hasSidecar(directory))
}

function decideFolder(files: Candidate[], sidecar: boolean): void {
  const unsure = new Map<string, { file: Candidate; match: NameMatch }[]>()
  const sureWells = new Map<string, Set<string>>()
  for (const file of files) {
    const { match } = file
    if (!match) continue
    if (match.well === undefined && match.wellIndex === undefined && !sidecar) {
      file.match = undefined
    } else if (match.convention.weak || !standsAlone(match)) {
      const id = match.convention.id
      const list = unsure.get(id)
      if (list) list.push({ file, match })
      else unsure.set(id, [{ file, match }])
    } else if (match.convention.id === 'metaxpress') {
      const wells = sureWells.get(match.convention.id) ?? new Set()
      sureWells.set(match.convention.id, wells.add(match.well ?? ''))
    }
  }
  for (const [id, list] of unsure) {
    // Beside names that leave no doubt, the same convention needs no proof of its own.
    if (sureWells.has(id)) continue
    if (!isBelievable(list, files.length, sidecar)) for (const { file } of list) file.match = undefined
  }
}

function isBelievable(list: { match: NameMatch }[], filesInFolder: number, sidecar: boolean): boolean {
  if (list.length < leastCoverage * filesInFolder) return false
  const matches = list.map(({ match }) => match)
  const keys = new Set(matches.map((m) => [m.prefix, m.well, m.site, m.channel, m.z, m.t].join('\n')))
  if (keys.size < matches.length) return false
  if (sidecar) return true
  if (matches[0].convention.id === 'wellonly' && matches.every(standsAlone)) return true
  if (distinct(matches.map((m) => m.well)) < 2) return false
  const rows = distinct(matches.map((m) => m.well?.replace(/\d+$/, '')))
  const columns = distinct(matches.map((m) => m.well?.replace(/^\D+/, '')))
  if (rows >= 2 && columns >= 2) return true
  if (matches[0].convention.id === 'wellonly') return false
  return (
    distinct(matches.map((m) => m.site)) >= 2 ||
    distinct(matches.map((m) => m.channel)) >= 2 ||
    distinct(matches.map((m) => m.z)) >= 2 ||
    distinct(matches.map((m) => m.t)) >= 2
  )
}

function distinct(values: (string | undefined)[]): number {
  return new Set(values).size
}
