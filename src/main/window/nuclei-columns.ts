import { mean } from '@core/measure/summarise'
import { type BinaryResult, NUCLEUS_COLUMNS, type NucleusColumn } from '@shared/contract'
import { intensityAt, NUCLEUS_FIELDS } from '@shared/nucleus-rows'
import { openPacked } from '../hosts/pack-nuclei'

/** Rows of one answer: 2.6 MB, made in some ten milliseconds. Answers hold whole images. */
const MOST_ROWS = 65_536

export interface CountedImage {
  index: number
  count?: number
  channel?: string
  intensityChannels?: string[]
  countedIntensities?: number[]
}

const PLACE: Partial<Record<NucleusColumn, number>> = {
  label: NUCLEUS_FIELDS.indexOf('label'),
  areaPx: NUCLEUS_FIELDS.indexOf('areaPx'),
  diameterPx: NUCLEUS_FIELDS.indexOf('equivalentDiameterPx'),
  x: NUCLEUS_FIELDS.indexOf('centroidX'),
  y: NUCLEUS_FIELDS.indexOf('centroidY'),
  eccentricity: NUCLEUS_FIELDS.indexOf('eccentricity'),
  solidity: NUCLEUS_FIELDS.indexOf('solidity'),
  confidence: NUCLEUS_FIELDS.indexOf('confidence'),
}

/**
 * Nuclei of a run as columns, image after image, beginning with the image at position `from`; `next` is where
 * the following answer begins. Read straight from the stored tables: a plate has hundreds of thousands, and
 * other work is let through every few images.
 *
 * @param packedOf an image's nuclei as stored (see pack-nuclei.ts)
 */
export async function nucleiColumns(
  images: readonly CountedImage[],
  packedOf: (index: number) => Uint8Array | undefined,
  from = 0,
  mostRows = MOST_ROWS,
): Promise<BinaryResult<'table.nuclei'>> {
  const total = images.reduce((sum, image) => sum + (image.count ?? 0), 0)
  let rows = 0
  let next = from
  while (next < images.length && (rows === 0 || rows + (images[next]!.count ?? 0) <= mostRows))
    rows += images[next++]!.count ?? 0
  const columns = NUCLEUS_COLUMNS.map(() => new Float32Array(rows))
  let at = 0
  let since = performance.now()
  for (const image of images.slice(from, next)) {
    const packed = image.count ? packedOf(image.index) : undefined
    if (packed) at += fill(columns, at, packed, image)
    if (performance.now() - since > 10) {
      await new Promise((resolve) => setImmediate(resolve))
      since = performance.now()
    }
  }
  const cut = at === rows ? columns : columns.map((column) => column.slice(0, at))
  return {
    meta: { rows: at, columns: [...NUCLEUS_COLUMNS], total, next: next < images.length ? next : undefined },
    buffers: cut.map((column) => column.buffer),
  }
}

/** Writes an image's nuclei from row `at` on, as many as there is room for; returns how many. */
function fill(columns: Float32Array[], at: number, packed: Uint8Array, image: CountedImage): number {
  const { count, channels, width, values } = openPacked(packed)
  const rows = Math.min(count, columns[0]!.length - at)
  const named = image.intensityChannels?.indexOf(image.channel ?? '') ?? 0
  const wanted = (image.countedIntensities ?? [named]).filter((place) => place >= 0 && place < channels)
  const counted = wanted.length > 0 || channels === 0 ? wanted : [0]
  NUCLEUS_COLUMNS.forEach((name, c) => {
    const column = columns[c]!
    const place = PLACE[name]
    for (let row = 0; row < rows; row++) {
      if (name === 'image') column[at + row] = image.index
      else if (name === 'intensity')
        column[at + row] = mean(counted.map((c) => values[row * width + intensityAt(c)]!)) ?? Number.NaN
      else column[at + row] = place === undefined ? Number.NaN : values[row * width + place]!
    }
  })
  return rows
}
