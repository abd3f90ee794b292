/** Wells as `A01` … `AF48`. */
export interface WellPosition {
  row: number
  column: number
}

/** Zero-based row and column, or undefined when the text is no well. */
export function parseWell(well: string): WellPosition | undefined {
  const match = /^([A-Z]{1,2})(\d{1,2})$/.exec(well)
  if (!match) return undefined
  const letters = match[1]!
  let row = 0
  for (const letter of letters) row = row * 26 + letter.charCodeAt(0) - 64
  return { row: row - 1, column: Number(match[2]) - 1 }
}

export function rowName(row: number): string {
  return row < 26 ? String.fromCharCode(65 + row) : `A${String.fromCharCode(65 + row - 26)}`
}

export function wellName({ row, column }: WellPosition): string {
  return `${rowName(row)}${String(column + 1).padStart(2, '0')}`
}

/** Rows and columns of 6, 12, 24, 48, 96, 384 and 1536 well plates. */
const STANDARD = [
  [2, 3],
  [3, 4],
  [4, 6],
  [6, 8],
  [8, 12],
  [16, 24],
  [32, 48],
] as const

/** The plate's own size where it is known. */
export function shapeOf(
  known: { name: string; rows: number; columns: number }[] | undefined,
  plate: string,
  wells: string[],
): { rows: number; columns: number } {
  return known?.find(({ name }) => name === plate) ?? geometryOf(wells)
}

/** The smallest standard plate that holds all wells; larger than 1536 wells: just large enough. */
export function geometryOf(wells: Iterable<string>): { rows: number; columns: number } {
  let rows = 1
  let columns = 1
  for (const well of wells) {
    const at = parseWell(well)
    if (!at) continue
    rows = Math.max(rows, at.row + 1)
    columns = Math.max(columns, at.column + 1)
  }
  const fit = STANDARD.find(([r, c]) => r >= rows && c >= columns)
  return fit ? { rows: fit[0], columns: fit[1] } : { rows, columns }
}
