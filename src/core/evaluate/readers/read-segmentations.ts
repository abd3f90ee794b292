import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { KaryonError } from '../../errors'
import { cocoItems, isCoco } from './coco'
import { csvRows } from './csv-rows'
import { isGeoJson } from './geojson'
import { hasLabelSuffix, imageNameOf, nameKey } from './image-name'
import { kaggleItems } from './kaggle-csv'
import { foldersOf, labelImageItem, maskFolderItem } from './label-files'
import { labelFilesOfParts } from './label-files-of-parts'
import { IMAGE_FILE, listFiles } from './list-files'
import { geoJsonItem, readJson, roiItem } from './outline-files'
import type { SegmentationItem, SegmentationKind, SegmentationSet } from './segmentation'

const OUTLINE = /\.(geojson|roi|zip)$/i

/**
 * Finds the target masks or predictions under a path, whatever they are: a folder of label images, a folder of
 * folders with one mask a file, a Kaggle run-length CSV, a COCO or GeoJSON file, ImageJ ROIs, or a Karyon
 * results folder. Only names are read; the objects come with each item's `read`.
 *
 * @throws KaryonError `file-missing`, `folder-unreadable`, `format-unknown` or `nothing-to-count`
 */
export async function readSegmentations(path: string): Promise<SegmentationSet> {
  const info = await stat(path).catch(() => undefined)
  if (!info)
    throw new KaryonError('file-missing', `${path} does not exist.`, 'Check the path.', { file: path })
  const set = info.isDirectory() ? await readFolder(path) : await readSingle(dirname(path), path)
  if (set.items.length > 0) return set
  throw new KaryonError(
    'nothing-to-count',
    `${path} holds no segmentation.`,
    'Choose a folder of label images (PNG, TIFF), of one-nucleus masks, a run-length CSV, a COCO or GeoJSON file, an ImageJ ROI zip or a Karyon results folder.',
    { file: path },
  )
}

async function readSingle(root: string, path: string): Promise<SegmentationSet> {
  const found = (kind: SegmentationKind, items: SegmentationItem[]): SegmentationSet => ({
    path,
    kind,
    items,
    notes: [],
    ignored: [],
  })
  if (/\.csv$/i.test(path)) {
    return found('run lengths (CSV)', kaggleItems(csvRows(await readFile(path, 'utf8')), path))
  }
  if (/\.json$/i.test(path)) {
    const json = await readJson(path)
    if (isCoco(json)) return found('COCO', cocoItems(json, path))
    if (isGeoJson(json)) return found('GeoJSON', [geoJsonItem(root, path)])
    throw new KaryonError(
      'format-unknown',
      `${path} is neither COCO nor GeoJSON.`,
      'Export the annotations as COCO or GeoJSON.',
      { file: path },
    )
  }
  if (/\.geojson$/i.test(path)) return found('GeoJSON', [geoJsonItem(root, path)])
  if (OUTLINE.test(path)) return found('ImageJ ROIs', [roiItem(root, path)])
  if (IMAGE_FILE.test(path)) return found('label images', [labelImageItem(root, path)])
  throw new KaryonError(
    'format-unknown',
    `${path} is no kind of segmentation file Karyon reads.`,
    'Use PNG or TIFF label images, CSV run lengths, COCO, GeoJSON or ImageJ ROIs.',
    { file: path },
  )
}

async function readFolder(path: string): Promise<SegmentationSet> {
  const files = await listFiles(path)
  const labels = files.filter(
    (file) => /_labels\.tiff?$/i.test(file) && foldersOf(path, file)[0] === 'labels',
  )
  if (labels.length > 0 && files.includes(join(path, 'run.json'))) {
    const root = join(path, 'labels')
    return {
      path,
      kind: 'Karyon run',
      items: labels.map((file) => labelImageItem(root, file)),
      notes: [],
      ignored: [],
    }
  }
  const parts = labelFilesOfParts(path, files)
  if (parts) return readParts(path, files, parts)
  const masks = maskFolders(path, files)
  if (masks) return { path, kind: 'masks, one file a nucleus', items: masks, notes: [], ignored: [] }
  return readMixedFolder(path, files)
}

/** Items lie in the folders of their parts: predictions have no `masks` in between. */
function readParts(
  path: string,
  files: readonly string[],
  parts: { folder: string; files: readonly string[] },
): SegmentationSet {
  return {
    path,
    kind: 'label images',
    items: parts.files.map((file) => ({
      ...labelImageItem(path, file),
      folders: foldersOf(path, file).slice(0, -1),
    })),
    notes: [`${path}: the label images are taken from its folders "${parts.folder}" beside "images".`],
    ignored: files.filter((file) => !IMAGE_FILE.test(file)),
  }
}

