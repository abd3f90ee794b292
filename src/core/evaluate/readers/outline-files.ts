import { readFile } from 'node:fs/promises'
import { unzipSync } from 'fflate'
import { KaryonError } from '../../errors'
import { geoJsonObjects } from './geojson'
import { imageNameOf } from './image-name'
import { parseRoi, type RoiShape } from './imagej-roi'
import { foldersOf } from './label-files'
import { plural } from './object-painter'
import { ovalRing } from './oval'
import { extentOf, type OutlineObject, paintOutlines } from './paint-outlines'
import type { SegmentationItem } from './segmentation'

/** One GeoJSON file: the objects of one image. */
export function geoJsonItem(root: string, path: string): SegmentationItem {
  const load = async () => geoJsonObjects(await readJson(path), path)
  return outlineItem(root, path, load)
}

/** One zip of ImageJ ROIs, or one single `.roi`: the objects of one image. */
export function roiItem(root: string, path: string): SegmentationItem {
  const load = async () => roiObjects(await readRois(path), path)
  return outlineItem(root, path, load)
}

interface Outlines {
  readonly objects: readonly OutlineObject[]
  readonly notes: readonly string[]
}

function outlineItem(root: string, path: string, load: () => Promise<Outlines>): SegmentationItem {
  return {
    name: imageNameOf(path),
    folders: foldersOf(root, path),
    file: path,
    sources: [path],
    knowsSize: false,
    read: async (size) => {
      const { objects, notes } = await load()
      const painted = paintOutlines(objects, size ?? extentOf(objects), path)
      return { ...painted, notes: [...notes, ...painted.notes] }
    },
    extent: async () => extentOf((await load()).objects),
  }
}

/** A parsed JSON file. @throws KaryonError `image-damaged` with the parser's words */
export async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8')
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    throw new KaryonError(
      'image-damaged',
      `${path} is no complete JSON file: ${(error as Error).message}.`,
      'Export it again from the program that made it.',
      { file: path, cause: error },
    )
  }
}

async function readRois(path: string): Promise<{ name: string; shape: RoiShape }[]> {
  const bytes = new Uint8Array(await readFile(path))
  if (/\.roi$/i.test(path)) return [{ name: path, shape: parseRoi(bytes, path) }]
  let files: Record<string, Uint8Array>
  try {
    files = unzipSync(bytes, { filter: (entry) => /\.roi$/i.test(entry.name) })
  } catch (error) {
    throw new KaryonError(
      'image-damaged',
      `${path} is no complete zip file: ${(error as Error).message}.`,
      'Save the ROIs again from the ROI Manager.',
      { file: path, cause: error },
    )
  }
  return Object.entries(files).map(([name, content]) => ({
    name,
    shape: parseRoi(content, `${name} in ${path}`),
  }))
}

function roiObjects(rois: readonly { name: string; shape: RoiShape }[], path: string): Outlines {
  const objects: OutlineObject[] = []
  let noArea = 0
  rois.forEach(({ shape }, i) => {
    if (shape.kind === 'no area') noArea++
    else objects.push({ fileLabel: i + 1, parts: [shape.kind === 'rings' ? shape.rings : [ovalRing(shape)]] })
  })
  return {
    objects,
    notes: noArea === 0 ? [] : [`${path}: ${plural(noArea, 'ROI')} without an area left out.`],
  }
}
