import type { ImageRecord } from '@shared/run'
import { qualityFlag } from '../../logic/flags'
import type { Metric } from '../../logic/metrics'
import { pickImage } from '../../state/review-store'
import { pickOne } from './pick-wells'
import type { ScaledRow, Shown } from './plate-scale'

/** One dot of the distribution. */
export interface PlotPoint {
  key: string
  value: number
  flagged: boolean
  name: string
  pick(): void
}

/** Dots that stand together, with the words under them. */
export interface PlotGroup {
  name: string
  /** Controls are drawn hollow. */
  control: boolean
  points: PlotPoint[]
}

/** Wells by what they hold, negative controls left and positive ones right of the samples. Wells left out are not drawn. */
export function wellGroups(rows: readonly ScaledRow[], shown: Shown): PlotGroup[] {
  const of = (content: ScaledRow['content']) =>
    rows.flatMap((row) => {
      const value = row.content === content ? shown.of(row) : undefined
      if (value === undefined) return []
      return [
        {
          key: row.well,
          value,
          flagged: qualityFlag(row.flags) !== undefined,
          name: row.well,
          pick: () => pickOne(row.well),
        },
      ]
    })
  const negative = { name: 'negative', control: true, points: of('negative') }
  const positive = { name: 'positive', control: true, points: of('positive') }
  const controls = negative.points.length + positive.points.length
  const samples = { name: controls > 0 ? 'samples' : 'wells', control: false, points: of('sample') }
  return [negative, samples, positive].filter((group) => group.points.length > 0 || group === samples)
}

/** Images of a folder, all in one group. */
export function imageGroup(images: readonly ImageRecord[], metric: Metric): PlotGroup {
  const points = images.flatMap((image) => {
    const value = metric.of(image)
    if (value === undefined) return []
    return [
      {
        key: String(image.index),
        value,
        flagged: qualityFlag(image.flags) !== undefined,
        name: image.file,
        pick: () => pickImage(image.index, image),
      },
    ]
  })
  return { name: 'images', control: false, points }
}
