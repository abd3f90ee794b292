import { useMemo } from 'react'
import { pickWell, useReview } from '../../state/review-store'
import { NOTHING_SELECTED, useMarks } from './marks-store'
import { type PickHow, selectWells } from './select-wells'

/** Picks wells: the last one is shown at the right, all of them are marked together. */
export function pickWells(plate: string, well: string, how: PickHow, known: ReadonlySet<string>): void {
  // A well picked in a table or plot has no selection of its own: it is where a rectangle begins.
  const shown = useReview.getState().well
  const next = selectWells(selected(plate, shown), well, how, known)
  useMarks.setState({ selection: { plate, wells: next } })
  pickWell(next.at(-1))
}

export function pickOne(well: string): void {
  useMarks.setState({ selection: NOTHING_SELECTED })
  pickWell(well)
}

/** Picks all of these; the first one is shown. */
export function pickAll(plate: string, wells: readonly string[]): void {
  if (wells.length === 0) return
  useMarks.setState({ selection: { plate, wells: [...wells] } })
  pickWell(wells.at(-1))
}

/** The wells selected now on this plate: those of the map, or the one well picked elsewhere. */
export function useSelection(plate: string): string[] {
  const well = useReview((state) => state.well)
  const selection = useMarks((state) => state.selection)
  return useMemo(() => selected(plate, well, selection), [plate, well, selection])
}

function selected(
  plate: string,
  well: string | undefined,
  selection = useMarks.getState().selection,
): string[] {
  if (well === undefined) return []
  return selection.plate === plate && selection.wells.at(-1) === well ? selection.wells : [well]
}
