import { plausiblePixelSize } from '../pixel-size'
import type { OwnImage } from './ome-own-image'
import type { OmeTiffData } from './ome-xml'
import type { PlaneMap, PlanePlace } from './plane-map'

interface Cell {
  c: number
  z: number
  t: number
  place: PlanePlace
}

/**
 * The planes of an OME-TIFF. Where the planes of a set lie in several files, only those of this file are offered:
 * the axes shrink to what is here when that is a full block, otherwise they keep their sizes and planes are missing.
 * @param channelsPerPage gray samples of one page that are channels of their own
 */
export function omePlanes(image: OwnImage, pageCount: number, channelsPerPage: number): PlaneMap {
  const { pixels: ome, own, imagesHere, formerName } = image
  const notes: string[] = []
  // A channel of several samples (RGB) counts once for every sample in SizeC, but is one page.
  const perChannel = ome.samplesPerChannel.length > 0 ? Math.max(...ome.samplesPerChannel) : 1
  const sizeC =
    perChannel > 1 && channelsPerPage === 1 ? Math.max(1, Math.round(ome.sizeC / perChannel)) : ome.sizeC
  const size: Sizes = { c: Math.max(1, Math.floor(sizeC / channelsPerPage)), z: ome.sizeZ, t: ome.sizeT }
  const order = axisOrder(ome.dimensionOrder)
  const elsewhere = ome.tiffData.length - own.length
  const cells = cellsOf(own, size, order, pageCount, ome.tiffData.length === 0)
  if (elsewhere > 0)
    notes.push(
      `part of a set: ${cells.length} of ${size.c * size.z * size.t} planes are in this file, the rest in others`,
    )
  if (imagesHere > 1) notes.push(`the file holds ${imagesHere} images; the first is read`)
  if (formerName) notes.push(`its header calls it ${formerName}: it was renamed`)
  if (elsewhere === 0 && cells.length < size.c * size.z * size.t) {
    notes.push(`${cells.length} of the ${size.c * size.z * size.t} planes its header lists are in the file`)
  }
  if (cells.length === 0) cells.push({ c: 0, z: 0, t: 0, place: { page: 0 } })
  const box = blockOf(cells)
  const used = box ?? { c: all(size.c), z: all(size.z), t: all(size.t) }
  const places = new Map(cells.map((cell) => [`${cell.c},${cell.z},${cell.t}`, cell.place]))
  const channelIndices = used.c.flatMap((c) =>
    Array.from({ length: channelsPerPage }, (_, s) => c * channelsPerPage + s),
  )
  return {
    format: 'ome-tiff',
    sizeC: channelIndices.length,
    sizeZ: used.z.length,
    sizeT: used.t.length,
    channels: channelIndices.map((i) => ome.channels[i] ?? {}),
    pixelSizeUm: ome.pixelSizeUm && plausiblePixelSize(ome.pixelSizeUm.x, ome.pixelSizeUm.y),
    pagesUntold: false,
    planes: pageCount,
    notes,
    place(c, z, t) {
      const found = places.get(`${used.c[Math.floor(c / channelsPerPage)]},${used.z[z]},${used.t[t]}`)
      return found && { ...found, sample: c % channelsPerPage }
    },
  }
}

interface Sizes {
  c: number
  z: number
  t: number
}

type Axis = keyof Sizes

function axisOrder(dimensionOrder: string): Axis[] {
  const axes = [...dimensionOrder.replace(/[XYS]/g, '').toLowerCase()].filter((a): a is Axis =>
    'czt'.includes(a),
  )
  return new Set(axes).size === 3 ? axes : ['c', 'z', 't']
}

/** Every plane in this file with its page; later entries for the same plane do not replace earlier ones. */
function cellsOf(own: OmeTiffData[], size: Sizes, order: Axis[], pageCount: number, untold: boolean): Cell[] {
  const total = size.c * size.z * size.t
  const cells = new Map<number, Cell>()
  const put = (index: number, page: number) => {
    if (index >= total || page >= pageCount || cells.has(index)) return
    cells.set(index, { ...positionOf(index, size, order), place: { page } })
  }
  if (untold) for (let i = 0; i < Math.min(total, pageCount); i++) put(i, i)
  own.forEach((data, i) => {
    // Without a plane count an entry with a page is one plane; one without is everything (the whole file).
    const count =
      data.planeCount ?? (data.ifd === undefined && own.length === 1 ? Math.min(total, pageCount) : 1)
    const first = indexOf({ c: data.firstC, z: data.firstZ, t: data.firstT }, size, order)
    const page = data.ifd ?? (own.length === 1 ? 0 : i)
    for (let k = 0; k < Math.min(count, total); k++) put(first + k, page + k)
  })
  return [...cells.values()]
}

function indexOf(position: Sizes, size: Sizes, order: Axis[]): number {
  let index = 0
  let step = 1
  for (const axis of order) {
    index += position[axis] * step
    step *= size[axis]
  }
  return index
}

function positionOf(index: number, size: Sizes, order: Axis[]): Sizes {
  const position: Sizes = { c: 0, z: 0, t: 0 }
  let rest = index
  for (const axis of order) {
    position[axis] = rest % size[axis]
    rest = Math.floor(rest / size[axis])
  }
  return position
}

/** The indices along each axis when the cells fill a block of them, else undefined. */
function blockOf(cells: Cell[]): Record<Axis, number[]> | undefined {
  const distinct = (axis: Axis) => [...new Set(cells.map((cell) => cell[axis]))].sort((a, b) => a - b)
  const box = { c: distinct('c'), z: distinct('z'), t: distinct('t') }
  return box.c.length * box.z.length * box.t.length === cells.length ? box : undefined
}

function all(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i)
}
