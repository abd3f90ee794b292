import { useEffect, useRef } from 'react'
import { isTyping } from '../../frame/shortcuts'
import { QUALITY_FLAGS } from '../../logic/flags'
import { useApp } from '../../state/app-store'
import { useReview } from '../../state/review-store'
import { markWells } from './marks-store'
import { pickOne } from './pick-wells'
import type { ScaledRow } from './plate-scale'

/** N: the next well with a quality flag, in plate order. Del: leaves the selected wells out, or takes them back. Arrows
 * and Enter with the focus nowhere: the picked well's (or the first's), as if the map had the focus. */
export function usePlateKeys(plate: string, rows: ScaledRow[], selection: string[]): void {
  const latest = useRef({ plate, rows, selection })
  latest.current = { plate, rows, selection }
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event)) return
      if (useApp.getState().dialog) return
      if (event.key.toLowerCase() === 'n') nextFlag(latest.current.rows)
      else if (event.key === 'Delete') leaveOut(latest.current)
      else if (GRID_KEYS.has(event.key) && document.activeElement === document.body) toMap(event.key)
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
}

const GRID_KEYS = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Enter'])

/** Hands a key to the picked well; with none picked, any of them picks the first. */
function toMap(key: string): void {
  const picked = useReview.getState().well
  const at = picked ? `[data-well="${picked}"]` : '[data-well][tabindex="0"]'
  const well = document.querySelector<HTMLElement>(`.plate[role="grid"] ${at}`)
  well?.focus()
  if (picked) well?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  else if (well?.dataset.well) pickOne(well.dataset.well)
}

function nextFlag(rows: ScaledRow[]): void {
  const flagged = rows.filter((row) => QUALITY_FLAGS.some((f) => row.flags.includes(f.flag)))
  if (flagged.length === 0) return
  const at = flagged.findIndex((row) => row.well === useReview.getState().well)
  pickOne(flagged[(at + 1) % flagged.length]!.well)
}

function leaveOut({
  plate,
  rows,
  selection,
}: {
  plate: string
  rows: ScaledRow[]
  selection: string[]
}): void {
  if (selection.length === 0) return
  const chosen = rows.filter((row) => selection.includes(row.well))
  const back = chosen.every((row) => row.content === 'out')
  void markWells(plate, selection, back ? 'sample' : 'out')
}
