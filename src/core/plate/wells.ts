/**
 * Wells and plate sizes. Rows are A…Z, AA…AF from the top, columns from 1 at the left; a well is always
 * written as letters plus two digits (`A01`, `AF48`). Row and column numbers here count from 1.
 */

export interface StandardPlate {
  wells: number
  rows: number
  columns: number
}

/** The plates sold, smallest first (ANSI/SLAS formats). */
export const standardPlates: readonly StandardPlate[] = [
  { wells: 6, rows: 2, columns: 3 },
  { wells: 12, rows: 3, columns: 4 },
  { wells: 24, rows: 4, columns: 6 },
  { wells: 48, rows: 6, columns: 8 },
  { wells: 96, rows: 8, columns: 12 },
  { wells: 384, rows: 16, columns: 24 },
  { wells: 1536, rows: 32, columns: 48 },
]

const largest = standardPlates[standardPlates.length - 1]

/** Row letters to a number from 1: A = 1, Z = 26, AA = 27, AF = 32; undefined for anything else. */
export function rowNumber(letters: string): number | undefined {
  const text = letters.toUpperCase()
  if (/^[A-Z]$/.test(text)) return text.charCodeAt(0) - 64
  if (/^A[A-F]$/.test(text)) return 26 + text.charCodeAt(1) - 64
  return undefined
}

/** Row number from 1 to letters; the inverse of `rowNumber`. */
function rowLetters(row: number): string {
  return row <= 26 ? String.fromCharCode(64 + row) : `A${String.fromCharCode(64 + row - 26)}`
}

/** `rowColumnToWell(2, 3)` is `B03`. Row 1–32, column 1–48; undefined outside a 1536-well plate. */
export function rowColumnToWell(row: number, column: number): string | undefined {
  if (!Number.isInteger(row) || !Number.isInteger(column)) return undefined
  if (row < 1 || column < 1 || row > largest.rows || column > largest.columns) return undefined
  return `${rowLetters(row)}${String(column).padStart(2, '0')}`
}

/** The ways people and instruments write one well: A1, A01, A001, a01, A - 1, A-01, r01c01, R1C1, 0101, 001001. */
const writings = [
  /^(?<letters>A[A-F]|[A-Z])\s*-?\s*(?<column>\d{1,3})$/i,
  /^R(?<row>\d{1,3})\s*C(?<column>\d{1,3})$/i,
  /^(?<row>\d{3})(?<column>\d{3})$/,
  /^(?<row>\d{2})(?<column>\d{2})$/,
]

/** Row and column (from 1) of a well in any usual writing; undefined when it is no well of a standard plate. */
export function wellToRowColumn(well: string): { row: number; column: number } | undefined {
  for (const writing of writings) {
    const groups = writing.exec(well.trim())?.groups
    if (!groups) continue
    const row = groups.letters ? rowNumber(groups.letters) : Number(groups.row)
    const column = Number(groups.column)
    if (row !== undefined && rowColumnToWell(row, column)) return { row, column }
  }
  return undefined
}

const ranks = new Map<string, number>()

/** Row-by-row rank of a well; infinity for what is no well. Remembered, because plates are sorted by it. */
function wellRank(well: string): number {
  let rank = ranks.get(well)
  if (rank === undefined) {
    const place = wellToRowColumn(well)
    rank = place ? place.row * 100 + place.column : Number.POSITIVE_INFINITY
    if (ranks.size > 10_000) ranks.clear()
    ranks.set(well, rank)
  }
  return rank
}

/** Sorts by row number, then column number: A02 before A10, Z01 before AA01; what is no well comes last. */
export function compareWells(a: string, b: string): number {
  const left = wellRank(a)
  const right = wellRank(b)
  if (left !== right) return left < right ? -1 : 1
  return left === Number.POSITIVE_INFINITY ? (a < b ? -1 : a > b ? 1 : 0) : 0
}

/** The smallest standard plate with at least these rows and columns; the largest when none has. */
export function smallestPlate(rows: number, columns: number): StandardPlate {
  return standardPlates.find((plate) => plate.rows >= rows && plate.columns >= columns) ?? largest
}

/**
 * The plate to assume when only well numbers are known (counted row by row from 1): the smallest of 96, 384
 * and 1536 that holds the largest. Smaller plates are not guessed, because instruments that number wells are
 * nearly always used with 96 wells or more.
 */
export function plateForIndex(largestIndex: number): StandardPlate {
  return standardPlates.find((plate) => plate.wells >= Math.max(96, largestIndex)) ?? largest
}

/** The well with this number, counted row by row from 1; undefined outside the plate. */
export function indexToWell(index: number, plate: { rows: number; columns: number }): string | undefined {
  if (!Number.isInteger(index) || index < 1 || index > plate.rows * plate.columns) return undefined
  return rowColumnToWell(Math.floor((index - 1) / plate.columns) + 1, ((index - 1) % plate.columns) + 1)
}
