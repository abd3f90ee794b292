/** Text made safe inside HTML and SVG, attributes included. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

/** One column of a table: its head, and whether its cells are numbers (right-aligned, tabular figures). */
export interface HtmlColumn {
  readonly head: string
  readonly number?: boolean
}

/** A table; cells are plain text. The first column of a row that begins with a space is indented. */
export function htmlTable(
  columns: readonly HtmlColumn[],
  rows: readonly (readonly string[])[],
  caption: string,
): string {
  const kind = (c: number) => (columns[c].number ? ' class="n"' : '')
  const head = columns
    .map((column, c) => `<th scope="col"${kind(c)}>${escapeHtml(column.head)}</th>`)
    .join('')
  const body = rows
    .map((row) => {
      const cells = row.map((cell, c) => {
        const indent = c === 0 && cell.startsWith(' ') ? ' class="sub"' : kind(c)
        return `<td${indent}>${escapeHtml(cell.trim())}</td>`
      })
      return `<tr>${cells.join('')}</tr>`
    })
    .join('\n')
  return `<table><caption>${escapeHtml(caption)}</caption><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>`
}
