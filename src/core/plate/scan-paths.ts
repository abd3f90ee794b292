import { stat } from 'node:fs/promises'
import { posix } from 'node:path'
import { buildPlate } from './build-plate'
import { decideFolders } from './decide-folder'
import { dropDerived } from './drop-derived'
import { fileKind } from './extensions'
import { matchName, type NameMatch } from './match-name'
import { namePlates } from './name-plates'
import { compareNatural } from './natural-order'
import type { ImageSet, Plate, Scan } from './plate-image'
import type { PlatePicture } from './plate-picture'
import { groupPositions } from './positions'
import { SidecarReader } from './sidecars/read-sidecars'
import { withoutCopyMark } from './skip'
import { type Found, type FoundFile, type ScanOptions, walk } from './walk'
import { yieldTurn } from './walk-folder'
import { readWellFolders } from './well-folders'

export type { ScanOptions } from './walk'

/** A found image with the convention its name fits, while folders and plates are still being decided. */
interface Entry {
  file: FoundFile
  directory: string
  /** As it was matched: without a copy mark, in NFC. */
  path: string
  match: NameMatch | undefined
}

/** Names looked at before other work has its turn: some 20 ms. */
const BEFORE_A_TURN = 1000

/** Sidecars that prove a weak pattern beside them to be a plate's, or place stage positions in wells. */
const provesNames = /\.(?:htd|nd)$/i

/**
 * Reads names (never pixels) below the paths given and groups them: plates with their sets, loose pictures one
 * set each (channels and planes of one position together), everything else in `skipped` with a reason.
 *
 * @throws KaryonError `file-missing`, `folder-unreadable`, `cancelled`, as `walk`
 */
export async function scanPaths(paths: string[], options: ScanOptions = {}): Promise<Scan> {
  const { signal } = options
  const found = await walk(paths, options)
  dropDerived(found)
  await yieldTurn(signal)
  const entries: Entry[] = []
  for (const file of found.images) {
    entries.push(entryOf(file))
    if (entries.length % BEFORE_A_TURN === 0) await yieldTurn(signal)
  }
  const sidecars = sidecarsByFolder(found)
  const namesPlates = (directory: string) =>
    sidecarsAbove(directory, sidecars).some((file) => provesNames.test(file.name))
  decideFolders(entries, namesPlates)
  readWellFolders(entries)
  await yieldTurn(signal)
  const { plates, sets, loose } = await buildPlates(found, entries, sidecars, signal)
  await yieldTurn(signal)
  const positions = groupPositions(loose)
  found.warnings.push(...positions.notes)
  const pictures = [...positions.sets, ...positions.single.map(looseSet)]
  pictures.sort((a, b) => compareNatural(a.id, b.id))
  await yieldTurn(signal)
  return {
    roots: found.roots,
    plates,
    sets: withUniqueIds([...sets, ...pictures]),
    skipped: found.skipped.sort((a, b) => compareNatural(a.path, b.path)),
    warnings: found.warnings,
  }
}

function entryOf(file: FoundFile): Entry {
  const directory = folderOf(file)
  // A file given by name is tried whatever its ending, but only image names say anything of plates.
  const readable = !file.given || fileKind(file.name).kind === 'image'
  const path = `${directory}/${withoutCopyMark(file.name.normalize('NFC'))}`
  return { file, directory, path, match: readable ? matchName(path) : undefined }
}

/** The folder as names are compared: `/` between components, NFC. */
function folderOf(file: FoundFile): string {
  return file.directory.replaceAll('\\', '/').normalize('NFC')
}

