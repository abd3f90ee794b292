import { mkdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LabelTiffWriter } from '@core/export/label-tiff'
import { writeTiffBands } from '@core/export/write-tiff-bands'
import { measureNuclei } from '@core/measure/measure-nuclei'
import type { Nucleus } from '@core/measure/nucleus'
import { gridField } from '@core/simulate/grid-field'
import { mulberry32 } from '@core/simulate/random'
import { defaultOptics } from '@core/simulate/simulate-field'
import { simulateBands } from '@core/simulate/simulate-window'
import { countedRun } from './counted-run'

export interface FieldOptions {
  side: number
  /** Side of a cell of the grid; one nucleus in `fill` of them. */
  cellPx: number
  fill: number
}

/**
 * A field of generated nuclei as a TIFF in `input`, drawn band by band, and its run in `folder` with the true
 * label image. Bands end between rows of cells, so that none of them cuts a nucleus.
 */
export async function fieldRun(input: string, folder: string, options: FieldOptions): Promise<void> {
  const { side, cellPx, fill } = options
  const rows = cellPx * Math.max(1, Math.floor(512 / cellPx))
  const field = gridField({
    width: side,
    height: side,
    seed: 7,
    cellPx,
    diameterPx: Math.min(24, cellPx / 2),
    fill,
  })
  const nuclei: Nucleus[] = []
  const labels = new LabelTiffWriter(side, side)
  const random = mulberry32(3)
  const bands = function* () {
    for (const { y, image, labels: drawn } of simulateBands(field, rows, { ...defaultOptics })) {
      const height = drawn.height
      const raster = { width: side, height, samples: 1 as const, data: image }
      const options = { offsetY: y, imageWidth: side, imageHeight: side }
      for (const nucleus of measureNuclei(drawn.data, side, height, field.count, [raster], options))
        nuclei.push({ ...nucleus, confidence: 1 - 0.5 * random() ** 2 })
      labels.appendRows(drawn.data)
      yield image
    }
  }
  mkdirSync(input, { recursive: true })
  const file = join(input, 'field.tif')
  await writeTiffBands(file, { width: side, height: side, samples: 1, rowsPerBand: rows, bands: bands() })
  await countedRun(input, folder, () => ({ widthPx: side, heightPx: side, nuclei }))
  mkdirSync(join(folder, 'labels'), { recursive: true })
  await writeFile(join(folder, 'labels', 'field_labels.tif'), labels.finish(field.count))
}
