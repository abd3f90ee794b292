import type { NameMatch } from './match-name'
import { plateOfSingle } from './parse-name'
import { distinguishingNames } from './path-names'

/**
 * Names the plate of every match. One prefix over several folders is one plate, unless it repeats the same wells
 * there: then the folders are the plates. A plate that only its folder names takes that name; two folders of one
 * name that repeat the same wells are told apart by the folder above (`HUVEC-1/Plate1`), except measurements of
 * one plate (Harmony names them after it), which stay together as a re-acquisition.
 *
 * @returns the plate's name per match, in order; undefined where nothing names it
 */
export function namePlates(matches: NameMatch[]): (string | undefined)[] {
  const names = new Array<string | undefined>(matches.length)
  for (const group of groupBy(matches, (m) => `${m.convention.id}\n${m.prefix ?? ''}`).values()) {
    const first = matches[group[0]]
    const folders = groupBy(group, (i) => matches[i].folder.platePath)
    const byPrefix =
      first.prefix !== undefined && (folders.size === 1 || !repeatsPlaces(matches, group, folders.size))
    if (byPrefix) for (const i of group) names[i] = plateOfSingle(matches[i])
    else nameByFolder(matches, group, names)
  }
  return names
}

function nameByFolder(matches: NameMatch[], group: number[], names: (string | undefined)[]): void {
  for (const same of groupBy(group, (i) => matches[i].folder.plate ?? '').values()) {
    const members = same.map((at) => group[at])
    const paths = new Set(members.map((i) => matches[i].folder.platePath))
    const measurements = [...paths].every((path) => / ?-Measurement ?\d+$/i.test(path))
    const separate = paths.size > 1 && !measurements && repeatsPlaces(matches, members, paths.size)
    const labels = separate ? distinguishingNames([...paths]) : undefined
    for (const i of members) {
      const { plate, platePath } = matches[i].folder
      names[i] = labels ? labelOf(platePath, labels.get(platePath)) : plate
    }
  }
}

/** A bare short number says too little for a plate's name: the folder above goes with it. */
function labelOf(path: string, label: string | undefined): string | undefined {
  return label !== undefined && /^\d{1,3}$/.test(label) ? path.split('/').slice(-2).join('/') : label
}

/** True when two of the folders hold the same place of the plate (well, site, channel, z, t). */
function repeatsPlaces(matches: NameMatch[], members: number[], folders: number): boolean {
  if (folders < 2) return false
  // Where one folder's names have channels and another's have none, the channel cannot tell places apart.
  const withChannel = new Map<string, boolean>()
  for (const i of members) {
    const { channel, folder } = matches[i]
    withChannel.set(folder.platePath, channel !== undefined || withChannel.get(folder.platePath) === true)
  }
  const useChannel = new Set(withChannel.values()).size === 1
  const seen = new Map<string, string>()
  for (const i of members) {
    const { well, wellIndex, site, channel, z, t, folder } = matches[i]
    const key = `${well ?? wellIndex}\n${site}\n${useChannel ? channel : ''}\n${z}\n${t}`
    const where = seen.get(key)
    if (where === undefined) seen.set(key, folder.platePath)
    else if (where !== folder.platePath) return true
  }
  return false
}

function groupBy<T>(items: T[], keyOf: (item: T) => string): Map<string, number[]> {
  const groups = new Map<string, number[]>()
  for (let i = 0; i < items.length; i++) {
    const key = keyOf(items[i])
    const group = groups.get(key)
    if (group) group.push(i)
    else groups.set(key, [i])
  }
  return groups
}
