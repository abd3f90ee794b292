import { sortsFiles } from '../plate/folders'
import { isNotPlate } from '../plate/parse-name'
import { parseNames } from '../plate/parse-names'
import { rowColumnToWell, wellToRowColumn } from '../plate/wells'

/** Where an image was taken, as far as names tell. */
export interface ImagePlace {
  readonly plate?: string
  /** As `B02`. */
  readonly well?: string
  readonly site?: string
}

/** A folder named after a well and nothing else: `B2`, `b02`, `Well B02`, `well_AA12`. */
const WELL_FOLDER = /^(?:well[ _-]?)?([a-z]{1,2}\d{1,2})$/i

/** Folders that hold masks and name no plate. */
const MASK_FOLDER = /^(?:labels?|masks?|targets?|predictions?|segmentations?|results?|ground[ _-]?truth|gt)$/i

/**
 * Plate, well and site of images from their paths: as the naming conventions read file names, and where those say
 * no well, from a folder named after one. A single well may be chance (`A4`, `T2`), so folders are believed only
 * when they name two or more.
 *
 * @param paths one an image, `/` between components, the image's own name last, without `_labels` and the like
 * @returns one place an image, in order; empty where nothing is told
 */
export function placesFromNames(paths: readonly string[]): ImagePlace[] {
  const plain = paths.map(withoutMaskFolders)
  // Names are read with the ending of an image: conventions know pictures, not masks.
  const parsed = parseNames(plain.map((path) => `${path}.tif`))
  const places = parsed.map((result): ImagePlace => {
    if (isNotPlate(result)) return {}
    const { plate, well, site } = result
    return { plate, well, site }
  })
  const folders = plain.map((path, i) => (places[i].well === undefined ? fromFolders(path) : undefined))
  const wells = new Set(folders.map((place) => place?.well).filter((well) => well !== undefined))
  if (wells.size < 2) return places
  return places.map((place, i) => folders[i] ?? place)
}

function withoutMaskFolders(path: string): string {
  const parts = path.split('/')
  return parts.filter((part, i) => i === parts.length - 1 || !MASK_FOLDER.test(part)).join('/')
}

/** The innermost folder that is a well, and the nearest one above it that names something. */
function fromFolders(path: string): ImagePlace | undefined {
  const parts = path.split('/')
  const name = parts.pop()
  for (let i = parts.length - 1; i >= 0; i--) {
    const well = wellOf(parts[i])
    if (well === undefined) continue
    const above = parts.slice(0, i).reverse()
    return { plate: above.find((folder) => folder !== '' && !sortsFiles(folder)), well, site: name }
  }
  return undefined
}

function wellOf(folder: string): string | undefined {
  const text = WELL_FOLDER.exec(folder)?.[1]
  const at = text === undefined ? undefined : wellToRowColumn(text.toUpperCase())
  return at && rowColumnToWell(at.row, at.column)
}
