import { micrometresPer, plausiblePixelSize } from '../pixel-size'
import type { Ifd } from './ifd'
import type { PageLayout } from './page-layout'
import type { PlaneMap } from './plane-map'
import { Compression, Tag } from './tags'
import { rowByteLength } from './unpack-samples'

/** Whether an ImageDescription was written by ImageJ. */
export function isImageJ(description: string): boolean {
  return description.startsWith('ImageJ=')
}

/** The `key=value` lines of ImageJ's description. */
function parseImageJDescription(description: string): Map<string, string> {
  const values = new Map<string, string>()
  for (const line of description.split(/\r?\n/)) {
    const at = line.indexOf('=')
    if (at > 0) values.set(line.slice(0, at).trim(), line.slice(at + 1).trim())
  }
  return values
}

/**
 * The planes of an ImageJ TIFF: channels vary fastest, then slices, then frames. Large stacks have one directory
 * only; their planes then lie behind each other, from the first strip on.
 * @param fileSize to know how many planes of a one-directory stack are really there
 */
export async function imageJPlanes(
  description: string,
  ifds: Ifd[],
  first: PageLayout,
  fileSize: number,
  channelsPerPage: number,
): Promise<PlaneMap> {
  const values = parseImageJDescription(description)
  const number = (key: string) => Math.max(1, Math.floor(Number(values.get(key) ?? 1)) || 1)
  const notes: string[] = []
  const planeBytes = rowByteLength(first.width * first.samples, first.bits) * first.height
  const told = number('images')
  const oneDirectory = ifds.length === 1 && told > 1 && first.compression === Compression.None
  const fitting = Math.floor((fileSize - first.offsets[0]) / planeBytes)
  const images = oneDirectory ? Math.max(1, Math.min(told, fitting)) : ifds.length
  if (oneDirectory && images < told) notes.push(`the file ends early: ${images} of ${told} planes are there`)
  let sizeC = number('channels')
  const sizeZ = number('slices')
  let sizeT = number('frames')
  let untold = false
  let depth = sizeZ
  if (sizeC * sizeZ * sizeT !== images) {
    if (sizeC * sizeZ * sizeT > images || images % (sizeC * sizeZ) !== 0) {
      // What the text says does not fit the planes: they lie along time, as in a plain stack.
      untold = images > 1
      if (sizeC * sizeZ * sizeT > 1)
        notes.push(`ImageJ's text tells of ${sizeC * sizeZ * sizeT} planes, the file has ${images}`)
      sizeC = 1
      depth = 1
      sizeT = images
    } else {
      untold = !values.has('frames') && !values.has('slices')
      sizeT = images / (sizeC * sizeZ)
    }
  }
  const names = sizeC * channelsPerPage > 1 ? await sliceLabels(ifds[0]) : []
  return {
    format: 'imagej-tiff',
    sizeC: sizeC * channelsPerPage,
    sizeZ: depth,
    sizeT,
    channels: Array.from({ length: sizeC * channelsPerPage }, (_, c) => {
      const name = depth === 1 && sizeT === 1 ? channelName(names[c]) : undefined
      return name ? { name } : {}
    }),
    pixelSizeUm: await imageJPixelSize(values, ifds[0]),
    pagesUntold: untold,
    planes: images,
    notes,
    place(c, z, t) {
      const channel = Math.floor(c / channelsPerPage)
      if (channel >= sizeC || z >= depth || t >= sizeT) return undefined
      const plane = (t * depth + z) * sizeC + channel
      const sample = c % channelsPerPage
      return oneDirectory ? { page: 0, shift: plane * planeBytes, sample } : { page: plane, sample }
    },
  }
}

async function imageJPixelSize(
  values: Map<string, string>,
  ifd: Ifd,
): Promise<{ x: number; y: number } | undefined> {
  const unit = values.get('unit') ?? ''
  const um = micrometresPer(unit) ?? micrometresPer(values.get('yunit') ?? '')
  if (um === undefined) return undefined
  const x = await ifd.number(Tag.XResolution)
  const y = await ifd.number(Tag.YResolution)
  return plausiblePixelSize(x ? um / x : undefined, y ? um / y : undefined)
}

/** Slice labels from ImageJ's private metadata tags (ij.io.TiffDecoder), empty when there are none. */
async function sliceLabels(ifd: Ifd): Promise<string[]> {
  try {
    const counts = await ifd.numbers(Tag.ImageJMetadataCounts)
    const bytes = await ifd.bytes(Tag.ImageJMetadata)
    if (!counts || !bytes || counts.length < 2) return []
    const little = ifd.header.littleEndian
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    let entry = 1
    let at = counts[0]
    for (let type = 0; type < (counts[0] - 4) / 8; type++) {
      const id = view.getUint32(4 + type * 8, little)
      const n = view.getUint32(8 + type * 8, little)
      // 'labl'
      if (id === 0x6c61626c) {
        const labels: string[] = []
        for (let i = 0; i < n && entry < counts.length; i++, entry++) {
          labels.push(utf16(view, at, counts[entry], little))
          at += counts[entry]
        }
        return labels
      }
      for (let i = 0; i < n; i++, entry++) at += counts[entry] ?? 0
    }
  } catch {
    // Labels are a courtesy: damaged ones are as good as none.
  }
  return []
}

function utf16(view: DataView, at: number, bytes: number, little: boolean): string {
  let text = ''
  for (let i = 0; i + 1 < bytes; i += 2) text += String.fromCharCode(view.getUint16(at + i, little))
  return text
}

/** A label such as "c:1/3 - DAPI" names its channel; file names and counters do not. */
function channelName(label: string | undefined): string | undefined {
  const name = label
    ?.split('\n')[0]
    .replace(/^\s*(?:[czt]:\d+\/\d+\s*)+-?\s*/i, '')
    .trim()
  return name && !/\.(tiff?|png|jpe?g|czi|nd2|lif)\b/i.test(name) ? name : undefined
}
