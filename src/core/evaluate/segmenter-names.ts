import { basename, dirname } from 'node:path'

/** Folder and file names that say nothing about the segmenter. */
const PLAIN_NAMES = /^(labels?|masks?|predictions?|pred|results?|out(put)?)$/i

/** A short name a segmenter: the last telling part of its path, with more of it where two would be equal. */
export function segmenterNames(paths: readonly string[]): string[] {
  const short = paths.map((path) => {
    const name = basename(path).replace(/\.(csv|json|geojson|zip)$/i, '')
    return PLAIN_NAMES.test(name) ? `${basename(dirname(path))}/${name}` : name
  })
  return short.map((name, i) => {
    if (short.indexOf(name) === short.lastIndexOf(name)) return name
    const longer = `${basename(dirname(paths[i]))}/${basename(paths[i])}`
    const before = paths
      .slice(0, i)
      .filter((path) => `${basename(dirname(path))}/${basename(path)}` === longer).length
    return before === 0 ? longer : `${longer} (${before + 1})`
  })
}
