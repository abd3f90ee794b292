import type { ImageRecord } from '@shared/run'
import { int, measure, score } from './format'

export type MetricKey = 'count' | 'density' | 'area' | 'confidence' | 'intensity'

export interface Metric {
  key: MetricKey
  /** As in "Show Nuclei per field". */
  label: string
  of(image: ImageRecord): number | undefined
  format(value: number | undefined): string
  /** Fixed upper end, where the quantity has one. */
  top?: number
}

/** Mean area of an image's nuclei, in µm² where asked for and known. */
export function areaIn(image: ImageRecord, um: boolean): number | undefined {
  if (image.meanAreaPx === undefined) return undefined
  return um && image.pixelSizeUm ? image.meanAreaPx * image.pixelSizeUm ** 2 : image.meanAreaPx
}

/** True when lengths are wanted in µm and every counted image says its pixel size. */
export function inUm(images: ImageRecord[], units: 'um' | 'px'): boolean {
  const counted = images.filter((image) => image.state === 'done')
  return units === 'um' && counted.length > 0 && counted.every((image) => image.pixelSizeUm !== undefined)
}

/** Area is in µm² only when the pixel size of every image is known; then the label says so. */
export function metricsFor(images: ImageRecord[], units: 'um' | 'px'): Metric[] {
  const um = inUm(images, units)
  return [
    { key: 'count', label: 'Nuclei per field', of: (image) => image.count, format: int },
    ...(images.some((image) => image.densityPerMm2 !== undefined)
      ? [
          {
            key: 'density' as const,
            label: 'Nuclei per mm²',
            of: (i: ImageRecord) => i.densityPerMm2,
            format: int,
          },
        ]
      : []),
    {
      key: 'area',
      label: um ? 'Mean area, µm²' : 'Mean area, px',
      of: (image) => areaIn(image, um),
      format: measure,
    },
    // Not every segmenter has one.
    ...(images.some((image) => image.count && image.meanConfidence === undefined)
      ? []
      : [
          {
            key: 'confidence' as const,
            label: 'Mean confidence',
            of: (i: ImageRecord) => i.meanConfidence,
            format: score,
            top: 1,
          },
        ]),
    ...(images.some((image) => image.meanIntensity !== undefined)
      ? [
          {
            key: 'intensity' as const,
            label: 'Mean intensity',
            of: (i: ImageRecord) => i.meanIntensity,
            format: measure,
          },
        ]
      : []),
  ]
}

/** A round number at or above `value`: 1, 2 or 5 times a power of ten. The heat scale ends there. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  for (const step of [1, 2, 5, 10]) if (step * power >= value * (1 - 1e-9)) return step * power
  return 10 * power
}

/** Index of the 16 heat colours for a value between 0 and `top`. */
export function heatStep(value: number, top: number): number {
  return Math.max(0, Math.min(15, Math.floor((value / top) * 16)))
}
