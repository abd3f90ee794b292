import { basename, join, relative, resolve, sep } from 'node:path'
import { rootLabels } from '@core/plate/walk'

/** Where things lie in a results folder. */
export function runFiles(folder: string) {
  const state = join(folder, '.karyon')
  return {
    state,
    lock: join(state, 'lock'),
    database: join(state, 'run.sqlite'),
    labels: join(folder, 'labels'),
    overlays: join(folder, 'overlays'),
    runJson: join(folder, 'run.json'),
  }
}

/**
 * Paths of inputs as the tables show them: relative to the folder given, forward slashes; with several folders,
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
      if (path === root) return basename(path)
      if (!path.startsWith(root.endsWith(sep) ? root : root + sep)) continue
      return [label, ...relative(root, path).split(sep)].filter(Boolean).join('/')
    }
    return basename(path)
  }
}

/** `sub/name_labels.tif` for `sub/name.ext`; a time point inside the file is added to the name. */
export function outputName(file: string, suffix: string, time?: number): string {
  const slash = file.lastIndexOf('/')
  const name = file.slice(slash + 1)
  const stem = name.replace(/(?<=.)(?:\.ome)?\.[^.]+$/i, '')
  const at = time === undefined ? '' : `_t${String(time).padStart(4, '0')}`
  return `${file.slice(0, slash + 1)}${stem}${at}${suffix}`
}