async function buildPlates(
  found: Found,
  entries: Entry[],
  sidecars: Map<string, FoundFile[]>,
  signal: AbortSignal | undefined,
): Promise<{ plates: Plate[]; sets: ImageSet[]; loose: FoundFile[] }> {
  const loose = entries.filter((entry) => entry.match === undefined).map((entry) => entry.file)
  const pictures: PlatePicture[] = []
  for (const { file, match } of entries) if (match) pictures.push({ file, match })
  const names = namePlates(pictures.map(({ match }) => match))
  await yieldTurn(signal)
  const groups = new Map<string, { name: string | undefined; pictures: PlatePicture[] }>()
  pictures.forEach((picture, i) => {
    const key = `${picture.match.convention.id}\n${names[i] ?? ''}`
    const group = groups.get(key)
    if (group) group.pictures.push(picture)
    else groups.set(key, { name: names[i], pictures: [picture] })
  })
  const reader = new SidecarReader(found.warnings)
  const built = []
  const taken = new Set<string>()
  for (const group of groups.values()) {
    const facts = await reader.read(
      sidecarsOf(group.pictures, sidecars),
      group.pictures[0].match.convention.id,
    )
    const byFolderOnly = group.pictures[0].match.prefix === undefined
    const wanted = (byFolderOnly ? facts.plateName : undefined) ?? group.name ?? 'plate'
    const name = freeName(wanted, group.pictures[0].match.convention.id, taken)
    built.push(await buildPlate(name, group.pictures, facts, modifiedTime))
    await yieldTurn(signal)
  }
  built.sort((a, b) => compareNatural(a.plate.name, b.plate.name))
  for (const one of built) {
    loose.push(...one.unplaced)
    found.skipped.push(...one.skipped)
  }
  const withImages = built.filter((one) => one.sets.length > 0)
  return { plates: withImages.map((one) => one.plate), sets: withImages.flatMap((one) => one.sets), loose }
}

/** Two conventions side by side may name one plate: the second is told apart by its convention. */
function freeName(wanted: string, convention: string, taken: Set<string>): string {
  let name = wanted
  for (let n = 1; taken.has(name); n++)
    name = n === 1 ? `${wanted} (${convention})` : `${wanted} (${convention} ${n})`
  taken.add(name)
  return name
}

async function modifiedTime(file: FoundFile): Promise<number> {
  return stat(file.path).then(
    (facts) => facts.mtimeMs,
    () => 0,
  )
}

function looseSet(file: FoundFile): ImageSet {
  return { id: file.id, channels: [{ info: {} }], files: [{ path: file.path, channel: 0 }] }
}

/** Ids of several roots may meet in rare nestings of equal names; the later one gets a number. */
function withUniqueIds(sets: ImageSet[]): ImageSet[] {
  const taken = new Set<string>()
  for (const set of sets) {
    const { id } = set
    for (let n = 2; taken.has(set.id); n++) set.id = `${id} (${n})`
    taken.add(set.id)
  }
  return sets
}

function sidecarsByFolder(found: Found): Map<string, FoundFile[]> {
  const folders = new Map<string, FoundFile[]>()
  for (const file of found.sidecars) {
    const folder = folders.get(folderOf(file))
    if (folder) folder.push(file)
    else folders.set(folderOf(file), [file])
  }
  return folders
}

/** Sidecars in a folder and in those above it, nearest first. */
function sidecarsAbove(directory: string, sidecars: Map<string, FoundFile[]>): FoundFile[] {
  const files: FoundFile[] = []
  if (sidecars.size === 0) return files
  for (let folder = directory; ; folder = posix.dirname(folder)) {
    files.push(...(sidecars.get(folder) ?? []))
    if (posix.dirname(folder) === folder) return files
  }
}

/** The sidecars of a plate: one that bears the plate's prefix before others, as several plates may share a folder. */
function sidecarsOf(pictures: PlatePicture[], sidecars: Map<string, FoundFile[]>): FoundFile[] {
  const folders = new Set(pictures.map(({ file }) => folderOf(file)))
  const files = [...new Set([...folders].flatMap((folder) => sidecarsAbove(folder, sidecars)))]
  const prefix = pictures[0].match.prefix?.toLowerCase()
  const bears = ({ name }: FoundFile) =>
    name
      .normalize('NFC')
      .toLowerCase()
      .replace(/\.[^.]+$/, '') === prefix
  return [...files.filter(bears), ...files.filter((file) => !bears(file))]
}
