import { formatFixed, formatInteger, formatPrecise } from './format-number'
import type { CellValue, Column, ColumnKind } from './table'

/** SpreadsheetML (ECMA-376, part 1, clause 18), as far as plain tables need it. */

/** Excel's own limits. */
export const MAX_SHEET_ROWS = 1_048_576
const MAX_CELL_TEXT = 32_767

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

/** Indices into the cell formats of `stylesXml`. */
const STYLE = { header: 1, quoted: 2 } as const

/** Text is stored once for the whole workbook; image names repeat for each of their nuclei. */
export class SharedStrings {
  private readonly index = new Map<string, number>()
  private readonly text: string[] = []
  uses = 0

  indexOf(text: string): number {
    this.uses++
    let index = this.index.get(text)
    if (index === undefined) {
      index = this.text.length
      this.index.set(text, index)
      this.text.push(text)
    }
    return index
  }

  *pieces(): Generator<string> {
    yield `${DECLARATION}<sst xmlns="${MAIN}" count="${this.uses}" uniqueCount="${this.text.length}">`
    for (const text of this.text) yield `<si><t xml:space="preserve">${xmlText(text)}</t></si>`
    yield '</sst>'
  }
}

/** Opening of a sheet: frozen, bold header row and column widths. */
export function sheetStart<Row>(columns: readonly Column<Row>[], strings: SharedStrings): string {
  const widths = columns.map((column, c) => {
    const width = Math.max(column.width ?? 0, column.header.length + 2, 8)
    return `<col min="${c + 1}" max="${c + 1}" width="${width}" customWidth="1"/>`
  })
  const header = columns.map(
    (column, c) =>
      `<c r="${columnName(c)}1" s="${STYLE.header}" t="s"><v>${strings.indexOf(column.header)}</v></c>`,
  )
  return (
    `${DECLARATION}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">` +
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>' +
    `<cols>${widths.join('')}</cols><sheetData><row r="1">${header.join('')}</row>`
  )
}

export const sheetEnd = '</sheetData></worksheet>'

/** One row; empty cells are left out. `names` are the letters of the columns. */
export function sheetRow<Row>(
  columns: readonly Column<Row>[],
  names: readonly string[],
  number: number,
  row: Row,
  strings: SharedStrings,
): string {
  let xml = `<row r="${number}">`
  for (let c = 0; c < columns.length; c++) {
    const column = columns[c]!
    const value = column.value(row)
    if (value === undefined || value === '') continue
    xml += cell(names[c]! + number, column.kind, value, strings)
  }
  return `${xml}</row>`
}

function cell(
  place: string,
  kind: ColumnKind,
  value: Exclude<CellValue, undefined>,
  strings: SharedStrings,
): string {
  if (typeof value === 'number' && kind !== 'text') {
    const text =
      kind === 'integer'
        ? formatInteger(value)
        : kind === 'precise'
          ? formatPrecise(value)
          : formatFixed(value)
    return text === '' ? '' : `<c r="${place}"><v>${text}</v></c>`
  }
  if (typeof value === 'boolean') return `<c r="${place}" t="b"><v>${value ? 1 : 0}</v></c>`
  const text = String(value)
  // A string cell is never run; the quote prefix keeps it text when somebody edits or copies it.
  const style = /^[=+\-@]/.test(text) ? ` s="${STYLE.quoted}"` : ''
  return `<c r="${place}"${style} t="s"><v>${strings.indexOf(text)}</v></c>`
}

/** A, B … Z, AA … for 0, 1 … */
export function columnName(index: number): string {
  let name = ''
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26)) {
    name = String.fromCharCode(65 + ((n - 1) % 26)) + name
  }
  return name
}

/**
 * Text as XML content. Characters XML cannot hold are written as `_xHHHH_`, as Excel does, and what looks like
 * such a mark is protected; over-long text is cut at Excel's limit.
 */
export function xmlText(text: string): string {
  return text
    .slice(0, MAX_CELL_TEXT)
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(SUSPECT, forbiddenMark)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

/** Control characters, halves of surrogate pairs and the two non-characters. */
const SUSPECT = /\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu

/** `_xHHHH_` for what XML 1.0 cannot hold: all suspects but tab, line feed and the C1 controls. */
function forbiddenMark(c: string): string {
  const code = c.charCodeAt(0)
  if (c === '\t' || c === '\n' || (code >= 0x7f && code <= 0x9f)) return c
  return `_x${code.toString(16).toUpperCase().padStart(4, '0')}_`
}

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

export const packageRels =
  `${DECLARATION}<Relationships xmlns="${PACKAGE}/relationships">` +
  `<Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`

export function contentTypes(sheets: number): string {
  const parts = Array.from(
    { length: sheets },
    (_, i) => `<Override PartName="/xl/worksheets/sheet${i + 1}.xml" ContentType="${TYPE}.worksheet+xml"/>`,
  )
  return (
    `${DECLARATION}<Types xmlns="${PACKAGE}/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    '<Default Extension="xml" ContentType="application/xml"/>' +
    `<Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/>${parts.join('')}` +
    `<Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/>` +
    `<Override PartName="/xl/sharedStrings.xml" ContentType="${TYPE}.sharedStrings+xml"/></Types>`
  )
}

export function workbookXml(names: readonly string[]): string {
  const sheets = names.map(
    (name, i) => `<sheet name="${xmlText(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`,
  )
  return `${DECLARATION}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${sheets.join('')}</sheets></workbook>`
}

export function workbookRels(sheets: number): string {
  const rel = (id: number, type: string, target: string) =>
    `<Relationship Id="rId${id}" Type="${OFFICE}/${type}" Target="${target}"/>`
  const parts = Array.from({ length: sheets }, (_, i) =>
    rel(i + 1, 'worksheet', `worksheets/sheet${i + 1}.xml`),
  )
  return (
    `${DECLARATION}<Relationships xmlns="${PACKAGE}/relationships">${parts.join('')}` +
    `${rel(sheets + 1, 'styles', 'styles.xml')}${rel(sheets + 2, 'sharedStrings', 'sharedStrings.xml')}</Relationships>`
  )
}

export const stylesXml =
  `${DECLARATION}<styleSheet xmlns="${MAIN}">` +
  '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
  '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' +
  '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>' +
  '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/></cellXfs>' +
  '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
