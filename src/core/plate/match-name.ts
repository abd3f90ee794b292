import { type Convention, conventions } from './conventions'
import { type FolderFacts, readFolders, splitChannelSuffix, wellOfFolder } from './folders'
import { rowColumnToWell, rowNumber } from './wells'

/** A path that fits a convention: what it says, before anything is decided about its folder. */
export interface NameMatch {
  convention: Convention
  folder: FolderFacts
  /** Undefined while only `wellIndex` is known, or when the name says nothing of a well. */
  well?: string
  /** Wells counted row by row from 1; the plate's size turns it into a well. */
  wellIndex?: number
  /** The plate as the file name says it. */
  prefix?: string
  site?: string
  channel?: string
  z?: string
  t?: string
  groups: Record<string, string | undefined>
}

/** Leading zeros dropped from a number; other values as written. */
export function plain(value: string | undefined): string | undefined {
  return value === undefined || !/^\d+$/.test(value) ? value : value.replace(/^0+(?=\d)/, '')
}

/**
 * The first convention a path fits, or undefined. Names are compared after NFC, because macOS hands out
 * decomposed accents.
 *
 * @param path `/` between components; the folders above the file are read too
 */
export function matchName(path: string): NameMatch | undefined {
  const slash = path.lastIndexOf('/')
  const name = slash < 0 ? path : path.slice(slash + 1)
  for (const convention of conventions) {
    const groups = convention.pattern.exec(convention.reads === 'name' ? name : path)?.groups
    if (!groups) continue
    const place = wellPlace(groups)
    if (place === 'outside' || isCounter(convention, groups)) continue
    const folder = readFolders(folderPath(convention, slash < 0 ? '' : path.slice(0, slash)))
    return complete(convention, groups, folder, place, path)
  }
  return undefined
}

/** Row and column as groups tell them; 'outside' when they lie in no standard plate: then it is no well. */
function wellPlace(groups: Record<string, string | undefined>): string | 'outside' | undefined {
  if (groups.row0 !== undefined) {
    return rowColumnToWell(Number(groups.row0) + 1, Number(groups.col0) + 1) ?? 'outside'
  }
  if (groups.row === undefined || groups.col === undefined) return undefined
  const row = /^\d+$/.test(groups.row) ? Number(groups.row) : rowNumber(groups.row)
  return (row === undefined ? undefined : rowColumnToWell(row, Number(groups.col))) ?? 'outside'
}

/** The folders that may name the plate: Squid's innermost is the number of the time point. */
function folderPath(convention: Convention, path: string): string {
  return convention.id === 'squid' ? path.replace(/(?:^|\/)\d+$/, '') : path
}

/**
 * True when what looks like a well is a counter (`s1`, `t3`, `w2`, `z03`): those letters written small are rows
 * of no plate below 1536 wells. A name that only ends like a well may also end in a small `c`, `f` or `p` counter,
 * or follow another counter.
 */
function isCounter(convention: Convention, groups: Record<string, string | undefined>): boolean {
  if (/^[stwz]$/.test(groups.row ?? '')) return true
  if (convention.id !== 'wellonly') return false
  return /^[cfp]$/.test(groups.row ?? '') || /[_-][swtzcf]\d{1,4}$/i.test(groups.plate ?? '')
}

function complete(
  convention: Convention,
  groups: Record<string, string | undefined>,
  folder: FolderFacts,
  place: string | undefined,
  path: string,
): NameMatch {
  const match: NameMatch = {
    convention,
    folder,
    well: place,
    wellIndex: groups.wellIndex === undefined ? undefined : Number(groups.wellIndex),
    prefix: groups.plate || undefined,
    site: plain(groups.site),
    channel: plain(groups.channel),
    z: plain(groups.z ?? folder.z),
    t: plain(groups.t ?? groups.t2 ?? folder.t),
    groups,
  }
  if (match.z === undefined && folder.projection && convention.zeroIsProjection) match.z = '0'
  if (match.well === undefined && folder.well !== undefined) {
    const inFolder = wellOfFolder(folder.well)
    if (inFolder) match.well = rowColumnToWell(inFolder.row, inFolder.column)
  }
  const special = specials[convention.id]
  if (special) special(match, path)
  if (match.channel === undefined) match.channel = plain(folder.channel)
  return match
}

/** What a few conventions say in places of their own. */
const specials: Record<string, (match: NameMatch, path: string) => void> = {
  evos(match) {
    // The vessel's kind follows the name a person gave.
    match.prefix = match.prefix?.replace(/_(?:Plate|Top Slide|Bottom Slide)$/i, '')
  },
  squid(match, path) {
    match.t ??= plain(/(?:^|\/)(\d+)\/[^/]+$/.exec(path)?.[1])
  },
  incucyte(match) {
    const { plate, channel } = splitChannelSuffix(match.prefix ?? '')
    match.prefix = plate === '' ? undefined : plate
    match.channel = channel
  },
  incuraw(match, path) {
    const vault = /(?:^|\/)(\d{4}\/\d{2}\/\d{4})\/(\d+)\/[^/]+$/.exec(path)
    if (!vault) return
    match.t = vault[1]
    match.prefix = vault[2]
  },
}
