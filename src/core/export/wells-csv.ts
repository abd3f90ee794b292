import { aggregateWells, type WellRow } from './aggregate-wells'
import type { AtomicOptions } from './atomic'
import { writeCsv } from './csv'
import { type ImageRow, wellParts } from './image-row'
import type { Column, Table } from './table'

const wellsColumns: readonly Column<WellRow>[] = [
  { header: 'plate', kind: 'text', value: (w) => w.plate, width: 18 },
  { header: 'well', kind: 'text', value: (w) => w.well },
  { header: 'row', kind: 'text', value: (w) => wellParts(w.well).row },
  { header: 'column', kind: 'integer', value: (w) => wellParts(w.well).column },
  { header: 'images', kind: 'integer', value: (w) => w.images },
  { header: 'images_failed', kind: 'integer', value: (w) => w.imagesFailed },
  { header: 'total', kind: 'integer', value: (w) => w.total },
  { header: 'mean', kind: 'fixed', value: (w) => w.mean },
  { header: 'sd', kind: 'fixed', value: (w) => w.sd },
  { header: 'density_per_mm2', kind: 'fixed', value: (w) => w.densityPerMm2 },
  { header: 'mean_area_px', kind: 'fixed', value: (w) => w.meanAreaPx },
  { header: 'mean_area_um2', kind: 'fixed', value: (w) => w.meanAreaUm2 },
  { header: 'mean_confidence', kind: 'fixed', value: (w) => w.meanConfidence },
  { header: 'images_left_out', kind: 'integer', value: (w) => w.imagesLeftOut },
  { header: 't', kind: 'text', value: (w) => w.t },
]

export function wellsTable(rows: readonly ImageRow[]): Table<WellRow> {
  return { columns: wellsColumns, batches: [aggregateWells(rows)] }
}

/** A row per well; only its header when no image lies in a well. */
export async function writeWellsCsv(
  path: string,
  rows: readonly ImageRow[],
  options: AtomicOptions = {},
): Promise<void> {
  await writeCsv(path, wellsTable(rows), options)
}
