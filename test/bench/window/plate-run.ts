import { mkdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeTiff } from '@core/export/write-tiff'
import type { Nucleus } from '@core/measure/nucleus'
import { planeFileName, wellName } from '@core/simulate/metaxpress'
import { mulberry32, normal } from '@core/simulate/random'
import { countedRun } from './counted-run'

const SIDE = 16
const ROWS = 16
const COLUMNS = 24

function nucleiOf(count: number, random: () => number): Nucleus[] {
  return Array.from({ length: count }, (_, i) => {
    const areaPx = Math.round(Math.max(40, 320 + 90 * normal(random)))
    const mean = 900 + 700 * random()
    const diameter = Math.sqrt((4 * areaPx) / Math.PI)
    const x = 2048 * random()
    const y = 2048 * random()
    return {
      label: i + 1,
      areaPx,
      perimeterPx: Math.PI * diameter * 1.05,
      equivalentDiameterPx: diameter,
      centroidX: x,
      centroidY: y,
      bboxX: Math.floor(x - diameter / 2),
      bboxY: Math.floor(y - diameter / 2),
      bboxWidth: Math.ceil(diameter),
      bboxHeight: Math.ceil(diameter),
      eccentricity: 0.9 * random(),
      solidity: 1 - 0.1 * random(),
      touchesEdge: false,
      confidence: 1 - 0.6 * random() ** 2,
      intensities: [{ mean, integrated: mean * areaPx, min: mean * 0.4, max: mean * 1.8 }],
    }
  })
}

/** A 384-well plate of `sites` fields a well, with `total` nuclei in all, made up one by one. */
export async function plateRun(input: string, folder: string, sites: number, total: number): Promise<void> {
  mkdirSync(input, { recursive: true })
  const pixels = new Uint16Array(SIDE * SIDE).fill(300)
  const tiff = writeTiff({ width: SIDE, height: SIDE, samples: 1, data: pixels })
  const fields = ROWS * COLUMNS * sites
  for (let i = 0; i < fields; i++) {
    const well = wellName(Math.floor(i / sites / COLUMNS), Math.floor(i / sites) % COLUMNS)
    await writeFile(join(input, planeFileName('Million', well, (i % sites) + 1, 1, i)), tiff)
  }
  const random = mulberry32(11)
  let made = 0
  let image = 0
  await countedRun(input, folder, () => {
    image++
    const count = image === fields ? total - made : Math.floor((total * image) / fields) - made
    made += count
    return { widthPx: 2048, heightPx: 2048, nuclei: nucleiOf(count, random) }
  })
}
