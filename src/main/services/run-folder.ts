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

  /** What the images of a run use already. */
  static of(images: Iterable<Named>): OutputNames {
    const names = new OutputNames()
    for (const image of images) names.taken.add(stemOf(image).toLowerCase())
    return names
  }

  /** The path to use, when it is not simply that of the file without its ending. */
  take(file: string): string | undefined {
    const plain = withoutEnding(file)
    let name = plain
    for (let n = 1; this.taken.has(name.toLowerCase()); n++) name = n === 1 ? file : `${file}_${n}`
    this.taken.add(name.toLowerCase())
    return name === plain ? undefined : name
  }

  /**
   * The same for an image whose file turns out to hold several times: `movie_t0001`, the second of `movie.tif`, may be
   * the name of `movie_t0001.tif`.
   */
  takeTimes(image: Named, times: number): string | undefined {
    const isFree = (output: string) => {
      for (let time = 0; time < times; time++)
        if (this.taken.has(outputName({ ...image, output }, '', time).toLowerCase())) return false
      return true
    }
    if (isFree(stemOf(image))) return image.output
    let name = image.file
    for (let n = 2; this.taken.has(name.toLowerCase()) || !isFree(name); n++) name = `${image.file}_${n}`
    this.taken.add(name.toLowerCase())
    return name
  }
}

/** An image, and its path without the ending where that is not simply its file's. */
interface Named {
  file: string
  output?: string
}

/** Longest file name every common disk takes, in bytes. */
const MOST_NAME_BYTES = 255

/**
 * `sub/name_labels.tif` for `sub/name.ext`; a time point inside the file is added to the name. A name too long
 * for the disk is cut and told apart by eight letters of its hash.
 */
export function outputName(image: Named, suffix: string, time?: number): string {
  const path = stemOf(image)
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

function stemOf({ file, output }: Named): string {
  return output ?? withoutEnding(file)
}

function withoutEnding(file: string): string {
  const slash = file.lastIndexOf('/') + 1
  return file.slice(0, slash) + file.slice(slash).replace(/(?<=.)(?:\.ome)?\.[^.]+$/i, '')
}
