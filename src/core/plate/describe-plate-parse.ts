import { relative } from 'node:path'
import { isNotPlate, parseName } from './parse-name'
import { parseNames } from './parse-names'
import type { ParsedName, Scan } from './plate-image'
import { type ScanOptions, scanPaths } from './scan-paths'

/** One line of `karyon plate --json`. Values as written with leading zeros dropped, wells as `A01`; null when untold. */
export interface PlateLine {
  /** As given, or relative to the folder given. */
  file: string
  kind: 'plate image' | 'not a plate image'
  plate: string | null
  well: string | null
  site: string | null
  channel: string | null
  z: string | null
  t: string | null
  convention: string | null
  /** Why it is no plate image, or why a plate image is not counted. */
  reason?: string
}

/** Each name on its own, as if every one came from another vendor. */
export function describeNames(names: string[]): PlateLine[] {
  return names.map((name) => {
    const parsed = parseName(name)
    return isNotPlate(parsed) ? noPlate(name, parsed.detail) : plateLine(name, parsed)
  })
}

/**
 * Every file below a folder (or one file), as a count would take it.
 *
 * @throws KaryonError `file-missing`; `cancelled`
 */
export async function describePath(path: string, options: ScanOptions = {}): Promise<PlateLine[]> {
  return describeScan(await scanPaths([path], options))
}

/** A path is scanned; a list of names is read name by name. */
export async function describePlateParse(
  what: string | string[],
  options: ScanOptions = {},
): Promise<PlateLine[]> {
  return typeof what === 'string' ? describePath(what, options) : describeNames(what)
}

/** The lines of a scan: plate images, loose pictures, then what is left out. */
function describeScan(scan: Scan): PlateLine[] {
  const name = (path: string) => fileName(scan.roots, path)
  const conventions = new Map(scan.plates.map((plate) => [plate.name, plate.convention]))
  const lines: PlateLine[] = []
  const loose: string[] = []
  for (const set of scan.sets) {
    for (const file of set.files) {
      if (set.plate === undefined) loose.push(name(file.path))
      else {
        const { plate, well, site, t } = set
        const channel = set.channels[file.channel].key
        const convention = conventions.get(set.plate) ?? ''
        lines.push(plateLine(name(file.path), { convention, plate, well, site, channel, z: file.z, t }))
      }
    }
  }
  const why = parseNames(loose)
  loose.forEach((file, i) => {
    const parsed = why[i]
    lines.push(noPlate(file, isNotPlate(parsed) ? parsed.detail : 'It is read as a single picture.'))
  })
  for (const { path, reason, detail } of scan.skipped) {
    const parsed = reason === 'foreign-format' || reason === 'duplicate' ? parseName(name(path)) : undefined
    if (parsed && !isNotPlate(parsed)) lines.push({ ...plateLine(name(path), parsed), reason: detail })
    else lines.push(noPlate(name(path), detail))
  }
  return lines
}

function plateLine(file: string, parsed: ParsedName): PlateLine {
  const { plate, well, site, channel, z, t, convention } = parsed
  return {
    file,
    kind: 'plate image',
    plate: plate ?? null,
    well: well ?? null,
    site: site ?? null,
    channel: channel ?? null,
    z: z ?? null,
    t: t ?? null,
    convention,
  }
}

function noPlate(file: string, reason: string): PlateLine {
  const none = { plate: null, well: null, site: null, channel: null, z: null, t: null, convention: null }
  return { file, kind: 'not a plate image', ...none, reason }
}

function fileName(roots: string[], path: string): string {
  for (const root of roots) {
    const inside = relative(root, path)
    if (inside !== '' && !inside.startsWith('..')) return inside.replaceAll('\\', '/')
  }
  return path.replaceAll('\\', '/').replace(/^.*\//, '')
}
