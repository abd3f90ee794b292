import { classifyLook } from '@core/classical/look/classify-look'
import { KaryonError } from '@core/errors'
import { clusterColumn } from '@core/evaluate/cluster-column'
import type { ComparedImage } from '@core/evaluate/compare-sets'
import { groupings, type OpenSetup } from './open-setup'

export interface Grouped {
  by: string
  of: (string | undefined)[]
  /** In words; undefined without groups. */
  source?: string
}

/**
 * The group of each image, by look, plate, well or a column of the table; its plates and wells go before those that
 * the run or names tell.
 * @param onProgress looks have to open every picture
 * @throws KaryonError `usage` for a column the table does not have; `signal`'s reason
 */
export async function groupImages(
  images: readonly ComparedImage[],
  open: OpenSetup,
  asked: string | undefined,
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<Grouped> {
  const possible = groupings(open)
  const by = asked ?? possible[0]!
  if (!possible.includes(by)) {
    throw new KaryonError('usage', `Images cannot be grouped by ${by}.`, `Choose ${possible.join(', ')}.`)
  }
  if (by === 'none') return { by, of: images.map(() => undefined) }
  if (by === 'look') {
    const of: (string | undefined)[] = []
    for (const image of images) {
      signal.throwIfAborted()
      const raster = await open.pictures.raster(image)
      of.push(raster && classifyLook(raster).group)
      onProgress(of.length, images.length)
    }
    const without = of.filter((group) => group === undefined).length
    if (without === images.length) return { by: 'none', of }
    const missing =
      without > 0 ? `; ${without} images were not found or have another size, and are in no group` : ''
    return { by, of, source: `look groups found from the images${missing}` }
  }
  if ((by === 'plate' || by === 'well') && !open.table?.columns.includes(by)) {
    const places = images.map((image) => open.places.of(image))
    const plates = new Set(places.map(({ plate }) => plate))
    const of = places.map((place) =>
      // The wells of one name on two plates hold different things.
      by === 'well' && plates.size > 1 && place.well ? `${place.plate ?? '–'} ${place.well}` : place[by],
    )
    const without = of.filter((group) => group === undefined).length
    const missing = without > 0 ? `; of ${without} images names tell none, and they are in no group` : ''
    return { by, of, source: `${by}s, as the run or the names tell them${missing}` }
  }
  const of = images.map((image) => open.table?.value(image.name, by))
  const without = of.filter((group) => group === undefined).length
  const missing = without > 0 ? `; ${without} images have no value there and are in no group` : ''
  return { by, of, source: `column "${by}" of ${open.table?.file}${missing}` }
}

/** What is drawn together for intervals and tests: a column of the table, else the wells of a run or of names. */
export function clustersOf(images: readonly ComparedImage[], { table, places }: OpenSetup) {
  const column = table && clusterColumn(table)
  if (column) return { by: column.by, of: (image: ComparedImage) => column.of(image.name) }
  const wells = new Set(images.map((image) => wellOf(image)))
  function wellOf(image: ComparedImage): string | undefined {
    const { plate, well } = places.of(image)
    return well === undefined ? undefined : `${plate ?? ''} ${well}`
  }
  return wells.has(undefined) || wells.size < 2 ? undefined : { by: 'well', of: wellOf }
}
