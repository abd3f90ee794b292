import type { ChannelInfo } from '../../io/image-source'
import { describe } from '../channel-words'
import { rowColumnToWell } from '../wells'
import type { SidecarFacts } from './facts'

/**
 * ImageXpress / MetaXpress `.HTD`: lines of `"Key", value` (text already decoded from Windows-1252).
 *
 * @throws Error when it holds none of the plate's keys
 */
export function readHtd(text: string): SidecarFacts {
  const values = new Map<string, string[]>()
  for (const line of text.split(/\r?\n/)) {
    const found = /^\s*"([^"]+)"\s*,\s*(.*)$/.exec(line)
    if (found) values.set(found[1].toLowerCase(), cells(found[2]))
  }
  const whole = (key: string) => {
    const value = Number.parseInt(values.get(key)?.[0] ?? '', 10)
    return Number.isFinite(value) && value > 0 ? value : undefined
  }
  const rows = whole('ywells')
  const columns = whole('xwells')
  if (rows === undefined && columns === undefined && whole('nwavelengths') === undefined) {
    throw new Error('it names neither wells nor wavelengths')
  }
  const wellsSelected: string[] = []
  for (let row = 1; row <= (rows ?? 0); row++) {
    values.get(`wellsselection${row}`)?.forEach((cell, column) => {
      const well = /^true$/i.test(cell) ? rowColumnToWell(row, column + 1) : undefined
      if (well) wellsSelected.push(well)
    })
  }
  const channels = new Map<string, ChannelInfo>()
  for (let wave = 1; wave <= (whole('nwavelengths') ?? 0); wave++) {
    const name = values.get(`wavename${wave}`)?.[0]
    if (name) channels.set(String(wave), describe(name))
  }
  return {
    rows,
    columns,
    channels,
    wellsSelected: wellsSelected.length > 0 ? wellsSelected : undefined,
    timePoints: whole('timepoints'),
  }
}

/** Comma-separated values; a quoted one may hold commas. */
function cells(text: string): string[] {
  return [...text.matchAll(/\s*(?:"([^"]*)"|([^,"]+))\s*(?:,|$)/g)].map((found) =>
    (found[1] ?? found[2]).trim(),
  )
}
