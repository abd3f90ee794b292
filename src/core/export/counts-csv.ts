import type { AtomicOptions } from './atomic'
import { writeCsv } from './csv'
import { type ImageRow, imageAreaMm2, pixelAreaUm2, pixelLengthUm, wellParts } from './image-row'
import type { Column, Table } from './table'

/** `counts.csv`: scripts depend on the names and the order up to `seconds`; new columns go behind. */
const countsColumns: readonly Column<ImageRow>[] = [
  { header: 'plate', kind: 'text', value: (r) => r.plate, width: 18 },
  { header: 'well', kind: 'text', value: (r) => r.well },
  { header: 'row', kind: 'text', value: (r) => wellParts(r.well).row },
  { header: 'column', kind: 'integer', value: (r) => wellParts(r.well).column },
  { header: 'site', kind: 'text', value: (r) => r.site },
  { header: 'channel', kind: 'text', value: (r) => r.channel, width: 14 },
  { header: 'z', kind: 'text', value: (r) => r.z },
  { header: 't', kind: 'text', value: (r) => r.t },
  { header: 'file', kind: 'text', value: (r) => r.file, width: 44 },
  { header: 'width_px', kind: 'integer', value: (r) => r.widthPx },
  { header: 'height_px', kind: 'integer', value: (r) => r.heightPx },
  { header: 'pixel_size_um', kind: 'precise', value: (r) => r.pixelSizeUm && pixelLengthUm(r.pixelSizeUm) },
  { header: 'count', kind: 'integer', value: ifCounted((r) => r.count) },
  { header: 'mean_area_px', kind: 'fixed', value: ifCounted((r) => r.meanAreaPx) },
  { header: 'median_diameter_px', kind: 'fixed', value: ifCounted((r) => r.medianDiameterPx) },
  { header: 'mean_confidence', kind: 'fixed', value: ifCounted((r) => r.meanConfidence) },
  { header: 'flags', kind: 'text', value: (r) => r.flags.join('; ') || undefined, width: 16 },
  { header: 'status', kind: 'text', value: (r) => r.status, width: 10 },
  { header: 'error', kind: 'text', value: (r) => r.error?.message, width: 30 },
  { header: 'model', kind: 'text', value: (r) => r.model, width: 16 },
  { header: 'device', kind: 'text', value: (r) => r.device, width: 12 },
  { header: 'seconds', kind: 'fixed', value: (r) => r.seconds },
  { header: 'mean_area_um2', kind: 'fixed', value: ifCounted(meanAreaUm2) },
  { header: 'median_diameter_um', kind: 'fixed', value: ifCounted(medianDiameterUm) },
  { header: 'density_per_mm2', kind: 'fixed', value: ifCounted(density) },
  { header: 'touching_edge', kind: 'integer', value: ifCounted((r) => r.touchingEdge) },
  { header: 'scale', kind: 'fixed', value: (r) => r.scale },
  { header: 'error_code', kind: 'text', value: (r) => r.error?.code, width: 16 },
  { header: 'remedy', kind: 'text', value: (r) => r.error?.remedy, width: 30 },
  { header: 'notes', kind: 'text', value: (r) => r.notes.join(' ') || undefined, width: 40 },
]

export function countsTable(rows: readonly ImageRow[]): Table<ImageRow> {
  return { columns: countsColumns, batches: [rows] }
}

/** A row per image; an image that failed has its error sentence and no numbers. */
export async function writeCountsCsv(
  path: string,
  rows: readonly ImageRow[],
  options: AtomicOptions = {},
): Promise<void> {
  await writeCsv(path, countsTable(rows), options)
}

/** A failed image has no count: not even one that was kept by mistake. */
function ifCounted<T>(value: (row: ImageRow) => T | undefined): (row: ImageRow) => T | undefined {
  return (row) => (row.status === 'counted' ? value(row) : undefined)
}

function meanAreaUm2(row: ImageRow): number | undefined {
  if (row.meanAreaPx === undefined || !row.pixelSizeUm) return undefined
  return row.meanAreaPx * pixelAreaUm2(row.pixelSizeUm)
}

function medianDiameterUm(row: ImageRow): number | undefined {
  if (row.medianDiameterPx === undefined || !row.pixelSizeUm) return undefined
  return row.medianDiameterPx * pixelLengthUm(row.pixelSizeUm)
}

function density(row: ImageRow): number | undefined {
  const area = imageAreaMm2(row)
  return area === undefined || row.count === undefined ? undefined : row.count / area
}
