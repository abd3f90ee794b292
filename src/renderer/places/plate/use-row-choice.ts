import type { ImageRecord } from '@shared/run'
import { useMemo } from 'react'
import { readFilter } from '../../logic/row-filter'
import { namesOf } from './images-table'
import type { nucleusColumns } from './nucleus-columns'
import type { RowChoice } from './use-nuclei'

/** Power of the pixel size in what a column shows in µm. */
const POWER: Record<string, number> = { areaPx: 2, diameterPx: 1 }

/**
 * Which nuclei are shown: those of the images `among` (undefined = all) whose names hold the filter's words, as
 * far as they meet its conditions.
 */
export function useRowChoice(
  images: ImageRecord[],
  among: ImageRecord[] | undefined,
  columns: ReturnType<typeof nucleusColumns>,
  text: string,
  um: boolean,
): RowChoice {
  return useMemo(() => {
    const { words, conditions } = readFilter(text, columns)
    const last = images.reduce((most, { index }) => Math.max(most, index), 0)
    let keep: Uint8Array | undefined
    if (among || words) {
      keep = new Uint8Array(1 + last)
      for (const image of among ?? images)
        if (!words || namesOf(image).toLowerCase().includes(words)) keep[image.index] = 1
    }
    let pixelSize: Float32Array | undefined
    if (um) {
      pixelSize = new Float32Array(1 + last).fill(1)
      for (const { index, pixelSizeUm } of images) pixelSize[index] = pixelSizeUm ?? 1
    }
    return {
      keep,
      pixelSize,
      conditions: conditions.flatMap(({ column, how, than }) => {
        const found = columns.find(({ key }) => key === column)
        return found ? [{ column: found.key, how, than, power: um ? (POWER[column] ?? 0) : 0 }] : []
      }),
    }
  }, [images, among, columns, text, um])
}
