import type { ChannelIntensity, Nucleus } from '../measure/nucleus'
import type { AtomicOptions } from './atomic'
import { writeCsv } from './csv'
import { type ImageRow, type NucleiOf, pixelAreaUm2, pixelLengthUm } from './image-row'
import type { CellValue, Column, ColumnKind, Table } from './table'

/** One nucleus with its image; `channelAt[c]` is the place of the table's channel `c` in its intensities. */
export interface NucleusRow {
  image: ImageRow
  nucleus: Nucleus
  channelAt: readonly number[]
}

/**
 * `nuclei.csv` as a table: image keys, every measurement, µm columns when any image has a pixel size, and four
 * intensity columns per channel; last, where an image was corrected by hand, which nuclei were. Channels are the union over all images in order of appearance; an image that
 * lacks one has empty cells there. Nuclei are fetched image by image.
 */
export function nucleiTable(rows: readonly ImageRow[], nucleiOf: NucleiOf): Table<NucleusRow> {
  const counted = rows.filter((row) => row.status === 'counted')
  const channels = [...new Set(counted.flatMap((row) => row.intensityChannels))]
  const columns = [...keyColumns, ...shapeColumns]
  if (counted.some((row) => row.pixelSizeUm)) columns.push(...micrometreColumns)
  channels.forEach((name, index) => {
    columns.push(...intensityColumns(name, index))
  })
  // Only where a person corrected something: other tables stay as scripts know them.
  if (counted.some((row) => row.flags.includes('corrected'))) {
    columns.push(of('corrected', 'boolean', (n) => n.byHand === true))
  }
  async function* nuclei(): AsyncGenerator<NucleusRow[]> {
    for (const image of counted) {
      const channelAt = channels.map((name) => image.intensityChannels.indexOf(name))
      const found = await nucleiOf(image)
      yield found.map((nucleus) => ({ image, nucleus, channelAt }))
    }
  }
  return { columns, batches: nuclei() }
}

/** A row per nucleus, however many there are. */
export async function writeNucleiCsv(
  path: string,
  rows: readonly ImageRow[],
  nucleiOf: NucleiOf,
  options: AtomicOptions = {},
): Promise<void> {
  await writeCsv(path, nucleiTable(rows, nucleiOf), options)
}

const keyColumns: Column<NucleusRow>[] = [
  { header: 'plate', kind: 'text', value: (r) => r.image.plate, width: 18 },
  { header: 'well', kind: 'text', value: (r) => r.image.well },
  { header: 'site', kind: 'text', value: (r) => r.image.site },
  { header: 't', kind: 'text', value: (r) => r.image.t },
  { header: 'file', kind: 'text', value: (r) => r.image.file, width: 44 },
]

const of = (header: string, kind: ColumnKind, value: (n: Nucleus) => CellValue): Column<NucleusRow> => ({
  header,
  kind,
  value: (r) => value(r.nucleus),
})

const shapeColumns: Column<NucleusRow>[] = [
  of('label', 'integer', (n) => n.label),
  of('area_px', 'integer', (n) => n.areaPx),
  of('perimeter_px', 'fixed', (n) => n.perimeterPx),
  of('equivalent_diameter_px', 'fixed', (n) => n.equivalentDiameterPx),
  of('centroid_x_px', 'fixed', (n) => n.centroidX),
  of('centroid_y_px', 'fixed', (n) => n.centroidY),
  of('bbox_x_px', 'integer', (n) => n.bboxX),
  of('bbox_y_px', 'integer', (n) => n.bboxY),
  of('bbox_width_px', 'integer', (n) => n.bboxWidth),
  of('bbox_height_px', 'integer', (n) => n.bboxHeight),
  of('eccentricity', 'fixed', (n) => n.eccentricity),
  of('solidity', 'fixed', (n) => n.solidity),
  of('touches_edge', 'boolean', (n) => n.touchesEdge),
  of('confidence', 'fixed', (n) => n.confidence),
]

type Size = { x: number; y: number }

const inMicrometres = (header: string, value: (n: Nucleus, size: Size) => number): Column<NucleusRow> => ({
  header,
  kind: 'fixed',
  value: (r) => r.image.pixelSizeUm && value(r.nucleus, r.image.pixelSizeUm),
})

const micrometreColumns: Column<NucleusRow>[] = [
  inMicrometres('area_um2', (n, size) => n.areaPx * pixelAreaUm2(size)),
  inMicrometres('perimeter_um', (n, size) => n.perimeterPx * pixelLengthUm(size)),
  inMicrometres('equivalent_diameter_um', (n, size) => n.equivalentDiameterPx * pixelLengthUm(size)),
  inMicrometres('centroid_x_um', (n, size) => n.centroidX * size.x),
  inMicrometres('centroid_y_um', (n, size) => n.centroidY * size.y),
]

function intensityColumns(name: string, index: number): Column<NucleusRow>[] {
  const label = name || `channel_${index + 1}`
  const column = (statistic: keyof ChannelIntensity): Column<NucleusRow> => ({
    header: `${statistic}_${label}`,
    kind: 'precise',
    value: (r) => r.nucleus.intensities[r.channelAt[index]!]?.[statistic],
  })
  return [column('mean'), column('integrated'), column('min'), column('max')]
}
