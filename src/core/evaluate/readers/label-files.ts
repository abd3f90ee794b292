import { relative, sep } from 'node:path'
import { KaryonError } from '../../errors'
import { PALETTE_INDICES } from '../../io/image-source'
import { imageNameOf } from './image-name'
import { labelsFromRaster } from './label-raster'
import { ObjectPainter } from './object-painter'
import { readRaster } from './read-raster'
import type { Segmentation, SegmentationItem } from './segmentation'

const LABELS = { storedNumbers: true }

/** Folders between `root` and a file in it. */
export function foldersOf(root: string, path: string): string[] {
  return relative(root, path).split(sep).slice(0, -1)
}

/** One label image. */
export function labelImageItem(root: string, path: string): SegmentationItem {
  return {
    name: imageNameOf(path),
    folders: foldersOf(root, path),
    file: path,
    sources: [path],
    knowsSize: true,
    read: () => readLabels(path),
  }
}

async function readLabels(path: string): Promise<Segmentation> {
  const said: string[] = []
  const labels = labelsFromRaster(await readRaster(path, LABELS, (note) => said.push(note)), path)
  // A picture reduced to a palette is no label image, which only a person can tell.
  if (!said.includes(PALETTE_INDICES)) return labels
  return { ...labels, notes: [`${path}: ${PALETTE_INDICES}, 0 as background.`, ...labels.notes] }
}

/**
 * The objects of one image as the Bowl's training data keeps them: a folder with one mask a file, any pixel
 * above 0 belonging to the nucleus. Files are taken in the order of their names.
 */
export function maskFolderItem(
  root: string,
  imageFolder: string,
  masks: readonly string[],
): SegmentationItem {
  const path = relative(root, imageFolder)
  const parts = path === '' ? [imageFolder.split(sep).at(-1)!] : path.split(sep)
  return {
    name: parts.at(-1)!,
    folders: parts.slice(0, -1),
    file: imageFolder,
    sources: masks,
    knowsSize: masks.length > 0,
    read: (size) => readMasks(imageFolder, [...masks].sort(), size),
  }
}

async function readMasks(
  folder: string,
  masks: readonly string[],
  size?: { width: number; height: number },
): Promise<Segmentation> {
  let painter = size && masks.length === 0 ? new ObjectPainter(size) : undefined
  let expected = size
  for (let i = 0; i < masks.length; i++) {
    const raster = await readRaster(masks[i], LABELS)
    if (!painter) {
      painter = new ObjectPainter(raster)
      expected = raster
    }
    if (raster.width !== expected!.width || raster.height !== expected!.height) {
      throw new KaryonError(
        'label-mismatch',
        `${masks[i]} is ${raster.width} × ${raster.height} pixels, but the masks before it are ${expected!.width} × ${expected!.height}.`,
        'All masks of one image have the size of the image.',
        { file: masks[i] },
      )
    }
    painter.next(i + 1)
    const { data, samples } = raster
    for (let at = 0; at < data.length; at += samples) if (data[at] > 0) painter.pixel(at / samples)
  }
  if (!painter) {
    throw new KaryonError(
      'label-mismatch',
      `${folder} holds no masks, so its image's size is unknown.`,
      'Give predictions that know their size.',
      { file: folder },
    )
  }
  return painter.finish(folder)
}
