import type { NameMatch } from './match-name'
import { compareNatural } from './natural-order'
import type { SkippedFile } from './plate-image'
import type { FoundFile } from './walk'
import { indexToWell, plateForIndex, wellToRowColumn } from './wells'

/** An image of a plate with everything its place needs. */
export interface PlatePicture {
  file: FoundFile
  match: NameMatch
}

export interface Settled {
  pictures: PlatePicture[]
  skipped: SkippedFile[]
  notes: string[]
}

/** Rows and columns that well numbers and well names beside each other prove, when they do (scanR). */
export function columnsFromIndex(pictures: PlatePicture[]): number | undefined {
  for (const { match } of pictures) {
    const place = match.well === undefined ? undefined : wellToRowColumn(match.well)
    if (!place || match.wellIndex === undefined || place.row < 2) continue
    const columns = (match.wellIndex - place.column) / (place.row - 1)
    if (Number.isInteger(columns) && columns >= place.column) return columns
  }
  return undefined
}

/** Turns well numbers into wells, on the plate given or on the smallest that holds the largest number. */
export function placeNumberedWells(
  pictures: { match: NameMatch }[],
  known: { rows: number; columns: number } | undefined,
): string | undefined {
  const numbered = pictures.filter(({ match }) => match.well === undefined && match.wellIndex !== undefined)
  if (numbered.length === 0) return undefined
  const largest = numbered.reduce((most, { match }) => Math.max(most, match.wellIndex ?? 0), 0)
  const fits = known && known.rows * known.columns >= largest
  const plate = fits ? known : plateForIndex(largest)
  for (const { match } of numbered) match.well = indexToWell(match.wellIndex ?? 0, plate)
  if (fits) return undefined
  return `The names number the wells; they were placed on a plate of ${plate.rows} × ${plate.columns} wells, the smallest usual one that holds well number ${largest}.`
}

/**
 * Leaves out the images that show again what other images of the plate show: projections whose planes are there,
 * displayed and merged versions of raw images, stitched versions of single fields, and images that claim the same
 * place. Nothing is ever averaged or taken twice; every choice is a note and an entry in `skipped`.
 *
 * @param modified last change of a file in milliseconds, asked only for files that claim one place
 */
export async function settle(
  all: PlatePicture[],
  modified: (file: FoundFile) => Promise<number>,
): Promise<Settled> {
  const settled: Settled = { pictures: all, skipped: [], notes: [] }
  markParentProjections(all)
  dropStitched(settled)
  dropDisplayed(settled)
  dropProjections(settled)
  await dropDuplicates(settled, modified)
  return settled
}

/** In an ImageXpress export the images above the ZStep folders are projections: they get z = 0. */
export function markParentProjections(pictures: { match: NameMatch }[]): void {
  const stepped = new Set<string>()
  for (const { match } of pictures) {
    if (match.convention.zeroIsProjection && match.groups.z === undefined && match.folder.z !== undefined) {
      stepped.add(match.folder.acquisition)
    }
  }
  for (const { match } of pictures) {
    if (match.z === undefined && match.convention.zeroIsProjection && stepped.has(match.folder.acquisition)) {
      match.z = '0'
    }
  }
}

function dropStitched(settled: Settled): void {
  const isStitched = ({ match }: PlatePicture) => match.groups.step?.startsWith('-') === true
  const single = new Set<string>()
  for (const picture of settled.pictures) {
    if (picture.match.convention.id === 'gen5' && !isStitched(picture)) single.add(picture.match.well ?? '')
  }
  drop(
    settled,
    (picture) => isStitched(picture) && single.has(picture.match.well ?? ''),
    'derivative',
    () => 'It is a processed (stitched) image; the single fields it was made from are there and are used.',
    (n) => `${images(n)} stitched from single fields left out, because the fields are there.`,
  )
}

function dropDisplayed(settled: Settled): void {
  const key = ({ match: m }: PlatePicture) => `${m.well}\n${m.site}\n${m.z}\n${m.t}`
  const kinds = new Map<string, string>()
  const rank = 'RDM'
  const kindOf = ({ match }: PlatePicture) => match.groups.kind?.toUpperCase()
  for (const picture of settled.pictures) {
    const kind = kindOf(picture)
    if (kind === undefined) continue
    const best = kinds.get(key(picture))
    if (best === undefined || rank.indexOf(kind) < rank.indexOf(best)) kinds.set(key(picture), kind)
  }
  drop(
    settled,
    (picture) => kindOf(picture) !== undefined && kindOf(picture) !== kinds.get(key(picture)),
    'derivative',
    () => 'It is a displayed or merged version; the raw image is there and is used.',
    (n) => `${images(n)} in a displayed or merged version left out, because the raw images are there.`,
  )
}

function dropProjections(settled: Settled): void {
  const key = ({ match: m }: PlatePicture) => `${m.well}\n${m.site}\n${m.channel}\n${m.t}`
  const planes = new Set<string>()
  for (const picture of settled.pictures) {
    const { z, convention } = picture.match
    if (convention.zeroIsProjection && z !== undefined && z !== '0') planes.add(key(picture))
  }
  if (planes.size === 0) return
  drop(
    settled,
    (picture) => picture.match.z === '0' && planes.has(key(picture)),
    'derivative',
    () => 'It is a projection made by the instrument; the planes it was made from are there and are used.',
    (n) => `${images(n)} projected by the instrument left out, because the z planes are there.`,
  )
  const alone = settled.pictures.filter(
    (p) => p.match.convention.zeroIsProjection && p.match.z === '0',
  ).length
  if (alone > 0) {
    settled.notes.push(
      `${images(alone)} projected by the instrument used as they are: their planes are not there.`,
    )
  }
}

async function dropDuplicates(
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
  drop(
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

function drop(
  settled: Settled,
  isLeftOut: (picture: PlatePicture) => boolean,
  reason: SkippedFile['reason'],
  detail: (picture: PlatePicture) => string,
  note: (n: number) => string,
): void {
  const out = settled.pictures.filter(isLeftOut)
  if (out.length === 0) return
  const gone = new Set(out)
  settled.pictures = settled.pictures.filter((picture) => !gone.has(picture))
  for (const picture of out) {
    settled.skipped.push({ path: picture.file.path, reason, detail: detail(picture) })
  }
  settled.notes.push(note(out.length))
}

function images(n: number): string {
  return n === 1 ? '1 image' : `${n} images`
}

function lastPart(path: string): string {
  return path.split('/').slice(-1)[0]
}
