import { basename } from 'node:path'
import { conventions } from '@core/plate/conventions'
import type { Plate, Scan } from '@core/plate/plate-image'
import type { FailureWords, Plan, PlanPlate } from '@shared/contract'
import type { Preview } from '../services/index'

const MOST_SKIPPED = 200

/** What was recognised, short enough to show: plates in numbers, the first files that are left alone. */
export function planView(paths: string[], { scan, choices }: Preview): Plan {
  const inPlates = new Set(scan.plates.map((plate) => plate.name))
  const fields = new Map<string, Map<string, number>>()
  let loose = 0
  for (const set of scan.sets) {
    if (!set.plate || !set.well || !inPlates.has(set.plate)) {
      loose++
      continue
    }
    const wells = fields.get(set.plate) ?? new Map<string, number>()
    wells.set(set.well, (wells.get(set.well) ?? 0) + 1)
    fields.set(set.plate, wells)
  }
  const plates = scan.plates.map((plate): PlanPlate => {
    const times = Math.max(1, plate.timePoints.length)
    return {
      name: plate.name,
      convention: conventions.find(({ id }) => id === plate.convention)?.vendor ?? plate.convention,
      rows: plate.geometry.rows,
      columns: plate.geometry.columns,
      wells: plate.wells.length,
      sites: Math.ceil(Math.max(0, ...(fields.get(plate.name)?.values() ?? [])) / times),
      channels: channelNames(plate),
      zPlanes: Math.max(1, plate.zPlanes.length),
      timePoints: times,
      notes: plate.notes,
    }
  })
  const names = paths.map((path) => basename(path))
  return {
    name:
      plates.length === 1
        ? plates[0]!.name
        : names.length > 1
          ? `${names[0]} and ${names.length - 1} more`
          : (names[0] ?? ''),
    images: scan.sets.length,
    plates,
    loose,
    // The plates stand above in numbers of their own.
    choices: choices.filter((choice) => choice.about !== 'plate' && choice.about !== 'geometry'),
    skipped: scan.skipped.slice(0, MOST_SKIPPED),
    skippedTotal: scan.skipped.length,
    warnings: scan.warnings,
    nothing: scan.sets.length === 0 ? nothingIn(names, scan) : undefined,
  }
}

/** What the channels of a plate are called where one is chosen. */
export function channelNames({ channels }: Plate): string[] {
  return channels.map(({ key, info }, i) => info.name ?? key ?? `channel ${i + 1}`)
}

const READS = 'Karyon reads TIFF, OME-TIFF, PNG, JPEG, WebP and BMP images'

/** Why nothing of what was read can be counted: the commonest reason, with a file it holds for. */
function nothingIn(names: string[], { skipped }: Scan): FailureWords {
  const what = names.length === 1 ? names[0] : `What was dropped (${names.length} files and folders)`
  if (skipped.length === 0)
    return { message: `${what} is empty.`, remedy: `Drop a folder with images. ${READS}.` }
  const byDetail = new Map<string, string[]>()
  for (const { path, detail } of skipped)
    byDetail.set(detail, [...(byDetail.get(detail) ?? []), basename(path)])
  const [detail, files] = [...byDetail].sort((a, b) => b[1].length - a[1].length)[0]!
  const several =
    skipped.length === 1 ? 'The 1 file' : `None of the ${skipped.length.toLocaleString('en-GB')} files`
  return {
    message: `${several} in ${what} is ${skipped.length === 1 ? 'no' : 'an'} image Karyon can count.`,
    remedy: `${files[0]}: ${detail} ${READS}.`,
  }
}

/** The plan of files that are all foreign: there is nothing to count, and this is why. */
export function nothingFound(unreadable: NonNullable<Plan['unreadable']>): Plan {
  const [first] = unreadable
  const more = unreadable.length > 1 ? ` ${unreadable.length - 1} more cannot be read either.` : ''
  return {
    name: first ? basename(first.path) : '',
    images: 0,
    plates: [],
    loose: 0,
    choices: [],
    skipped: [],
    skippedTotal: 0,
    warnings: [],
    nothing: first && {
      message: `${basename(first.path)}: ${first.message}${more}`,
      remedy: first.remedy,
    },
  }
}
