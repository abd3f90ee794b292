import { useEffect, useRef } from 'react'
import { int } from '../../logic/format'
import { copyText } from '../../logic/tsv'
import { toast } from '../../state/app-store'

/** Rows beyond this are better taken from the CSV. */
export const MOST_COPIED = 100_000

/**
 * Hands the table's copying to the button above it and to Ctrl C.
 * @param make the text and how many rows are in it.
 */
export function useCopy(
  onCopy: (copy: { run(): void } | undefined) => void,
  make: () => { text: string; rows: number; all: number },
): void {
  const latest = useRef(make)
  latest.current = make
  useEffect(() => {
    const run = () => {
      const { text, rows, all } = latest.current()
      const done = copyText(text)
      const rest = rows < all ? ` of ${int(all)}; the CSV in the results folder has all` : ''
      toast(done ? `Copied ${int(rows)} rows${rest}` : 'The clipboard did not take the rows.')
    }
    onCopy({ run })
    const press = (event: KeyboardEvent) => {
      const inTables =
        event.target instanceof Element && event.target.closest('.results__table [role="rowgroup"]') !== null
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c' && inTables) run()
    }
    window.addEventListener('keydown', press)
    return () => {
      window.removeEventListener('keydown', press)
      onCopy(undefined)
    }
  }, [onCopy])
}
