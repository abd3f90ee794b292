import type { ImageColumns } from './image-columns'

/** Columns that say which images are not independent: parts of one field, fields of one well. */
const CLUSTER_COLUMNS = ['cluster', 'mosaic', 'well']

/** What a table draws together for intervals and tests; undefined when it has none of the columns. */
export function clusterColumn(
  table: ImageColumns,
): { by: string; of: (image: string) => string | undefined } | undefined {
  const by = CLUSTER_COLUMNS.find((name) => table.columns.some((column) => column.toLowerCase() === name))
  if (!by) return undefined
  const of = (image: string) => {
    const value = table.value(image, by)
    // Every plate has a well A01.
    return by !== 'well' || value === undefined ? value : `${table.value(image, 'plate') ?? ''} ${value}`
  }
  return { by, of }
}
