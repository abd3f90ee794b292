import { KaryonError } from '../errors'
import { imageNameOf, nameKey } from './readers/image-name'

/** What a table says of each image: group, fold, plate, any column. */
export interface ImageColumns {
  readonly file: string
  /** Column names as written, the image's name left out. */
  readonly columns: readonly string[]
  /** The value of a column for an image, undefined when the table has no row for it or the cell is empty. */
  value(image: string, column: string): string | undefined
}

const NAME_COLUMNS = ['id', 'image', 'imageid', 'image_id', 'name', 'file', 'filename', 'file_name']

/**
 * Reads a table with one row an image. The column called id, image, name or file names the image (extensions
 * and `_labels` do not count); without one it is the first.
 *
 * @param rows cells, the header first
 * @throws KaryonError `format-unknown` without a header and a row, `label-mismatch` when two rows of one image differ
 */
export function imageColumns(rows: readonly (readonly string[])[], file: string): ImageColumns {
  if (rows.length < 2 || rows[0].length < 2) {
    throw new KaryonError(
      'format-unknown',
      `${file} has no table of images: a header and at least two columns are needed.`,
      'Give a CSV with the image names in one column and their groups in another.',
      { file },
    )
  }
  const header = rows[0].map((cell) => cell.trim())
  const lower = header.map((cell) => cell.toLowerCase())
  const named = NAME_COLUMNS.map((name) => lower.indexOf(name)).find((at) => at >= 0) ?? 0
  const byImage = new Map<string, { number: number; cells: readonly string[] }>()
  for (let i = 1; i < rows.length; i++) {
    const key = nameKey(imageNameOf(rows[i][named] ?? ''))
    const before = byImage.get(key)
    if (before && before.cells.join('\n') !== rows[i].join('\n')) {
      throw new KaryonError(
        'label-mismatch',
        `${file} has two different rows for ${rows[i][named]}: ${before.number} and ${i + 1}.`,
        'Keep one row an image.',
        { file },
      )
    }
    if (!before) byImage.set(key, { number: i + 1, cells: rows[i] })
  }
  const rowOf = (image: string) => byImage.get(nameKey(image.replace(/^.*\//, '')))
  return {
    file,
    columns: header.filter((_, i) => i !== named),
    value: (image, column) => {
      const at = lower.indexOf(column.toLowerCase())
      const cell = at < 0 ? '' : (rowOf(image)?.cells[at] ?? '').trim()
      return cell === '' ? undefined : cell
    },
  }
}
