import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { copyFile, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { segmentClassical } from '@core/classical/segment-classical'
import { csvRows } from '@core/evaluate/readers/csv-rows'
import { readRaster } from '@core/evaluate/readers/read-raster'
import type { LabelImage } from '@core/image/label-image'
import { simulateField } from '@core/simulate/simulate-field'
import sharp from 'sharp'
import { pngBytes } from '../evaluate/fixtures'

const shared = resolve('../shared/data/dsb2018')
export const real = existsSync(join(shared, 'index.csv'))
if (!real) console.log('Evaluate end to end: ../shared is not there, so generated fields are scored.')

const EACH_GROUP = 9

/** Targets and images of a few images of each look (or generated ones), as a person would keep them. */
export async function targets(folder: string): Promise<string[]> {
  mkdirSync(join(folder, 'labels'), { recursive: true })
  mkdirSync(join(folder, 'images'))
  const names: string[] = []
  if (real) {
    const taken = new Map<string, number>()
    for (const [id, group, height, width] of csvRows(readFileSync(join(shared, 'index.csv'), 'utf8')).slice(
      1,
    )) {
      const n = taken.get(group!) ?? 0
      if (n >= EACH_GROUP || Number(height) * Number(width) > 400_000) continue
      taken.set(group!, n + 1)
      names.push(id!)
      for (const kind of ['labels', 'images'])
        await copyFile(join(shared, kind, `${id}.png`), join(folder, kind, `${id}.png`))
    }
    return names
  }
  for (let i = 0; i < 8; i++) {
    const name = `field-${i + 1}`
    const field = simulateField({ width: 256, height: 256, nuclei: 40, seed: i + 1 })
    const most = Array.from(field.image).reduce((m, v) => Math.max(m, v), 1)
    const gray = Uint8Array.from(field.image, (v) => (255 * v) / most)
    await sharp(gray, { raw: { width: 256, height: 256, channels: 1 } })
      .png()
      .toFile(join(folder, 'images', `${name}.png`))
    const labels = { width: 256, height: 256, data: field.labels }
    await writeFile(join(folder, 'labels', `${name}.png`), await pngBytes(labels))
    names.push(name)
  }
  return names
}

/** Two segmentations of the same images: the classical reference, and it with one pipeline for all looks. */
export async function predictions(folder: string, data: string, names: string[]): Promise<void> {
  for (const kind of ['classical', 'one-pipeline']) mkdirSync(join(folder, kind))
  for (const name of names) {
    const raster = await readRaster(join(data, 'images', `${name}.png`))
    const write = async (kind: string, labels: LabelImage) =>
      writeFile(join(folder, kind, `${name}_labels.png`), await pngBytes(labels))
    await write('classical', segmentClassical(raster).labels)
    await write('one-pipeline', segmentClassical(raster, { group: 'small fluorescent' }).labels)
  }
}

/**
 * Target masks for the images of a run: what it found itself, but that the first nucleus of each image is no
 * target, so that each image has one nucleus extra. Images without nuclei get an empty mask.
 */
export async function masksOfRun(labels: string, to: string): Promise<void> {
  mkdirSync(to, { recursive: true })
  const files = readdirSync(labels, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.tif'),
  )
  for (const file of files) {
    const { width, height, data } = await readRaster(join(labels, file))
    const kept = Uint16Array.from(data as ArrayLike<number>, (label) => (label === 1 ? 0 : label))
    const name = basename(file).replace(/_labels\.tif$/, '.png')
    await writeFile(join(to, name), await pngBytes({ width, height, data: kept }))
  }
}
