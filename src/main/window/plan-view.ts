import { basename } from 'node:path'
import type { Plan, PlanPlate } from '@shared/contract'
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
      convention: plate.convention,
      rows: plate.geometry.rows,
      columns: plate.geometry.columns,
      wells: plate.wells.length,
      sites: Math.ceil(Math.max(0, ...(fields.get(plate.name)?.values() ?? [])) / times),
      channels: plate.channels.map(({ key, info }, i) => info.name ?? key ?? `channel ${i + 1}`),
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
  }
}
