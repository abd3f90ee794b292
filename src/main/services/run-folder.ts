import { createHash } from 'node:crypto'
import { basename, join, relative, resolve, sep } from 'node:path'
import { rootLabels } from '@core/plate/walk'

/** Where things lie in a results folder. */
export function runFiles(folder: string) {
  const state = join(folder, '.karyon')
  return {
    state,
    lock: join(state, 'lock'),
    database: join(state, 'run.sqlite'),
    inWork: join(state, 'in-work'),
    labels: join(folder, 'labels'),
    correctedLabels: join(folder, 'labels-corrected'),
    overlays: join(folder, 'overlays'),
    runJson: join(folder, 'run.json'),
  }
}

/**
 * Paths of inputs as the tables show them: relative to the folder given, forward slashes; with several inputs,
 * each begins with its folder's name.
 */
export class InputNames {
  private readonly roots: { root: string; label: string }[]

  constructor(inputs: readonly string[]) {
    const roots = [...new Set(inputs.map((path) => resolve(path)))]
    const labels = rootLabels(roots)
    this.roots = roots
      .map((root) => ({ root, label: labels.get(root) ?? '' }))
      .sort((a, b) => b.root.length - a.root.length)
  }

  relative(path: string): string {
    for (const { root, label } of this.roots) {
      if (path === root) return label || basename(path)
      if (!path.startsWith(root.endsWith(sep) ? root : root + sep)) continue
      return [label, ...relative(root, path).split(sep)].filter(Boolean).join('/')
    }
    return basename(path)
  }
}

/**
 * Output paths without endings, each given once: of `a.tif` and `a.png` side by side the first is `a`, the
 * second keeps its ending. Upper and lower case count as the same, as they do on most disks.
 */
export class OutputNames {
  private readonly taken = new Set<string>()

  /** The path to use, when it is not simply that of the file without its ending. */
  take(file: string): string | undefined {
    const plain = withoutEnding(file)
    let name = plain
    for (let n = 1; this.taken.has(name.toLowerCase()); n++) name = n === 1 ? file : `${file}_${n}`
    this.taken.add(name.toLowerCase())
    return name === plain ? undefined : name
  }
}

/** Longest file name every common disk takes, in bytes. */
const MOST_NAME_BYTES = 255

/**
 * `sub/name_labels.tif` for `sub/name.ext`; a time point inside the file is added to the name. A name too long
 * for the disk is cut and told apart by eight letters of its hash.
 */
export function outputName(image: { file: string; output?: string }, suffix: string, time?: number): string {
  const path = image.output ?? withoutEnding(image.file)
  const slash = path.lastIndexOf('/') + 1
  const tail = `${time === undefined ? '' : `_t${String(time).padStart(4, '0')}`}${suffix}`
  return path.slice(0, slash) + fitting(path.slice(slash), MOST_NAME_BYTES - Buffer.byteLength(tail)) + tail
}

function fitting(name: string, bytes: number): string {
  if (Buffer.byteLength(name) <= bytes) return name
  const hash = `~${createHash('sha256').update(name).digest('hex').slice(0, 8)}`
  const letters = Array.from(name)
  let left = bytes - hash.length
  const kept = letters.findIndex((letter) => (left -= Buffer.byteLength(letter)) < 0)
  return letters.slice(0, kept).join('') + hash
}

function withoutEnding(file: string): string {
  const slash = file.lastIndexOf('/') + 1
  return file.slice(0, slash) + file.slice(slash).replace(/(?<=.)(?:\.ome)?\.[^.]+$/i, '')
}
