import { dropDuplicates } from './drop-duplicates'
import type { NameMatch } from './match-name'
import { images, leaveOut, type PlatePicture, type Settled } from './plate-picture'
import type { FoundFile } from './walk'

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
  leaveOut(
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
  leaveOut(
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
  leaveOut(
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
