/**
 * The cells of a CSV text (RFC 4180: quotes, doubled quotes, line ends inside quotes). The separator is the
 * one of comma, semicolon and tab that the first line has most of. Empty lines are left out.
 */
export function csvRows(text: string): string[][] {
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  const separator = separatorOf(source)
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at < source.length) {
    let cell: string
    ;[cell, at] = cellAt(source, at, separator)
    row.push(cell)
    const end = source[at]
    if (end === separator) {
      at++
      if (at === source.length) row.push('')
      else continue
    }
    if (end === '\r' && source[at + 1] === '\n') at++
    at++
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
  }
  if (row.length > 0) rows.push(row)
  return rows
}

function separatorOf(text: string): string {
  const end = text.search(/[\r\n]/)
  const line = end < 0 ? text : text.slice(0, end)
  const count = (character: string) => line.split(character).length
  return [',', ';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best))
}

/** One cell and the position of the separator or line end behind it. */
function cellAt(text: string, start: number, separator: string): [string, number] {
  if (text[start] !== '"') {
    let end = start
    while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end++
    return [text.slice(start, end), end]
  }
  let cell = ''
  let at = start + 1
  for (;;) {
    const quote = text.indexOf('"', at)
    if (quote < 0) return [cell + text.slice(at), text.length]
    cell += text.slice(at, quote)
    if (text[quote + 1] !== '"') return [cell, quote + 1]
    cell += '"'
    at = quote + 2
  }
}
