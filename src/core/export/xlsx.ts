import { type AtomicOptions, openAtomic } from './atomic'
import { countsTable } from './counts-csv'
import type { ImageRow, NucleiOf } from './image-row'
import { nucleiTable } from './nuclei-csv'
import {
  columnName,
  contentTypes,
  MAX_SHEET_ROWS,
  packageRels,
  SharedStrings,
  sheetEnd,
  sheetRow,
  sheetStart,
  stylesXml,
  workbookRels,
  workbookXml,
} from './sheet-xml'
import type { Table } from './table'
import { wellsTable } from './wells-csv'
import { ZIP_LIMIT, ZipStream } from './zip-stream'

export interface XlsxInput {
  rows: readonly ImageRow[]
  nucleiOf: NucleiOf
  /** The run sheet, in this order (see `runSheetEntries`). */
  run: readonly { key: string; value: string | number | boolean }[]
}

export interface XlsxOptions extends AtomicOptions {
  /** Rows of a sheet, its header among them; lowered only by tests. */
  maxSheetRows?: number
  /** Nuclei beyond this many sheets are in nuclei.csv only, and the run sheet says so. */
  maxNucleiSheets?: number
}

/** Text is handed to the compressor in pieces of about this many characters. */
const PIECE_LENGTH = 128 * 1024

/** A sheet or archive is closed well before the ZIP format's limit. */
const SAFE_BYTES = ZIP_LIMIT - 512 * 1024 * 1024

/**
 * `results.xlsx` with the sheets Counts, Wells, Nuclei (Nuclei 2 … when one is full) and Run. Written as it is
 * made: memory does not grow with the number of nuclei. Cells are those of the CSV files.
 * @throws KaryonError `disk-full`, `output-unwritable`; no half file is left
 */
export async function writeResultsXlsx(
  path: string,
  input: XlsxInput,
  options: XlsxOptions = {},
): Promise<void> {
  const file = await openAtomic(path, options)
  try {
    const book = new Workbook((bytes) => file.write(bytes), options.maxSheetRows ?? MAX_SHEET_ROWS)
    await book.start()
    await book.addTable('Counts', countsTable(input.rows))
    await book.addTable('Wells', wellsTable(input.rows))
    const written = await book.addTable(
      'Nuclei',
      nucleiTable(input.rows, input.nucleiOf),
      options.maxNucleiSheets ?? 20,
    )
    const run = [...input.run]
    if (!written.complete) {
      run.push({
        key: 'nuclei in this workbook',
        value: `the first ${written.rows.toLocaleString('en-US')}; all of them are in nuclei.csv`,
      })
    }
    await book.addTable('Run', {
      columns: [
        { header: 'key', kind: 'text', value: (r) => r.key, width: 36 },
        { header: 'value', kind: 'precise', value: (r) => r.value, width: 80 },
      ],
      batches: [run],
    })
    await book.finish()
  } catch (error) {
    await file.abort()
    throw error
  }
  await file.commit()
}

class Workbook {
  private readonly zip: ZipStream
  private readonly maxRows: number
  private readonly strings = new SharedStrings()
  private readonly names: string[] = []

  constructor(sink: (bytes: Uint8Array) => Promise<void>, maxRows: number) {
    this.zip = new ZipStream(sink)
    this.maxRows = maxRows
  }

  async start(): Promise<void> {
    await this.zip.add('_rels/.rels', [packageRels])
  }

  /** Adds a table as one sheet, or as several when it is longer than a sheet can be. */
  async addTable<Row>(
    name: string,
    table: Table<Row>,
    maxSheets = Number.POSITIVE_INFINITY,
  ): Promise<{ rows: number; complete: boolean }> {
    const rows = rowsOf(table)
    let next = await rows.next()
    let total = 0
    for (let sheet = 1; sheet === 1 || !next.done; sheet++) {
      if (sheet > maxSheets || this.zip.size > SAFE_BYTES) {
        await rows.return(undefined)
        return { rows: total, complete: false }
      }
      this.names.push(sheet === 1 ? name : `${name} ${sheet}`)
      const { maxRows, strings } = this
      const { columns } = table
      const letters = columns.map((_, c) => columnName(c))
      const pieces = async function* () {
        let piece = sheetStart(columns, strings)
        let bytes = 0
        let number = 1
        while (!next.done && number < maxRows && bytes < SAFE_BYTES) {
          // Batches of rows are taken whole where the sheet has room for them.
          const { batch, from } = next.value
          const take = Math.min(batch.length - from, maxRows - number)
          for (let i = from; i < from + take; i++) {
            piece += sheetRow(columns, letters, ++number, batch[i]!, strings)
            if (piece.length >= PIECE_LENGTH) {
              bytes += piece.length
              yield piece
              piece = ''
            }
          }
          total += take
          if (from + take < batch.length) next.value.from += take
          else next = await rows.next()
        }
        yield piece + sheetEnd
      }
      await this.zip.add(`xl/worksheets/sheet${this.names.length}.xml`, pieces())
    }
    return { rows: total, complete: true }
  }

  async finish(): Promise<void> {
    const sheets = this.names.length
    await this.zip.add('xl/styles.xml', [stylesXml])
    await this.zip.add('xl/sharedStrings.xml', this.strings.pieces())
    await this.zip.add('xl/workbook.xml', [workbookXml(this.names)])
    await this.zip.add('xl/_rels/workbook.xml.rels', [workbookRels(sheets)])
    await this.zip.add('[Content_Types].xml', [contentTypes(sheets)])
    await this.zip.finish()
  }
}

/** Non-empty batches, with the place of the first row not yet written. */
async function* rowsOf<Row>(
  table: Table<Row>,
): AsyncGenerator<{ batch: readonly Row[]; from: number }, undefined, undefined> {
  for await (const batch of table.batches) if (batch.length > 0) yield { batch, from: 0 }
  return undefined
}
