import type { OmePixels, OmeTiffData } from './ome-xml'

/** Which of the images in an OME-XML block this file holds, and how many of them. */
export interface OwnImage {
  pixels: OmePixels
  /** Its runs of planes that are in this file. */
  own: OmeTiffData[]
  /** Images of the block with planes in this file. */
  imagesHere: number
  /** The name its header gives the file, when that is another one. */
  formerName?: string
}

/**
 * The image that a file of an OME set holds: the first with planes in this file. Every file of a set carries the XML
 * of all of them, so the first image of the block may be another file's. A file that was renamed is known again when
 * everything in its header names one file and its pages suffice; undefined when the header speaks of other files only.
 * @param ownName this file's name; @param pageCount its pages
 */
export function ownImage(images: OmePixels[], ownName: string, pageCount: number): OwnImage | undefined {
  const here = images.map((pixels) => ({
    pixels,
    own: pixels.tiffData.filter((data) => isOwn(data, pixels.uuid, ownName)),
  }))
  const present = here.filter(({ pixels, own }) => own.length > 0 || pixels.tiffData.length === 0)
  // An entry that names this file says more than one that names none.
  const named = present.find(({ own }) => own.some((data) => !isUntold(data)))
  const found = named ?? present[0]
  if (found) return { ...found, imagesHere: present.length }
  const all = images.flatMap(({ tiffData }) => tiffData)
  const files = new Set(all.map(({ uuid, fileName }) => uuid ?? fileName))
  const planes = all.reduce((sum, { planeCount }) => sum + (planeCount ?? 1), 0)
  if (files.size !== 1 || planes > pageCount) return undefined
  const [pixels] = images
  return { pixels, own: pixels.tiffData, imagesHere: images.length, formerName: all[0].fileName }
}

function isOwn(data: OmeTiffData, uuid: string | undefined, ownName: string): boolean {
  if (isUntold(data)) return true
  if (data.uuid !== undefined && uuid !== undefined) return data.uuid === uuid
  return data.fileName === undefined || data.fileName === ownName
}

function isUntold({ uuid, fileName }: OmeTiffData): boolean {
  return uuid === undefined && fileName === undefined
}
