import { pickWell, useReview } from '../../state/review-store'
import { useMarks } from './marks-store'
import { type PickHow, selectWells } from './select-wells'

/** Picks wells: the last one is shown at the right, all of them are marked together. */
export function pickWells(well: string, how: PickHow, known: ReadonlySet<string>): void {
  const { selection } = useMarks.getState()
  // A well picked in a table or plot has no selection of its own: it is where a rectangle begins.
  const shown = useReview.getState().well
  const from = shown !== undefined && selection.at(-1) !== shown ? [shown] : selection
  const next = selectWells(from, well, how, known)
  useMarks.setState({ selection: next })
  pickWell(next.at(-1))
}

export function pickOne(well: string): void {
  useMarks.setState({ selection: [well] })
  pickWell(well)
}

/** Picks all of these; the first one is shown. */
export function pickAll(wells: readonly string[]): void {
  if (wells.length === 0) return
  useMarks.setState({ selection: [...wells] })
  pickWell(wells.at(-1))
}

/** The wells selected now: those of the map, or the one well picked elsewhere. */
export function useSelection(): string[] {
  const well = useReview((state) => state.well)
  const selection = useMarks((state) => state.selection)
  if (well === undefined) return []
  return selection.at(-1) === well ? selection : [well]
}
