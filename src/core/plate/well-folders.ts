import { matchName, type NameMatch } from './match-name'
import { rowColumnToWell, wellToRowColumn } from './wells'

/** A path as it was matched, `/` between components, and what it fits. */
interface Matched {
  path: string
  match: NameMatch | undefined
}

/**
 * A folder that bears the name of the one well all its images are of (`MyPlate/B02`) names no plate: what lies in
 * it is read again as if it lay in the folder above. A plate may still be called `B02`, with other wells in it.
 */
export function readWellFolders(files: Matched[]): void {
  const folders = new Map<string, { files: Matched[]; well: string; one: boolean }>()
  for (const file of files) {
    const folder = folderCalledLikeWell(file)
    if (!folder) continue
    const known = folders.get(folder.path) ?? { files: [], well: folder.well, one: true }
    folders.set(folder.path, known)
    known.files.push(file)
    if (file.match?.well !== known.well) known.one = false
  }
  for (const [folder, { files: inside, one }] of folders) {
    if (!one) continue
    const above = folder.slice(0, folder.lastIndexOf('/') + 1)
    for (const file of inside)
      file.match = matchName(above + file.path.slice(folder.length + 1)) ?? file.match
  }
}

/** The folder that names the plate of a file, when it is called like a well. */
function folderCalledLikeWell({ path, match }: Matched): { path: string; well: string } | undefined {
  const plate = match?.folder.plate
  if (plate === undefined || /^\d+$/.test(plate)) return undefined
  const place = wellToRowColumn(plate)
  const well = place && rowColumnToWell(place.row, place.column)
  const at = path.lastIndexOf(`/${plate}/`)
  if (well === undefined) return undefined
  if (at >= 0) return { path: path.slice(0, at + 1 + plate.length), well }
  return path.startsWith(`${plate}/`) ? { path: plate, well } : undefined
}
