import type { Column, Table } from '../export/table'
import type { ErrorKind } from './error-list'
import type { Evaluation } from './evaluation'
import type { ImageScores } from './image-scores'
import type { ObjectRow } from './object-rows'
import { IOU_THRESHOLDS } from './thresholds'

interface ImageRow {
  image: string
  segmenter: string
  group?: string
  width: number
  height: number
  medianDiameterPx: number | null
  scores: ImageScores
  errors: Record<ErrorKind, number>
}

export interface ObjectTableRow extends ObjectRow {
  image: string
  segmenter: string
}

/** images.csv: a row an image and segmenter. */
export function imageTable(evaluation: Evaluation): Table<ImageRow> {
  const rows = evaluation.images.flatMap((image, i) =>
    evaluation.segmenters.map((segmenter, s) => ({
      image: image.name,
      segmenter: segmenter.name,
      group: evaluation.groupOf[i],
      width: image.width,
      height: image.height,
      medianDiameterPx: image.medianDiameterPx,
      scores: image.scores[s],
      errors: image.errors[s],
    })),
  )
  const integer = (header: string, value: (row: ImageRow) => number): Column<ImageRow> => ({
    header,
    kind: 'integer',
    value,
  })
  const precise = (header: string, value: (row: ImageRow) => number | null): Column<ImageRow> => ({
    header,
    kind: 'precise',
    value: (row) => value(row) ?? undefined,
  })
  const perThreshold = (name: string, list: (scores: ImageScores) => readonly number[]) =>
    IOU_THRESHOLDS.map((t, k) => precise(`${name}_${Math.round(t * 100)}`, (row) => list(row.scores)[k]))
  return {
    columns: [
      { header: 'image', kind: 'text', value: (row) => row.image },
      { header: 'segmenter', kind: 'text', value: (row) => row.segmenter },
      { header: 'group', kind: 'text', value: (row) => row.group },
      integer('width_px', (row) => row.width),
      integer('height_px', (row) => row.height),
      precise('median_target_diameter_px', (row) => row.medianDiameterPx),
      integer('targets', (row) => row.scores.targets),
      integer('predictions', (row) => row.scores.predictions),
      integer('count_error', (row) => row.scores.countError),
      precise('relative_count_error', (row) => row.scores.relativeCountError),
      precise('S', (row) => row.scores.S),
      precise('mean_F1', (row) => row.scores.meanF1),
      precise('mean_best_IoU', (row) => row.scores.meanBestIou),
      integer('missed_70', (row) => row.scores.missed),
      integer('extra_70', (row) => row.scores.extra),
      integer('split', (row) => row.scores.split),
      integer('merged', (row) => row.scores.merged),
      integer('errors_missed', (row) => row.errors.missed),
      integer('errors_extra', (row) => row.errors.extra),
      integer('errors_poor_outline', (row) => row.errors['poor outline']),
      ...perThreshold('F1', (scores) => scores.f1),
      ...perThreshold('precision', (scores) => scores.precision),
      ...perThreshold('recall', (scores) => scores.recall),
    ],
    batches: [rows],
  }
}

/** objects.csv: a row a target and a row a prediction, for each segmenter. */
export const OBJECT_COLUMNS: readonly Column<ObjectTableRow>[] = [
  { header: 'image', kind: 'text', value: (row) => row.image },
  { header: 'segmenter', kind: 'text', value: (row) => row.segmenter },
  { header: 'side', kind: 'text', value: (row) => row.side },
  { header: 'label', kind: 'integer', value: (row) => row.label },
  { header: 'area_px', kind: 'integer', value: (row) => row.areaPx },
  { header: 'best_IoU', kind: 'precise', value: (row) => row.bestIou },
  { header: 'best_label', kind: 'integer', value: (row) => row.bestLabel },
  { header: 'matched_50', kind: 'boolean', value: (row) => row.at50 },
  { header: 'matched_70', kind: 'boolean', value: (row) => row.at70 },
  { header: 'matched_90', kind: 'boolean', value: (row) => row.at90 },
  { header: 'overlapping_above_10', kind: 'integer', value: (row) => row.partners },
]
