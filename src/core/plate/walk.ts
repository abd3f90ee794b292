import type { Dirent } from 'node:fs'
import { readdir, realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { KaryonError } from '../errors'
import { fileKind } from './extensions'
import { isOwnRun, kindOf } from './file-system'
import { sortsFiles } from './folders'
import { compareNatural } from './natural-order'
import { distinguishingNames } from './path-names'
import type { SkippedFile } from './plate-image'
import { type Skip, skipFile, skipFolder, unlessWell } from './skip'
import { codeOf, folderError, folderTrouble, whyUnreachable } from './walk-errors'
import { listFolder, orStopped, stopIfAsked } from './walk-folder'

export interface ScanOptions {
  /** Go into subfolders (default true). */
  recursive?: boolean
  /** Absolute folders of results that are never read back. */
  exclude?: string[]
  signal?: AbortSignal
  /** Called now and then with the number of files seen so far. */
  onProgress?: (filesSeen: number) => void
}

/** A file that may hold an image, or one that describes the images around it. */
export interface FoundFile {
  path: string
  /** Absolute folder. */
  directory: string
  name: string
  /** Unique in the scan, without the absolute location; `/` between components. */
  id: string
  /** Given by name, not met in a folder: it is tried whatever it is called. */
  given: boolean
}

export interface Found {
  roots: string[]
  images: FoundFile[]
  sidecars: FoundFile[]
  skipped: SkippedFile[]
  warnings: string[]
}

const zarr = 'It is an OME-Zarr folder, which Karyon does not read; export it as OME-TIFF.'

interface Folder {
  path: string
  real: string
  /** Prefix of the ids of what lies in it; empty or ending in `/`. */
  prefix: string
  /** Set once a folder above falls under a skip rule: everything below is left out for that reason. */
  skip?: Skip
}

/**
 * Lists the files below the paths given, each once, folder by folder in natural order. A folder below them that
 * cannot be read is a warning, unless the whole tree went away; a link that leads back into the tree is not followed; hidden folders, earlier results of
 * Karyon and OME-Zarr folders are reported as one entry each. No file is opened and none is asked for its size.
 *
 * @throws KaryonError `file-missing` when none of the paths exists; `folder-unreadable` for a folder given that cannot
 * be read, or that went away meanwhile; `cancelled`
 */
export async function walk(paths: string[], options: ScanOptions = {}): Promise<Found> {
  return new Walker(options).run(paths)
}

class Walker {
  private readonly found: Found = { roots: [], images: [], sidecars: [], skipped: [], warnings: [] }
  private readonly seenFolders = new Set<string>()
  private readonly seenFiles = new Set<string>()
  /** Paths of the first `indexed` images by name; made when a file is given whose folder was read. */
  private readonly byName = new Map<string, string[]>()
  private indexed = 0
  private readonly linkedFiles: { file: FoundFile; real: string; skip?: Skip }[] = []
  private readonly exclude: Set<string>
  private filesSeen = 0

  constructor(private readonly options: ScanOptions) {
    this.exclude = new Set((options.exclude ?? []).map((folder) => resolve(folder)))
  }

  async run(paths: string[]): Promise<Found> {
    for (const folder of [...this.exclude]) {
      await realpath(folder).then(
        (real) => this.exclude.add(real),
        () => undefined,
      )
    }
    const roots = [...new Set(paths.map((path) => resolve(path)))]
    this.found.roots = roots
    const labels = rootLabels(roots)
    let missing = 0
    for (const root of roots) {
      const label = labels.get(root) ?? ''
      const is = await orStopped(kindOf(root), this.options.signal)
      if (is === 'folder') await this.root(root, label === '' ? '' : `${label}/`)
      else if (is === 'file') await this.givenFile(root, label === '' ? basename(root) : label)
      else {
        const why = await whyUnreachable(root)
        if (why !== undefined && codeOf(why) !== 'ENOENT') throw folderError(root, why)
        missing++
        this.found.skipped.push({ path: root, reason: 'unreadable', detail: 'It does not exist.' })
        this.found.warnings.push(`${root} does not exist.`)
      }
    }
    if (roots.length > 0 && missing === roots.length) {
      const which =
        roots.length === 1 ? `${roots[0]} does not exist` : `None of the ${roots.length} paths exists`
      const remedy =
        'Check the path and its spelling, and that its drive or network share is connected; then try again.'
      throw new KaryonError('file-missing', `${which}.`, remedy, { file: roots[0] })
    }
    for (const link of this.linkedFiles) this.linkedFile(link)
    await this.sidecarsAround(roots)
    this.options.onProgress?.(this.filesSeen)
    return this.found
  }

  private async givenFile(path: string, id: string): Promise<void> {
    stopIfAsked(this.options.signal)
    const real = await realpath(path)
    if (this.seenFiles.has(real)) return
    if (this.seenFolders.has(dirname(real)) && (await this.isListed(path, real))) return
    this.seenFiles.add(real)
    this.filesSeen++
    this.found.images.push({ path, directory: dirname(path), name: basename(path), id, given: true })
  }

  /** True for a file that was met in its folder. Only those of its name are asked where they really are. */
  private async isListed(path: string, real: string): Promise<boolean> {
    const { images } = this.found
    for (; this.indexed < images.length; this.indexed++) {
      const { name, path } = images[this.indexed]
      const same = this.byName.get(name)
      if (same) same.push(path)
      else this.byName.set(name, [path])
    }
    const same = this.byName.get(basename(real)) ?? []
    if (same.includes(path)) return true
    for (const one of same) if ((await realpath(one).catch(() => undefined)) === real) return true
    return false
  }

  private async root(path: string, prefix: string): Promise<void> {
    if (/\.zarr$/i.test(path)) {
      this.leaveOut(path, 'foreign-format', zarr)
      return
    }
    const real = await realpath(path)
    const queue: Folder[] = [{ path, real, prefix }]
    const links: Folder[] = []
    // Linked folders wait until the tree itself is read, so that a file is known by its own path if it has one.
    for (let next = queue.pop() ?? links.shift(); next; next = queue.pop() ?? links.shift()) {
      const folders = await this.folder(next, path, links)
      for (let i = folders.length - 1; i >= 0; i--) queue.push(folders[i])
    }
  }

  /** Reads one folder below `root`; returns its subfolders in natural order. */
  private async folder(folder: Folder, root: string, links: Folder[]): Promise<Folder[]> {
    const isRoot = folder.path === root
    stopIfAsked(this.options.signal)
    if (this.exclude.has(folder.path) || this.exclude.has(folder.real)) {
      this.leaveOut(folder.path, 'own-output', 'It is the folder the results are written to.')
      return []
    }
    if (this.seenFolders.has(folder.real)) return []
    this.seenFolders.add(folder.real)
    let entries: Dirent[]
    const { signal, onProgress } = this.options
    try {
      entries = await listFolder(folder.path, signal, (read) => onProgress?.(this.filesSeen + read))
    } catch (error) {
      if (error instanceof KaryonError) throw error
      if (isRoot) throw folderError(folder.path, error)
      await this.throwIfGone(root)
      const code = codeOf(error)
      const { why, remedy } = folderTrouble(code)
      this.leaveOut(folder.path, 'unreadable', `The folder cannot be read (${code}): ${why}.`)
      this.found.warnings.push(
        `The folder ${folder.path} cannot be read (${code}): ${why}. The rest was read. ${remedy}`,
      )
      return []
    }
    const ownResults = entries.some((entry) => entry.name === 'run.json') && (await isOwnRun(folder.path))
    if (ownResults && !isRoot) {
      this.leaveOut(folder.path, 'own-output', 'It holds the results of an earlier run of Karyon.')
      return []
    }
    entries.sort((a, b) => compareNatural(a.name, b.name))
    const folders: Folder[] = []
    for (const entry of entries) {
      if (entry.isFile()) this.file(folder, entry.name)
      else if (entry.isDirectory()) this.subfolder(folder, entry.name, folders)
      else await this.unusual(folder, entry, folders, links)
    }
    this.options.onProgress?.(this.filesSeen)
    return folders
  }

  private subfolder(parent: Folder, name: string, folders: Folder[]): void {
    const path = join(parent.path, name)
    if (this.options.recursive === false) return
    if (/\.zarr$/i.test(name)) {
      this.leaveOut(path, 'foreign-format', zarr)
      return
    }
    // Below a plate called Darkfield, a folder of masks is one all the same.
    const own = parent.skip?.unlessWell ? skipFolder(name) : undefined
    const skip = own ?? parent.skip ?? skipFolder(name)
    if (name.startsWith('.') && skip) this.leaveOut(path, skip.reason, 'It is a hidden folder.')
    else folders.push({ path, real: join(parent.real, name), prefix: `${parent.prefix}${name}/`, skip })
  }

  private file(folder: Folder, name: string): void {
    const path = folder.path + (folder.path.endsWith(sep) ? '' : sep) + name
    if (this.seenFiles.size > 0 && this.seenFiles.has(join(folder.real, name))) return
    this.filesSeen++
    this.sort({ path, directory: folder.path, name, id: folder.prefix + name, given: false }, folder.skip)
  }

  private sort(file: FoundFile, inherited: Skip | undefined): void {
    const kind = fileKind(file.name)
    const mayDescribe = !inherited || inherited.unlessWell
    if (kind.kind === 'sidecar' && mayDescribe && !file.name.startsWith('.')) {
      this.found.sidecars.push(file)
      this.leaveOut(file.path, 'sidecar', 'It describes the images and holds none.')
      return
    }
    const skip = unlessWell(inherited, file.id) ?? skipFile(file.name)
    if (skip) this.leaveOut(file.path, skip.reason, skip.detail)
    else if (kind.kind === 'other') this.leaveOut(file.path, kind.reason, kind.detail)
    else this.found.images.push(file)
  }

  /** Links, and entries whose kind the file system does not tell without being asked. */
  private async unusual(folder: Folder, entry: Dirent, folders: Folder[], links: Folder[]): Promise<void> {
    const path = join(folder.path, entry.name)
    const is = await kindOf(path)
    if (is === undefined) {
      this.filesSeen++
      this.leaveOut(path, 'unreadable', 'It is a link that leads nowhere, or it went away while reading.')
    } else if (is === 'other') {
      this.filesSeen++
      this.leaveOut(path, 'not-an-image', 'It is no ordinary file.')
    } else if (!entry.isSymbolicLink()) {
      if (is === 'file') this.file(folder, entry.name)
      else this.subfolder(folder, entry.name, folders)
    } else {
      const real = await realpath(path).catch(() => undefined)
      if (real === undefined) return
      if (is === 'file') {
        this.filesSeen++
        const id = folder.prefix + entry.name
        const file = { path, directory: folder.path, name: entry.name, id, given: false }
        this.linkedFiles.push({ file, real, skip: folder.skip })
      } else {
        const before = folders.length
        this.subfolder(folder, entry.name, folders)
        for (const linked of folders.splice(before)) links.push({ ...linked, real })
      }
    }
  }

  /** A link to a file counts only when the file itself was not met. */
  private linkedFile({ file, real, skip }: { file: FoundFile; real: string; skip?: Skip }): void {
    if (this.seenFiles.has(real) || this.seenFolders.has(dirname(real))) {
      this.leaveOut(
        file.path,
        'duplicate',
        `It is a link to ${basename(real)}, which is read in its own place.`,
      )
      return
    }
    this.seenFiles.add(real)
    this.sort(file, skip)
  }

  /** Sidecars beside files given by name, and above a folder that only sorts files (`TimePoint_1`, `data`). */
  private async sidecarsAround(roots: string[]): Promise<void> {
    const folders = new Set(this.found.images.filter((file) => file.given).map((file) => file.directory))
    for (const root of roots) {
      for (let folder = root; sortsFiles(basename(folder)); folder = dirname(folder))
        folders.add(dirname(folder))
    }
    for (const folder of folders) {
      const real = await realpath(folder).catch(() => folder)
      if (this.seenFolders.has(real)) continue
      const names = await readdir(folder).catch(() => [] as string[])
      for (const name of names) {
        if (name.startsWith('.') || fileKind(name).kind !== 'sidecar') continue
        this.found.sidecars.push({
          path: join(folder, name),
          directory: folder,
          name,
          id: name,
          given: false,
        })
      }
    }
  }

  private leaveOut(path: string, reason: SkippedFile['reason'], detail: string): void {
    this.found.skipped.push({ path, reason, detail })
  }

  /** A drive that went away would leave a plan of what happened to be read before: there is none then. */
  private async throwIfGone(root: string): Promise<void> {
    const why = await orStopped(whyUnreachable(root), this.options.signal)
    if (why !== undefined) throw folderError(root, why)
  }
}

/**
 * What the ids of each root start with: nothing for a single root, else the root's own name, with as many of the
 * folders above as it takes to tell equal names apart.
 */
export function rootLabels(roots: string[]): Map<string, string> {
  return roots.length === 1 ? new Map([[roots[0], '']]) : distinguishingNames(roots)
}
