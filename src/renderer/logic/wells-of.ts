import { median } from '@core/measure/summarise'
import type { ImageFlag, ImageRecord } from '@shared/run'
import type { Metric } from './metrics'

export interface WellRow {
  plate: string
  well: string
  images: ImageRecord[]
  done: number
  failed: number
  running: number
  /** Median over the well's fields. */
  value?: number
  total?: number
  area?: number
  intensity?: number
  confidence?: number
  flags: ImageFlag[]
}

/** Mean of the values that are there. */
export const meanOf = (values: (number | undefined)[]) => {
  const known = values.filter((value): value is number => value !== undefined)
  return known.length ? known.reduce((a, b) => a + b, 0) / known.length : undefined
}

/** The plates of a run, in the order they were met. */
export function platesOf(images: ImageRecord[]): string[] {
  return [...new Set(images.filter((image) => image.well).map((image) => image.plate ?? ''))]
}

/** One row a well of one plate. Values of fields that failed or wait are left out. */
export function wellsOf(images: ImageRecord[], plate: string, metric: Metric): WellRow[] {
  const byWell = new Map<string, ImageRecord[]>()
  for (const image of images) {
    if (!image.well || (image.plate ?? '') !== plate) continue
    const list = byWell.get(image.well)
    if (list) list.push(image)
    else byWell.set(image.well, [image])
  }
  return [...byWell].map(([well, fields]) => {
    const done = fields.filter((image) => image.state === 'done')
    const values = done.map(metric.of).filter((value): value is number => value !== undefined)
    return {
      plate,
      well,
      images: fields,
      done: done.length,
      failed: fields.filter((image) => image.state === 'failed').length,
      running: fields.filter((image) => image.state === 'running').length,
      value: median(values) ?? undefined,
      total: done.length ? done.reduce((sum, image) => sum + (image.count ?? 0), 0) : undefined,
      area: meanOf(done.map((image) => image.meanAreaPx)),
      intensity: meanOf(done.map((image) => image.meanIntensity)),
      confidence: meanOf(done.map((image) => image.meanConfidence)),
      flags: [...new Set(fields.flatMap((image) => image.flags))],
    }
  })
}