/** Folders `<image>/masks/*.png`, or undefined when the folder is not laid out so. */
function maskFolders(root: string, files: readonly string[]): SegmentationItem[] | undefined {
  const byImage = new Map<string, string[]>()
  for (const file of files) {
    const parent = dirname(file)
    // A folder that is itself called "masks" holds label images: what it lies in was not chosen.
    if (!IMAGE_FILE.test(file) || parent === root) continue
    const kind = basename(parent).toLowerCase()
    if (kind !== 'masks' && kind !== 'images') continue
    const image = dirname(parent)
    const list = byImage.get(image) ?? []
    if (kind === 'masks') list.push(file)
    byImage.set(image, list)
  }
  const withMasks = [...byImage].filter(([, list]) => list.length > 0)
  if (withMasks.length === 0) return undefined
  if (byImage.has(root) && !isOneImage(root, files)) return undefined
  return [...byImage].map(([image, list]) => maskFolderItem(root, image, list))
}

/** `root/images` holds one image, so `root/masks` are its nuclei; with more images they are label images. */
function isOneImage(root: string, files: readonly string[]): boolean {
  return files.filter((file) => IMAGE_FILE.test(file) && dirname(file) === join(root, 'images')).length === 1
}

async function readMixedFolder(path: string, files: readonly string[]): Promise<SegmentationSet> {
  const notes: string[] = []
  let root = path
  let images = files.filter((file) => IMAGE_FILE.test(file))
  for (const name of ['labels', 'masks', 'targets']) {
    const inside = images.filter((file) => foldersOf(path, file)[0]?.toLowerCase() === name)
    if (inside.length === 0 || inside.length === images.length) continue
    notes.push(`${path}: the label images are taken from its folder "${foldersOf(path, inside[0])[0]}".`)
    root = join(path, foldersOf(path, inside[0])[0])
    images = inside
    break
  }
  if (root === path && areDrawnIn(images, files)) {
    const set = await readOutlineFolder(path, files)
    const left = `${path}: the objects are taken from its outlines; its images, ${images[0]} first, are left out.`
    return { ...set, notes: [left] }
  }
  if (images.length > 0) {
    const { items, left } = preferLabelNames(root, images)
    if (left.length > 0)
      notes.push(`${left.length} images beside label images of the same name are left out, ${left[0]} first.`)
    const used = new Set([...images])
    return { path, kind: 'label images', items, notes, ignored: files.filter((file) => !used.has(file)) }
  }
  return readOutlineFolder(path, files)
}

/** Outlines are saved beside the images they were drawn in: those are pictures, however much like label images. */
function areDrawnIn(images: readonly string[], files: readonly string[]): boolean {
  if (images.some(hasLabelSuffix)) return false
  const outlined = new Set(files.filter((file) => OUTLINE.test(file)).map(keyOf))
  return images.some((file) => outlined.has(keyOf(file)))
}

function keyOf(file: string): string {
  return nameKey(imageNameOf(file))
}

/** Where an image and its `_labels` file lie side by side, only the second holds objects. */
function preferLabelNames(
  root: string,
  images: readonly string[],
): { items: SegmentationItem[]; left: string[] } {
  const items = images.map((file) => labelImageItem(root, file))
  const groups = new Map<string, SegmentationItem[]>()
  for (const item of items) {
    const key = nameKey([...item.folders, item.name].join('/'))
    groups.set(key, [...(groups.get(key) ?? []), item])
  }
  const kept: SegmentationItem[] = []
  const left: string[] = []
  for (const group of groups.values()) {
    const named = group.filter((item) => hasLabelSuffix(item.file))
    const chosen = named.length > 0 ? named : group
    kept.push(...chosen)
    left.push(...group.filter((item) => !chosen.includes(item)).map((item) => item.file))
  }
  return { items: kept, left }
}

async function readOutlineFolder(path: string, files: readonly string[]): Promise<SegmentationSet> {
  const outlines = files.filter((file) => OUTLINE.test(file))
  const tables = files.filter((file) => /\.(csv|json)$/i.test(file))
  if (outlines.length > 0) {
    const items = outlines.map((file) =>
      /\.geojson$/i.test(file) ? geoJsonItem(path, file) : roiItem(path, file),
    )
    const kind = outlines.some((file) => /\.geojson$/i.test(file)) ? 'GeoJSON' : 'ImageJ ROIs'
    return { path, kind, items, notes: [], ignored: tables }
  }
  const sets: SegmentationSet[] = []
  const ignored: string[] = []
  for (const file of tables) {
    const set = await readSingle(path, file).catch((error: unknown) => {
      if (error instanceof KaryonError && error.code === 'format-unknown') return undefined
      throw error
    })
    if (set) sets.push(set)
    else ignored.push(file)
  }
  return {
    path,
    kind: sets[0]?.kind ?? 'label images',
    items: sets.flatMap((set) => set.items),
    notes: [],
    ignored,
  }
}
