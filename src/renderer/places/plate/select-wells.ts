import { parseWell, wellName } from '../../logic/wells'

/** How a pick changes the selection: alone, one more or less, or the rectangle from the last one. */
export type PickHow = 'only' | 'toggle' | 'range'

/**
 * The wells selected after a pick, the picked one last.
 * @param known wells that are there
 */
export function selectWells(
  selection: readonly string[],
  well: string,
  how: PickHow,
  known: ReadonlySet<string>,
): string[] {
  if (how === 'toggle') {
    const without = selection.filter((other) => other !== well)
    return without.length < selection.length && without.length > 0 ? without : [...without, well]
  }
  const anchor = selection[0]
  if (how === 'only' || anchor === undefined) return [well]
  return [
    anchor,
    ...rectangle(anchor, well).filter((at) => at !== anchor && at !== well && known.has(at)),
  ].concat(well === anchor ? [] : well)
}

/** All wells of the rectangle between two corners. */
function rectangle(a: string, b: string): string[] {
  const from = parseWell(a)
  const to = parseWell(b)
  if (!from || !to) return []
  const wells: string[] = []
  for (let row = Math.min(from.row, to.row); row <= Math.max(from.row, to.row); row++) {
    for (
      let column = Math.min(from.column, to.column);
      column <= Math.max(from.column, to.column);
      column++
    ) {
      wells.push(wellName({ row, column }))
    }
  }
  return wells
}

/** "B02", "3 wells, B02 to D02", "5 wells". */
export function selectionWords(selection: readonly string[]): string {
  if (selection.length < 2) return selection[0] ?? ''
  return `${selection.length} wells, ${selection[0]} to ${selection.at(-1)}`
}
