import type { ChannelInfo } from '../io/image-source'
import { channelFromName } from './channel-words'
import { compareNatural } from './natural-order'
import { columnsFromIndex, placeNumberedWells } from './numbered-wells'
import type { ImageSet, Plate, PlateGeometry, SkippedFile } from './plate-image'
import { plateNotes } from './plate-notes'
import type { PlatePicture } from './plate-picture'
import { settle } from './settle-plate'
import type { SidecarFacts } from './sidecars/facts'
import { tellApart } from './tell-apart'
import type { FoundFile } from './walk'
import { compareWells, smallestPlate, wellToRowColumn } from './wells'

export interface BuiltPlate {
  plate: Plate
  sets: ImageSet[]
  skipped: SkippedFile[]
  /** Pictures that turned out to have no well after all. */
  unplaced: FoundFile[]
}

/**
 * One plate from its pictures: settles what shows the same place twice, sizes the plate, orders channels, and
 * groups the files into one set per well, site and time point. All sets share the plate's channel list, so a
 * channel missing in one set is a channel without a file there.
 */
export async function buildPlate(
  name: string,
  all: PlatePicture[],
  facts: SidecarFacts,
  modified: (file: FoundFile) => Promise<number>,
): Promise<BuiltPlate> {
  const notes: string[] = []
  for (const { file, match } of all) takeFileFacts(file, match, facts)
  const known = knownSize(facts, all)
  const guessed = placeNumberedWells(all, known)
  if (guessed) notes.push(guessed)
  const unplaced = all.filter(({ match }) => match.well === undefined).map(({ file }) => file)
  const placed = all.filter(({ match }) => match.well !== undefined)
  notes.push(...tellApart(placed))
  const settled = await settle(placed, modified)
  const { pictures } = settled
  splitTiles(pictures, notes)
  const channels = channelList(pictures, facts)
  const channelIndex = new Map(channels.map((channel, index) => [channel.key, index]))
  const sets = groupSets(name, pictures, channels, channelIndex)
  const wells = distinct(pictures.map(({ match }) => match.well)).sort(compareWells)
  const plate: Plate = {
    name,
    convention: all[0].match.convention.id,
    geometry: geometry(wells, known),
    wells,
    sites: distinct(pictures.map(({ match }) => match.site)).sort(compareNatural),
    channels,
    zPlanes: distinct(pictures.map(({ match }) => match.z)).sort(compareNatural),
    timePoints: distinct(pictures.map(({ match }) => match.t)).sort(compareNatural),
    pixelSizeUm: facts.pixelSizeUm,
    notes: [],
  }
  plate.notes = [...notes, ...settled.notes, ...plateNotes(plate, sets, facts)]
  return { plate, sets, skipped: settled.skipped, unplaced }
}

/** What a sidecar says of a single file or of a stage position fills what the name leaves open. */
function takeFileFacts(file: FoundFile, match: PlatePicture['match'], facts: SidecarFacts): void {
  if (match.well === undefined && match.site !== undefined) match.well = facts.wellOfSite?.get(match.site)
  if (match.well === undefined && match.wellIndex !== undefined) {
    match.well = facts.wellOfIndex?.get(match.wellIndex)
  }
  match.well ??= facts.wellOfFile?.get(file.name)
}

function knownSize(
  facts: SidecarFacts,
  pictures: PlatePicture[],
): { rows: number; columns: number } | undefined {
  if (facts.rows !== undefined && facts.columns !== undefined)
    return { rows: facts.rows, columns: facts.columns }
  const columns = columnsFromIndex(pictures)
  return columns === undefined ? undefined : smallestPlate(1, columns)
}

function geometry(wells: string[], known: { rows: number; columns: number } | undefined): PlateGeometry {
  let rows = 1
  let columns = 1
  for (const well of wells) {
    const place = wellToRowColumn(well)
    rows = Math.max(rows, place?.row ?? 1)
    columns = Math.max(columns, place?.column ?? 1)
  }
  if (known && known.rows >= rows && known.columns >= columns) {
    return { rows: known.rows, columns: known.columns, source: 'sidecar' }
  }
  const plate = smallestPlate(rows, columns)
  return { rows: plate.rows, columns: plate.columns, source: 'guess' }
}

/** Tiles of one field are not stitched: each is counted as a site of its own, and said so. */
function splitTiles(pictures: PlatePicture[], notes: string[]): void {
  const tiles = new Set(pictures.map(({ match }) => match.groups.tile))
  if (tiles.size < 2) return
  for (const { match } of pictures) match.site = match.groups.tile
  notes.push(`Each field was imaged in ${tiles.size} tiles; every tile is counted as a site of its own.`)
}

function channelList(pictures: PlatePicture[], facts: SidecarFacts): { key?: string; info: ChannelInfo }[] {
  const byKey = new Map<string | undefined, ChannelInfo>()
  for (const { match } of pictures) {
    if (byKey.has(match.channel)) continue
    const said = match.channel === undefined ? undefined : facts.channels?.get(match.channel)
    byKey.set(match.channel, { ...channelFromName(match), ...said })
  }
  return [...byKey]
    .sort(([a], [b]) => compareNatural(a ?? '', b ?? ''))
    .map(([key, info]) => (key === undefined ? { info } : { key, info }))
}

function groupSets(
  name: string,
  pictures: PlatePicture[],
  channels: { key?: string; info: ChannelInfo }[],
  channelIndex: Map<string | undefined, number>,
): ImageSet[] {
  const groups = new Map<string, PlatePicture[]>()
  for (const picture of pictures) {
    const { well, site, t } = picture.match
    const key = `${well}\n${site}\n${t}`
    const group = groups.get(key)
    if (group) group.push(picture)
    else groups.set(key, [picture])
  }
  const sets: ImageSet[] = []
  for (const group of groups.values()) {
    const index = (picture: PlatePicture) => channelIndex.get(picture.match.channel) ?? 0
    group.sort(
      (a, b) =>
        index(a) - index(b) ||
        compareNatural(a.match.z ?? '', b.match.z ?? '') ||
        (a.file.id < b.file.id ? -1 : 1),
    )
    const { well, site, t } = group[0].match
    sets.push({
      id: group[0].file.id,
      plate: name,
      well,
      site,
      t,
      channels,
      files: group.map((picture) => {
        const plane = { path: picture.file.path, channel: index(picture) }
        return picture.match.z === undefined ? plane : { ...plane, z: picture.match.z }
      }),
    })
  }
  return sets.sort(
    (a, b) =>
      compareWells(a.well ?? '', b.well ?? '') ||
      compareNatural(a.site ?? '', b.site ?? '') ||
      compareNatural(a.t ?? '', b.t ?? ''),
  )
}

function distinct(values: (string | undefined)[]): string[] {
  return [...new Set(values)].filter((value) => value !== undefined)
}
