/**
 * Tables as data: the CSV and the workbook writer take the same columns, so that both files always hold the
 * same cells.
 */

/** What a cell holds; undefined is an empty cell, never 0. */
export type CellValue = string | number | boolean | undefined

/**
 * `text` is escaped against formulas; `integer` is rounded; `fixed` keeps four decimals (geometry in pixels
 * and µm, means, shares); `precise` keeps six digits or more (intensities, which may be any size).
 */
export type ColumnKind = 'text' | 'integer' | 'fixed' | 'precise' | 'boolean'

export interface Column<Row> {
  header: string
  kind: ColumnKind
  value(row: Row): CellValue
  /** Width in the workbook, in characters; by default that of the header. */
  width?: number
}

export interface Table<Row> {
  columns: readonly Column<Row>[]
  /** Rows in batches (an image's nuclei, say): an asynchronous step per row would cost more than the row. */
  batches: Iterable<readonly Row[]> | AsyncIterable<readonly Row[]>
}
