import type { ImageSet, Plate } from './plate-image'
import type { SidecarFacts } from './sidecars/facts'
import { rowColumnToWell, wellToRowColumn } from './wells'

/** Wells named in one sentence; more are summed up. */
const mostNamed = 8

/**
 * What a person should know of a plate: a guessed size, holes among the wells imaged, wells with fewer sites than the rest, channels missing in
 * some fields, wells chosen at the instrument and not imaged, images the instrument failed to take.
 */
export function plateNotes(plate: Plate, sets: ImageSet[], facts: SidecarFacts): string[] {
  const notes: string[] = []
  const { rows, columns, source } = plate.geometry
  if (source === 'guess') {
    notes.push(
      `The plate's size is taken to be ${rows * columns} wells (${rows} × ${columns}), the smallest usual plate that holds all wells imaged.`,
    )
  }
  const holes = facts.wellsSelected ? undefined : missingWells(plate.wells)
  if (holes) notes.push(holes)
  const sites = missingSites(plate, sets)
  if (sites) notes.push(sites)
  notes.push(...missingChannels(plate, sets))
  if (facts.wellsSelected) {
    const imaged = new Set(plate.wells)
    const missing = facts.wellsSelected.filter((well) => !imaged.has(well))
    if (missing.length > 0) {
      notes.push(`${count(missing.length, 'well')} chosen for imaging without images here: ${list(missing)}.`)
    }
  }
  if (facts.timePoints !== undefined && facts.timePoints > Math.max(1, plate.timePoints.length)) {
    notes.push(
      `${facts.timePoints} time points were announced; ${Math.max(1, plate.timePoints.length)} found.`,
    )
  }
  if (facts.failedImages)
    notes.push(`The instrument reports ${count(facts.failedImages, 'image')} it could not take.`)
  return notes
}

/** Holes are named when they are at most a quarter of the block; else the plate was filled that way. */
const MOST_HOLES = 0.25

/** Wells without an image inside the block of those imaged: a sign of files that were not copied. */
function missingWells(wells: string[]): string | undefined {
  const places = wells.map(wellToRowColumn).filter((place) => place !== undefined)
  const rows = places.map(({ row }) => row)
  const columns = places.map(({ column }) => column)
  const [top, bottom] = [Math.min(...rows), Math.max(...rows)]
  const [left, right] = [Math.min(...columns), Math.max(...columns)]
  const block = (bottom - top + 1) * (right - left + 1)
  const holes = block - wells.length
  if (holes <= 0 || holes > block * MOST_HOLES) return undefined
  const there = new Set(wells)
  const missing: string[] = []
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const well = rowColumnToWell(row, column)
      if (well !== undefined && !there.has(well)) missing.push(well)
    }
  }
  const among = `among ${rowColumnToWell(top, left)} to ${rowColumnToWell(bottom, right)}`
  return `${count(missing.length, 'well')} ${among} without an image: ${list(missing)}. Shown as missing, not as zero; if imaged, check that all files were copied.`
}

function missingSites(plate: Plate, sets: ImageSet[]): string | undefined {
  if (plate.sites.length < 2 || plate.convention === 'nd') return undefined
  const perWell = new Map<string, Set<string>>()
  for (const { well, site } of sets) {
    if (well === undefined || site === undefined) continue
    const seen = perWell.get(well) ?? new Set()
    perWell.set(well, seen.add(site))
  }
  const short = plate.wells.filter((well) => (perWell.get(well)?.size ?? 0) < plate.sites.length)
  if (short.length === 0) return undefined
  const all = plate.sites.length
  if (short.length === plate.wells.length && short.length > 1) {
    const most = Math.max(...short.map((well) => perWell.get(well)?.size ?? 0))
    return `No well has all of the ${all} sites seen on the plate; the fullest has ${most}.`
  }
  const named = short.map((well) => `${well} (${perWell.get(well)?.size ?? 0})`)
  return `${count(short.length, 'well')} of ${plate.wells.length} with fewer than the ${all} sites seen on the plate: ${list(named)}.`
}

function missingChannels(plate: Plate, sets: ImageSet[]): string[] {
  if (plate.channels.length < 2) return []
  const without = plate.channels.map(() => ({ sets: 0, wells: new Set<string>() }))
  for (const set of sets) {
    const there = new Set(set.files.map((file) => file.channel))
    for (let c = 0; c < without.length; c++) {
      if (there.has(c)) continue
      without[c].sets++
      without[c].wells.add(set.well ?? '')
    }
  }
  return without.flatMap((missing, c) => {
    if (missing.sets === 0) return []
    const channel = plate.channels[c].info.name ?? plate.channels[c].key ?? String(c + 1)
    return [
      `Channel ${channel} is missing in ${count(missing.sets, 'field')}, ${missing.wells.size === 1 ? 'well' : 'wells'} ${list([...missing.wells])}.`,
    ]
  })
}

function count(n: number, word: string): string {
  return n === 1 ? `1 ${word}` : `${n} ${word}s`
}

function list(items: string[]): string {
  const named = items.slice(0, mostNamed).join(', ')
  return items.length > mostNamed ? `${named} and ${items.length - mostNamed} more` : named
}
