/** A strict RFC 4180 reader: anything a lenient one would mend is an error here. */
export function parseStrictCsv(text: string): string[][] {
  if (text[0] !== '\ufeff') throw new Error('no byte order mark')
  const rows: string[][] = []
  let row: string[] = []
  let i = 1
  while (i < text.length) {
    let value = ''
    if (text[i] === '"') {
      i++
      for (;;) {
        const end = text.indexOf('"', i)
        if (end < 0) throw new Error('quote not closed')
        value += text.slice(i, end)
        i = end + 1
        if (text[i] !== '"') break
        value += '"'
        i++
      }
    } else {
      const start = i
      while (i < text.length && !',\r\n"'.includes(text[i]!)) i++
      value = text.slice(start, i)
    }
    row.push(value)
    if (text[i] === ',') i++
    else if (text.startsWith('\r\n', i)) {
      rows.push(row)
      row = []
      i += 2
    } else throw new Error(`unexpected ${JSON.stringify(text[i])} at ${i}`)
  }
  if (row.length > 0) throw new Error('the last line has no end')
  if (new Set(rows.map((r) => r.length)).size > 1) throw new Error('rows of unequal length')
  return rows
}

/** Rows as objects by header. */
export function readRecords(text: string): Record<string, string>[] {
  const [header, ...rows] = parseStrictCsv(text)
  return rows.map((row) => Object.fromEntries(row.map((value, c) => [header![c]!, value])))
}
