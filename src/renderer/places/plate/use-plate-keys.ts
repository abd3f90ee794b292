import { useEffect, useRef } from 'react'
import { isTyping } from '../../frame/shortcuts'
import { QUALITY_FLAGS } from '../../logic/flags'
import { useApp } from '../../state/app-store'
import { useReview } from '../../state/review-store'
import { markWells } from './marks-store'
import { pickOne } from './pick-wells'
import type { ScaledRow } from './plate-scale'

/** N: the next well with a quality flag, in plate order. Del: leaves the selected wells out, or takes them back. */
export function usePlateKeys(plate: string, rows: ScaledRow[], selection: string[]): void {
  const latest = useRef({ plate, rows, selection })
  latest.current = { plate, rows, selection }
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return
      if (useApp.getState().dialog) return
      if (event.key.toLowerCase() === 'n') nextFlag(latest.current.rows)
      else if (event.key === 'Delete') leaveOut(latest.current)
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
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
