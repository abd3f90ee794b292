import { basename } from 'node:path'
import type { ByteSource } from '../byte-source'
import { plausibleTagPixelSize } from '../pixel-size'
import type { Ifd } from './ifd'
import { imageJPlanes, isImageJ } from './imagej'
import { isMetaXpress, parseMetaXpress } from './metaxpress'
import { ownImage } from './ome-own-image'
import { omePlanes } from './ome-planes'
import { isOmeXml, type OmePixels, omeCompanion, parseOmeXml } from './ome-xml'
import { type PlaneMap, plainPlanes } from './plane-map'
import { stackPlanes } from './stack-planes'
import { Compression, Tag } from './tags'
import type { TiffPages } from './tiff-pages'

/** Finds out which plane is where: OME-XML, ImageJ's description, MetaXpress, or simply page by page. */
export async function mapPlanes(source: ByteSource, pages: TiffPages, channels: number): Promise<PlaneMap> {
  const { ifds, first } = pages
  const description = (await textOrNothing(ifds[0], Tag.ImageDescription)) ?? ''
  if (isOmeXml(description)) {
    const images = parseOmeXml(description)
    const own = ownImage(images, basename(source.path), ifds.length)
    if (own) return omePlanes(own, ifds.length, channels)
    if (images.length > 0) return foreignPlanes(pages, channels, images)
  }
  if (isImageJ(description)) return imageJPlanes(description, ifds, first, source.size, channels)
  if (ifds[0].count(Tag.MetaMorphUic2) > 1 && ifds.length === 1 && first.compression === Compression.None) {
    return stackPlanes(first, ifds[0].count(Tag.MetaMorphUic2), source.size)
  }
  return pagePlanes(pages, channels, description)
}

/** A file whose OME header describes other files only: which of them it was cannot be told, so no name and size is taken. */
async function foreignPlanes(pages: TiffPages, channels: number, images: OmePixels[]): Promise<PlaneMap> {
  const map = await pagePlanes(pages, channels, '')
  const names = images.flatMap(({ tiffData }) => tiffData.map(({ fileName }) => fileName))
  const some = [...new Set(names.filter((name) => name !== undefined))].slice(0, 2)
  map.format = 'ome-tiff'
  map.pixelSizeUm = undefined
  map.notes.push(
    `its OME header describes other files${some.length > 0 ? ` (${some.join(', ')} …)` : ''}, so it was probably renamed: pages stand for themselves, without channel names and pixel size`,
  )
  return map
}

/** Page by page, with what the description tells besides. */
async function pagePlanes(
  { ifds, first }: TiffPages,
  channels: number,
  description: string,
): Promise<PlaneMap> {
  const same: number[] = []
  for (let i = 0; i < ifds.length; i++) if (i === 0 || (await isFullPage(ifds[i], first))) same.push(i)
  const map = plainPlanes(same, channels)
  map.planes = ifds.length
  if (same.length < ifds.length) {
    map.notes.push(
      `${ifds.length - same.length} of ${ifds.length} pages are thumbnails or differ in size and are left out`,
    )
  }
  map.pixelSizeUm = await resolutionPixelSize(ifds[0])
  const companion = isOmeXml(description) ? omeCompanion(description) : undefined
  if (companion) {
    map.format = 'ome-tiff'
    map.pixelSizeUm = undefined
    map.notes.push(
      `its OME metadata is in another file (${companion}), which is not read: pages stand for themselves`,
    )
  }
  if (isMetaXpress(description)) {
    const told = parseMetaXpress(description)
    map.pixelSizeUm = told.pixelSizeUm ?? map.pixelSizeUm
    if (channels === 1) map.channels = [told.channel]
  }
  return map
}

/** Descriptions are a courtesy: one that cannot be read must not cost the image. */
async function textOrNothing(ifd: Ifd, tag: number): Promise<string | undefined> {
  try {
    return await ifd.text(tag)
  } catch {
    return undefined
  }
}

/** A page of the first one's size that is neither a reduced copy nor a mask. */
async function isFullPage(ifd: Ifd, first: { width: number; height: number }): Promise<boolean> {
  try {
    const kind = (await ifd.number(Tag.NewSubfileType)) ?? 0
    if ((kind & 5) !== 0) return false
    return (
      (await ifd.number(Tag.ImageWidth)) === first.width &&
      (await ifd.number(Tag.ImageLength)) === first.height
    )
  } catch {
    return false
  }
}

/** Micrometres per pixel from the resolution tags, when they are a microscope's and not a printer's. */
async function resolutionPixelSize(ifd: Ifd): Promise<{ x: number; y: number } | undefined> {
  try {
    const unit = (await ifd.number(Tag.ResolutionUnit)) ?? 2
    const um = unit === 2 ? 25_400 : unit === 3 ? 10_000 : undefined
    const x = await ifd.number(Tag.XResolution)
    const y = await ifd.number(Tag.YResolution)
    if (um === undefined || !x || !y) return undefined
    return plausibleTagPixelSize(um / x, um / y)
  } catch {
    return undefined
  }
}
