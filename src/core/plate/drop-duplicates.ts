import { compareNatural } from './natural-order'
import { images, leaveOut, type PlatePicture, type Settled } from './plate-picture'
import type { FoundFile } from './walk'

/**
 * Leaves one picture at every place (well, site, channel, z, time); see `bestOf` for which.
 *
 * @param modified last change of a file in milliseconds, asked only for files that claim one place
 */
export async function dropDuplicates(
  settled: Settled,
  modified: (file: FoundFile) => Promise<number>,
): Promise<void> {
  const byPlace = new Map<string, PlatePicture[]>()
  const perAcquisition = new Map<string, number>()
  for (const picture of settled.pictures) {
    const { match: m } = picture
    const key = `${m.well}\n${m.site}\n${m.groups.tile}\n${m.channel}\n${m.z}\n${m.t}`
    const list = byPlace.get(key)
    if (list) list.push(picture)
    else byPlace.set(key, [picture])
    perAcquisition.set(m.folder.acquisition, (perAcquisition.get(m.folder.acquisition) ?? 0) + 1)
  }
  const lost = new Map<PlatePicture, PlatePicture>()
  const acquisitionsTaken = new Map<string, Set<string>>()
  for (const list of byPlace.values()) {
    if (list.length < 2) continue
    const best = await bestOf(list, perAcquisition, modified)
    for (const picture of list) {
      if (picture === best) continue
      lost.set(picture, best)
      const { acquisition } = picture.match.folder
      if (acquisition === best.match.folder.acquisition) continue
      const taken = acquisitionsTaken.get(best.match.folder.acquisition) ?? new Set()
      acquisitionsTaken.set(best.match.folder.acquisition, taken.add(acquisition))
    }
  }
  if (lost.size === 0) return
  leaveOut(
    settled,
    (picture) => lost.has(picture),
    'duplicate',
    (picture) => `It shows the same place of the plate as ${lost.get(picture)?.file.id}, which was taken.`,
    (n) => `${images(n)} left out, because another image claims the same well, site, channel, z and time.`,
  )
  for (const [taken, others] of acquisitionsTaken) {
    settled.notes.push(
      `The plate was imaged more than once: ${lastPart(taken)} was taken where ${[...others].map(lastPart).join(', ')} shows the same. To count another measurement, point Karyon at its folder.`,
    )
  }
}

/** The picture to take of several at one place: newest complete measurement, no copy, first job, newest file. */
async function bestOf(
  list: PlatePicture[],
  perAcquisition: Map<string, number>,
  modified: (file: FoundFile) => Promise<number>,
): Promise<PlatePicture> {
  const ages = new Map<PlatePicture, number>()
  for (const picture of list) ages.set(picture, await modified(picture.file))
  const most = Math.max(...list.map((p) => perAcquisition.get(p.match.folder.acquisition) ?? 0))
  const complete = (p: PlatePicture) =>
    (perAcquisition.get(p.match.folder.acquisition) ?? 0) >= most ? 0 : 1
  return [...list].sort(
    (a, b) =>
      complete(a) - complete(b) ||
      compareNatural(b.match.folder.acquisition, a.match.folder.acquisition) ||
      isCopy(a) - isCopy(b) ||
      compareNatural(a.match.groups.job ?? '', b.match.groups.job ?? '') ||
      formatRank(a) - formatRank(b) ||
      (ages.get(b) ?? 0) - (ages.get(a) ?? 0) ||
      compareNatural(a.file.id, b.file.id),
  )[0]
}

function isCopy({ file }: PlatePicture): number {
  return / \(\d+\)\.| - Copy| - Kopie| copy\b/i.test(file.name) ? 1 : 0
}

/** TIFF before the formats pictures are exported to. */
function formatRank({ file }: PlatePicture): number {
  return /\.(?:tiff?|flex|stk)$/i.test(file.name) ? 0 : 1
}

function lastPart(path: string): string {
  return path.split('/').slice(-1)[0]
}
