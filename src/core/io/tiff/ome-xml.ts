import { XMLParser } from 'fast-xml-parser'
import type { ChannelInfo } from '../image-source'
import { micrometresPer } from '../pixel-size'

/** One run of planes in a file of an OME set: which page it begins at and which plane that is. */
export interface OmeTiffData {
  ifd?: number
  firstC: number
  firstZ: number
  firstT: number
  planeCount?: number
  uuid?: string
  fileName?: string
}

export interface OmePixels {
  /** Identifier of the file the XML was written into, when it has one. */
  uuid?: string
  sizeX: number
  sizeY: number
  sizeC: number
  sizeZ: number
  sizeT: number
  /** Such as XYCZT: the axis after Y varies fastest. */
  dimensionOrder: string
  /** Samples of each channel: 1 gray, 3 RGB. */
  samplesPerChannel: number[]
  channels: ChannelInfo[]
  pixelSizeUm?: { x: number; y: number }
  tiffData: OmeTiffData[]
}

type Node = Record<string, unknown>

/** Whether an ImageDescription is OME-XML. */
export function isOmeXml(description: string): boolean {
  return /<(?:\w+:)?OME[\s>]/.test(description.slice(0, 4096)) && /OME>\s*$/.test(description.slice(-64))
}

/** The file that holds the metadata of a set, when this one holds pixels only. */
export function omeCompanion(xml: string): string | undefined {
  const only = list(parse(xml)?.BinaryOnly)[0]
  return only && text(only['@MetadataFile'])
}

/**
 * The pixels of every image in an OME-XML block (OME data model, 2003 to 2016 schemas); none when the XML cannot be
 * understood.
 */
export function parseOmeXml(xml: string): OmePixels[] {
  const root = parse(xml)
  if (!root) return []
  return list(root.Image)
    .map((image) => list(image.Pixels)[0])
    .filter((pixels) => pixels !== undefined)
    .map((pixels) => pixelsOf(pixels, text(root['@UUID'])))
}

function pixelsOf(pixels: Node, uuid: string | undefined): OmePixels {
  const size = (axis: string) => Math.max(1, integer(pixels[`@Size${axis}`]) ?? 1)
  const channelNodes = list(pixels.Channel)
  const samplesPerChannel = channelNodes.map((c) => integer(c['@SamplesPerPixel']) ?? 1)
  return {
    uuid,
    sizeX: size('X'),
    sizeY: size('Y'),
    sizeC: size('C'),
    sizeZ: size('Z'),
    sizeT: size('T'),
    dimensionOrder: text(pixels['@DimensionOrder'])?.toUpperCase() ?? 'XYCZT',
    samplesPerChannel,
    channels: channelNodes.map(channelInfo),
    pixelSizeUm: pixelSize(pixels),
    tiffData: list(pixels.TiffData).map(tiffData),
  }
}

function parse(xml: string): Node | undefined {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    removeNSPrefix: true,
    parseAttributeValue: false,
    parseTagValue: false,
    processEntities: true,
  })
  try {
    const document = parser.parse(xml) as Node
    return isNode(document.OME) ? document.OME : undefined
  } catch {
    return undefined
  }
}

function channelInfo(node: Node): ChannelInfo {
  const name = text(node['@Name']) ?? text(node['@Fluor'])
  const emission = wavelengthNm(node, 'Emission')
  const excitation = wavelengthNm(node, 'Excitation')
  const ways = [text(node['@ContrastMethod']), text(node['@IlluminationType'])].join(' ').toLowerCase()
  const transmitted = /brightfield|phase|dic|hoffman|oblique|polarized|transmitted/.test(ways)
  return {
    ...(name ? { name } : {}),
    ...(excitation === undefined ? {} : { excitationNm: excitation }),
    ...(emission === undefined ? {} : { emissionNm: emission }),
    ...(transmitted ? { transmitted } : {}),
  }
}

function wavelengthNm(node: Node, kind: string): number | undefined {
  const value = Number(text(node[`@${kind}Wavelength`]) ?? Number.NaN)
  const unit = text(node[`@${kind}WavelengthUnit`]) ?? 'nm'
  const um = micrometresPer(unit)
  return value > 0 && um !== undefined ? value * um * 1000 : undefined
}

function pixelSize(pixels: Node): { x: number; y: number } | undefined {
  const side = (axis: string) => {
    const value = Number(text(pixels[`@PhysicalSize${axis}`]) ?? Number.NaN)
    const um = micrometresPer(text(pixels[`@PhysicalSize${axis}Unit`]) ?? 'um')
    return value > 0 && Number.isFinite(value) && um !== undefined ? value * um : undefined
  }
  const x = side('X')
  const y = side('Y')
  return x === undefined || y === undefined ? undefined : { x, y }
}

function tiffData(node: Node): OmeTiffData {
  const uuid = list(node.UUID)[0] ?? node.UUID
  return {
    ifd: integer(node['@IFD']),
    firstC: integer(node['@FirstC']) ?? 0,
    firstZ: integer(node['@FirstZ']) ?? 0,
    firstT: integer(node['@FirstT']) ?? 0,
    planeCount: integer(node['@PlaneCount']) ?? integer(node['@NumPlanes']),
    uuid: isNode(uuid) ? text(uuid['#text']) : text(uuid),
    fileName: isNode(uuid) ? text(uuid['@FileName']) : undefined,
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An element that may be there never, once or often; an empty one parses as text. */
function list(value: unknown): Node[] {
  if (Array.isArray(value)) return value.map((v) => (isNode(v) ? v : {}))
  if (isNode(value)) return [value]
  return value === '' ? [{}] : []
}

function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

function integer(value: unknown): number | undefined {
  const number = Number(text(value) ?? Number.NaN)
  return Number.isInteger(number) && number >= 0 ? number : undefined
}
