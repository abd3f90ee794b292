import { type AtomicOptions, openAtomic } from './atomic'
import { formatFixed, formatInteger, formatPrecise } from './format-number'
import type { CellValue, ColumnKind, Table } from './table'

/** Excel takes UTF-8 for the system's old code page unless the file begins with this mark. */
const BYTE_ORDER_MARK = '\ufeff'

/** RFC 4180's own line end; Excel, R, pandas and LibreOffice all read it. */
const LINE_END = '\r\n'

/** Text is handed on in pieces of about this many characters. */
const PIECE_LENGTH = 128 * 1024

/**
 * First characters with which a spreadsheet takes text for a formula, with their full-width twins (OWASP,
 * "CSV injection"). A quote in front makes it text.
 */
const FORMULA_START = /^[=+\-@\t\r\n＝＋－＠]/

const NEEDS_QUOTES = /[",\r\n]/

/** One text cell: safe in a spreadsheet, quoted after RFC 4180 where needed. */
export function csvText(text: string): string {
  const safe = FORMULA_START.test(text) ? `'${text}` : text
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** One cell of a column. A value of another type than the column's is written as text. */
export function csvCell(kind: ColumnKind, value: CellValue): string {
  if (value === undefined) return ''
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  if (typeof value === 'string') return csvText(value)
  switch (kind) {
    case 'integer':
      return formatInteger(value)
    case 'precise':
      return formatPrecise(value)
    case 'text':
      return csvText(String(value))
    default:
      return formatFixed(value)
  }
}

/** The whole file in pieces, each some whole rows: memory does not grow with the number of rows. */
export async function* csvPieces<Row>(table: Table<Row>): AsyncGenerator<string> {
  const { columns } = table
  let piece = BYTE_ORDER_MARK + columns.map((column) => csvText(column.header)).join(',') + LINE_END
  for await (const batch of table.batches) {
    for (const row of batch) {
      for (let c = 0; c < columns.length; c++) {
        const column = columns[c]!
        if (c > 0) piece += ','
        piece += csvCell(column.kind, column.value(row))
      }
      piece += LINE_END
      if (piece.length >= PIECE_LENGTH) {
        yield piece
        piece = ''
      }
    }
  }
  if (piece) yield piece
}

/**
 * Writes a table as CSV: UTF-8 with byte order mark, commas, CRLF, RFC 4180 quotes, formula-safe text.
 * @throws KaryonError `disk-full`, `output-unwritable`; no half file is left
 */
export async function writeCsv<Row>(
  path: string,
  table: Table<Row>,
  options: AtomicOptions = {},
): Promise<void> {
  const file = await openAtomic(path, options)
  try {
    for await (const piece of csvPieces(table)) await file.write(piece)
  } catch (error) {
    await file.abort()
    throw error
  }
  await file.commit()
}
