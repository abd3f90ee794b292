import type { NameMatch } from './match-name'
import type { PlatePicture } from './plate-picture'
import { indexToWell, plateForIndex, wellToRowColumn } from './wells'

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
