import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { classifyLook } from '../classical/look/classify-look'
import { nuclearSignal } from '../classical/nuclear-signal'
import type { Raster } from '../image/raster'
import type { ComparedImage } from './compare-sets'
import type { RgbaImage } from './error-map'
import { nameKey, stemOf } from './readers/image-name'
import { IMAGE_FILE, listFiles } from './readers/list-files'
import { readRaster } from './readers/read-raster'

/** The images that were segmented, by name. */
export interface ImageFiles {
  readonly path: string
  /** Undefined when there is no image of that name, or more than one. */
  find(image: Pick<ComparedImage, 'target' | 'folders'>): string | undefined
}

/** Where the images of a folder of targets usually lie: `images` beside it or in it, or in each image's own folder. */
export async function imagesBeside(targets: string): Promise<string | undefined> {
  const own = await stat(targets).catch(() => undefined)
  if (!own?.isDirectory()) return undefined
  for (const folder of [join(dirname(targets), 'images'), join(targets, 'images')]) {
    if (folder !== targets && (await stat(folder).catch(() => undefined))?.isDirectory()) return folder
  }
  const files = await listFiles(targets)
  return files.some((file) => basename(dirname(file)) === 'images') ? targets : undefined
}

/** All images of a folder; of a folder laid out `<image>/images/…` and `<image>/masks/…` the masks are passed over. */
export async function imageFiles(path: string): Promise<ImageFiles> {
  const byName = new Map<string, string[]>()
  for (const file of await listFiles(path)) {
    if (!IMAGE_FILE.test(file) || /^(masks|labels)$/i.test(basename(dirname(file)))) continue
    const key = nameKey(stemOf(file))
    byName.set(key, [...(byName.get(key) ?? []), file])
  }
  return {
    path,
    find: (image) => {
      const found = byName.get(nameKey(image.target.name)) ?? []
      if (found.length < 2) return found[0]
      const inFolders = found.filter((file) => basename(dirname(file)) === image.folders.at(-1))
      return inFolders.length === 1 ? inFolders[0] : undefined
    },
  }
}

/**
 * The look group of every image whose file is there and of the compared size; others have none.
 * @returns groups in the order of the images, and how many files could not be used
 */
export async function lookGroupsOf(
  images: readonly ComparedImage[],
  files: ImageFiles,
): Promise<{ groups: (string | undefined)[]; without: number }> {
  const groups: (string | undefined)[] = []
  for (const image of images) {
    const raster = await rasterOf(image, files)
    groups.push(raster && classifyLook(raster).group)
  }
  return { groups, without: groups.filter((group) => group === undefined).length }
}

/** The image as a person sees it, to draw an error map over; undefined when its file cannot be used. */
export async function pictureOf(image: ComparedImage, files: ImageFiles): Promise<RgbaImage | undefined> {
  const raster = await rasterOf(image, files)
  return raster && rgbaOf(raster)
}

/** Colour as it is (16 bits taken down to 8), gray between its .1 and 99.9 percentiles. */
export function rgbaOf(raster: Raster): RgbaImage {
  const { width, height, samples } = raster
  const data = new Uint8ClampedArray(width * height * 4).fill(255)
  const gray = samples === 1 ? nuclearSignal(raster, 'gray') : undefined
  const scale = raster.data instanceof Uint8Array ? 1 : 255 / 65535
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) data[i * 4 + c] = gray ? gray[i] * 255 : raster.data[i * samples + c] * scale
  }
  return { width, height, data }
}

/** The image's pixels; undefined when its file is not there, cannot be read or has another size. */
export async function rasterOf(image: ComparedImage, files: ImageFiles): Promise<Raster | undefined> {
  const path = files.find(image)
  // The images only group and illustrate: one that cannot be read takes nothing from the scores.
  const raster = path && (await readRaster(path).catch(() => undefined))
  return raster && raster.width === image.width && raster.height === image.height ? raster : undefined
}
