import { KaryonError } from '../../errors'
import { imageNameOf } from './image-name'
import { ObjectPainter } from './object-painter'
import { paintKaggleRuns } from './run-lengths'
import type { ImageSize, Segmentation, SegmentationItem } from './segmentation'

interface Row {
  number: number
  runs: string
  size?: ImageSize
}

/**
 * The images of a Kaggle run-length CSV: a row a nucleus, columns `ImageId` and `EncodedPixels`, and `Height`
 * and `Width` where the file has them (the Bowl's stage-2 solution has). A row without runs makes an image
 * without nuclei.
 *
 * @param rows cells, the header first
 * @throws KaryonError `format-unknown` when the two columns are not there
 */
export function kaggleItems(rows: readonly (readonly string[])[], file: string): SegmentationItem[] {
  const header = (rows[0] ?? []).map((cell) => cell.trim().toLowerCase())
  // The first of these names that is there: a file may number its rows in a column `id` beside ImageId.
  const column = (...names: string[]) => header.indexOf(names.find((name) => header.includes(name)) ?? '')
  const id = column('imageid', 'image_id', 'image', 'id')
  const runs = column('encodedpixels', 'encoded_pixels', 'rle')
  if (id < 0 || runs < 0) {
    throw new KaryonError(
      'format-unknown',
      `${file} has no columns ImageId and EncodedPixels; it has ${header.join(', ') || 'no header'}.`,
      'Choose the CSV with one row a nucleus, as Kaggle uses it.',
      { file },
    )
  }
  const width = column('width')
  const height = column('height')
  const images = new Map<string, Row[]>()
  for (let i = 1; i < rows.length; i++) {
    const name = (rows[i][id] ?? '').trim()
    const size = { width: Number(rows[i][width]), height: Number(rows[i][height]) }
    const row = {
      number: i + 1,
      runs: (rows[i][runs] ?? '').trim(),
      size: size.width > 0 && size.height > 0 ? size : undefined,
    }
    const list = images.get(name)
    if (list) list.push(row)
    else images.set(name, [row])
  }
  return [...images].map(([name, own]) => ({
    name: imageNameOf(name),
    folders: name.split(/[\\/]/).slice(0, -1),
    file: `${name} in ${file}`,
    sources: [file],
    knowsSize: own[0].size !== undefined,
    read: async (size) => paintRows(own, own[0].size ?? size, name, file),
  }))
}

function paintRows(
  rows: readonly Row[],
  size: ImageSize | undefined,
  name: string,
  file: string,
): Segmentation {
  if (!size) {
    throw new KaryonError(
      'label-mismatch',
      `${file} does not say how large the image ${name} is, and what it is compared with does not either.`,
      'Add columns Height and Width, or compare with label images.',
      { file },
    )
  }
  const painter = new ObjectPainter(size)
  for (const row of rows) {
    if (row.runs === '') continue
    painter.next(row.number)
    paintKaggleRuns(painter, row.runs, size, `Row ${row.number} of ${file} (${name})`)
  }
  return painter.finish(`${name} in ${file}`)
}
