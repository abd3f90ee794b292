import { plain } from './match-name'
import { compareNatural } from './natural-order'
import type { ImageSet } from './plate-image'
import type { FoundFile } from './walk'

/** Names that tell position, time, channel and plane but no well. Groups: site t z channel. */
const layouts: { id: string; software: string; pattern: RegExp }[] = [
  {
    id: 'micromanager',
    software: 'Micro-Manager',
    pattern: /^img_channel(?<channel>\d+)_position(?<site>\d+)_time(?<t>\d+)_z(?<z>\d+)\.tiff?$/i,
  },
  {
    id: 'keyence',
    software: 'Keyence',
    pattern: /^(?<site>.+_XY\d+_\d+)(?:_Z(?<z>\d+))?_CH(?<channel>\d)\.(?:tiff?|png|jpe?g)$/i,
  },
  {
    id: 'lasx-series',
    software: 'Leica LAS X',
    pattern:
      /^(?<site>.+?)(?:_t(?<t>\d+))?(?:_z(?<z>\d+))?(?:_RAW)?_ch(?<channel>\d{2})\.(?:tiff?|png|jpe?g)$/i,
  },
]

/**
 * Puts files together that are the channels and planes of one position, though they belong to no plate, so that
 * no nucleus is counted once per plane. Only names of the layouts above are touched, and only when every file of a
 * position has a channel and plane of its own.
 *
 * @returns sets of the files put together, the files left single, and a sentence per layout used
 */
export function groupPositions(files: FoundFile[]): {
  sets: ImageSet[]
  single: FoundFile[]
  notes: string[]
} {
  const groups = new Map<string, { layout: string; site: string; t?: string; files: Placed[] }>()
  const single: FoundFile[] = []
  for (const file of files) {
    const name = file.name.normalize('NFC')
    const layout = layouts.find((one) => one.pattern.test(name))
    const groupsOfName = layout?.pattern.exec(name)?.groups
    if (!layout || !groupsOfName) {
      single.push(file)
      continue
    }
    const { site, t, z, channel } = groupsOfName
    const key = [layout.id, file.directory, site, t].join('\n')
    const placed = { file, channel: plain(channel) ?? '', z: plain(z) }
    const group = groups.get(key)
    if (group) group.files.push(placed)
    else groups.set(key, { layout: layout.software, site: plain(site) ?? site, t: plain(t), files: [placed] })
  }
  const sets: ImageSet[] = []
  const together = new Map<string, { files: number; sets: number }>()
  for (const group of groups.values()) {
    if (group.files.length < 2 || hasClash(group.files)) {
      single.push(...group.files.map(({ file }) => file))
      continue
    }
    sets.push(toSet(group))
    const count = together.get(group.layout) ?? { files: 0, sets: 0 }
    together.set(group.layout, { files: count.files + group.files.length, sets: count.sets + 1 })
  }
  const notes = [...together].map(
    ([software, count]) =>
      `${count.files} files were put together as ${count.sets === 1 ? '1 field' : `${count.sets} fields`} by their names (${software}: channels and planes of one position).`,
  )
  return { sets, single, notes }
}

interface Placed {
  file: FoundFile
  channel: string
  z: string | undefined
}

function hasClash(files: Placed[]): boolean {
  return new Set(files.map(({ channel, z }) => `${channel}\n${z}`)).size < files.length
}

function toSet({ site, t, files }: { site: string; t?: string; files: Placed[] }): ImageSet {
  const keys = [...new Set(files.map(({ channel }) => channel))].sort(compareNatural)
  const sorted = [...files].sort(
    (a, b) => compareNatural(a.channel, b.channel) || compareNatural(a.z ?? '', b.z ?? ''),
  )
  const set: ImageSet = {
    id: sorted[0].file.id,
    site,
    channels: keys.map((key) => ({ key, info: {} })),
    files: sorted.map(({ file, channel, z }) => ({
      path: file.path,
      channel: keys.indexOf(channel),
      ...(z === undefined ? {} : { z }),
    })),
  }
  if (t !== undefined) set.t = t
  return set
}
