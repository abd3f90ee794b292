/** Tab-separated values as spreadsheets paste them: tabs and line ends inside a cell become spaces. */
export function tsv(head: string[], rows: Iterable<(string | number | undefined)[]>): string {
  const line = (cells: (string | number | undefined)[]) =>
    cells
      .map((cell) =>
        cell === undefined || Number.isNaN(cell) ? '' : String(cell).replace(/[\t\r\n]+/g, ' '),
      )
      .join('\t')
  const lines = [line(head)]
  for (const row of rows) lines.push(line(row))
  return `${lines.join('\n')}\n`
}

/** Puts text on the clipboard within a user's gesture, without asking for a permission. */
export function copyText(text: string): boolean {
  const fill = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  document.addEventListener('copy', fill, { capture: true, once: true })
  const done = document.execCommand('copy')
  document.removeEventListener('copy', fill, { capture: true })
  return done
}
