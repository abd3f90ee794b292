import { decideFolders } from './decide-folder'
import { fileKind } from './extensions'
import { matchName } from './match-name'
import { namePlates } from './name-plates'
import { placeNumberedWells } from './numbered-wells'
import { isNotPlate, type NotPlate, noConvention, noWell, parseName, toParsedName } from './parse-name'
import type { ParsedName } from './plate-image'
import { markParentProjections } from './settle-plate'
import { type Skip, skipPath, withoutCopyMark } from './skip'
import { tellApart } from './tell-apart'
import { readWellFolders } from './well-folders'

/**
 * Reads a list of relative paths as the content of one place: weak patterns are decided folder by folder, plates
 * are named with all folders in view, well numbers are placed on the plate that holds the largest, and ImageXpress
 * images beside ZStep folders are projections (z = 0).
 *
 * @returns one result per name, in order
 */
export function parseNames(names: string[]): (ParsedName | NotPlate)[] {
  const paths = names.map((name) => name.replaceAll('\\', '/').normalize('NFC'))
  const results = new Array<ParsedName | NotPlate>(paths.length)
  const sidecarFolders = new Set<string>()
  const entries = paths.flatMap((path, index) => {
    if (/\.(?:htd|nd)$/i.test(path)) sidecarFolders.add(folderOf(path))
    const skip = skipPath(path) ?? noImage(path)
    if (skip) {
      results[index] = { notPlate: skip.reason, detail: skip.detail }
      return []
    }
    const matched = withoutCopyMark(path)
    return [{ index, directory: folderOf(path), path: matched, match: matchName(matched) }]
  })
  const wasMatched = entries.map((entry) => entry.match !== undefined)
  decideFolders(entries, (folder) => hasSidecarAbove(folder, sidecarFolders))
  readWellFolders(entries)
  const matched = entries.flatMap(({ index, match }) => (match ? [{ index, match }] : []))
  const plates = namePlates(matched.map(({ match }) => match))
  const groups = new Map<string, typeof matched>()
  matched.forEach((entry, i) => {
    const key = `${entry.match.convention.id}\n${plates[i] ?? ''}`
    const group = groups.get(key)
    if (group) group.push(entry)
    else groups.set(key, [entry])
  })
  for (const group of groups.values()) {
    placeNumberedWells(group, undefined)
    tellApart(group)
    markParentProjections(group)
  }
  matched.forEach(({ index, match }, i) => {
    results[index] = match.well === undefined ? noWell : toParsedName(match, plates[i])
  })
  entries.forEach(({ index, match }, i) => {
    if (!match) results[index] = wasMatched[i] ? rejected(paths[index]) : noConvention
  })
  return results
}

/** Names that promise no image at all; formats Karyon cannot read are plate images all the same. */
function noImage(path: string): Skip | undefined {
  const kind = fileKind(path.slice(path.lastIndexOf('/') + 1))
  if (kind.kind === 'sidecar') return { reason: 'sidecar', detail: 'It describes the images and holds none.' }
  // The fields of an OME-Zarr plate are folders, so they have no ending.
  const unknown = kind.kind === 'other' && kind.reason === 'not-an-image' && !/\.zarr\//i.test(path)
  return unknown ? { reason: kind.reason, detail: kind.detail } : undefined
}

/** Why the folder spoke against a name that fits a pattern. */
function rejected(path: string): NotPlate {
  const alone = parseName(path)
  if (isNotPlate(alone)) return alone
  return {
    notPlate: 'undecided',
    detail: `Its name could be read as well ${alone.well}, but the names around it do not make a plate; it is read as a single picture.`,
  }
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : path.slice(0, slash)
}

function hasSidecarAbove(folder: string, folders: Set<string>): boolean {
  for (let at = folder; ; at = folderOf(at)) {
    if (folders.has(at)) return true
    if (at === '') return false
  }
}
