import { derivedFrom, withoutCopyMark } from './skip'
import type { Found } from './walk'

/** Leaves out projections, mosaics and copies whose source lies beside them; alone, they are images like others. */
export function dropDerived(found: Found): void {
  const names = new Set(found.images.map((file) => file.directory + stem(file.name)))
  const planes = new Set(found.images.map((file) => file.directory + stem(file.name).replace(/_?z\d+/i, '')))
  found.images = found.images.filter((file) => {
    if (file.given) return true
    const source = derivedFrom(file.name)
    if (source !== undefined) {
      const key = file.directory + stem(source)
      if (!names.has(key) && !planes.has(key)) return true
      found.skipped.push({
        path: file.path,
        reason: 'derivative',
        detail: `It was made from ${stem(source)}, which is there and is used.`,
      })
      return false
    }
    const original = / - (?:Copy|Kopie)/i.test(file.name) ? withoutCopyMark(file.name) : file.name
    if (original === file.name || !names.has(file.directory + stem(original))) return true
    found.skipped.push({ path: file.path, reason: 'duplicate', detail: `It is a copy of ${original}.` })
    return false
  })
}

function stem(name: string): string {
  return `/${name.replace(/\.(?:ome\.)?[^.]+$/i, '').toLowerCase()}`
}
