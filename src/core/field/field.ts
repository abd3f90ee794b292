import { KaryonError } from '../errors'
import type { PixelWindow, Raster } from '../image/raster'
import { wholeWindow } from '../image/windows'
import type { ChannelInfo, ImageMetadata, ImageSource } from '../io/image-source'
import { openImage } from '../io/open-image'
import { channelNames } from '../plate/channel-names'
import type { ImageSet } from '../plate/plate-image'
import { projectMaximum } from './project'

/** One channel of a field: where its planes are. Several planes are projected (maximum). */
export interface FieldChannel {
  info: ChannelInfo
  key?: string
  /** What tables call it, as no other channel of the image; undefined for the only one without a name. */
  name?: string
  /** Its place in `ImageSet.channels`, or in the file when the channels lie inside one. */
  index: number
  planes: { path: string; c: number; z: number; t: number }[]
}

/** Whole planes up to this many bytes are read once and kept; larger ones are read by window. */
const KEEP_WHOLE_BYTES = 160 * 2 ** 20

/**
 * One field of view, ready to read: all channels of one image set at one time point, whichever files they lie
 * in, z planes projected by maximum. Files are opened read-only, when first needed.
 */
export class Field {
  readonly width: number
  readonly height: number
  private readonly sources = new Map<string, Promise<ImageSource>>()
  private readonly whole = new Map<number, Promise<Raster>>()

  private constructor(
    readonly set: ImageSet,
    readonly metadata: ImageMetadata,
    readonly channels: FieldChannel[],
    first: ImageSource,
    private readonly signal?: AbortSignal,
  ) {
    this.width = metadata.width
    this.height = metadata.height
    this.sources.set(set.files[0].path, Promise.resolve(first))
  }

  /**
   * @param time index of the time point inside the files, for files that hold several.
   * @throws KaryonError as `openImage`; `plane-missing` when the set's files do not fit together.
   */
  static async open(set: ImageSet, time = 0, signal?: AbortSignal): Promise<Field> {
    const first = await openImage(set.files[0].path, { signal })
    return new Field(set, first.metadata, channelsOf(set, first.metadata, time), first, signal)
  }

  /** How many z planes the counted channel is projected from. */
  planesOf(channel: number): number {
    return this.channels[channel].planes.length
  }

  /** What the (first) file of a channel says: number type and samples may differ between channels. */
  async metadataOf(channel: number): Promise<ImageMetadata> {
    return (await this.source(this.channels[channel].planes[0].path)).metadata
  }

  /** Reads a window of a channel (projected when it has several planes). */
  async read(channel: number, window: PixelWindow): Promise<Raster> {
    const bytesPerPixel = this.metadata.samples * 8
    if (this.width * this.height * bytesPerPixel > KEEP_WHOLE_BYTES * 2) return this.project(channel, window)
    let whole = this.whole.get(channel)
    if (!whole) {
      whole = this.project(channel, wholeWindow(this.width, this.height))
      this.whole.set(channel, whole)
    }
    return crop(await whole, window)
  }

  async close(): Promise<void> {
    const open = await Promise.allSettled(this.sources.values())
    await Promise.all(
      open.map((source) => (source.status === 'fulfilled' ? source.value.close() : undefined)),
    )
  }

  private async project(channel: number, window: PixelWindow): Promise<Raster> {
    let projected: Raster | undefined
    for (const { path, c, z, t } of this.channels[channel].planes) {
      const source = await this.source(path)
      const plane = await source.readPlane({ c, z, t }, window, this.signal)
      if (!projected) projected = plane
      else if (isAlike(projected, plane)) projectMaximum(projected, plane)
      else throw this.unlike(channel, path)
    }
    return projected!
  }

  private unlike(channel: number, path: string): KaryonError {
    const first = this.channels[channel].planes[0].path
    return new KaryonError(
      'plane-missing',
      `The z planes of this field differ in bit depth or colour: ${path} is not stored as ${first} is.`,
      'Check that both files belong to the same field; re-export it from the microscope software.',
      { file: path },
    )
  }

  private async source(path: string): Promise<ImageSource> {
    let opening = this.sources.get(path)
    if (!opening) {
      opening = openImage(path, { signal: this.signal })
      this.sources.set(path, opening)
    }
    const source = await opening
    const { width, height } = source.metadata
    if (width !== this.width || height !== this.height) {
      throw new KaryonError(
        'plane-missing',
        `The channels of this field differ in size: ${width} × ${height} px here, ${this.width} × ${this.height} px in ${this.set.files[0].path}.`,
        'Check that both files belong to the same field; re-export it from the microscope software.',
        { file: path },
      )
    }
    return source
  }
}

/**
 * The channels that are there: from inside the file when it holds several, else one per kind of file. A
 * channel whose files are missing at this field is left out.
 */
function channelsOf(set: ImageSet, metadata: ImageMetadata, time: number): FieldChannel[] {
  const zs = Array.from({ length: metadata.sizeZ }, (_, z) => z)
  if (metadata.sizeC > 1) {
    const names = channelNames(metadata.channels.map((info) => ({ info })))
    return metadata.channels.map((info, c) => ({
      info,
      name: names[c],
      index: c,
      planes: set.files.flatMap(({ path }) => zs.map((z) => ({ path, c, z, t: time }))),
    }))
  }
  const channels = set.channels.map(({ key, info }, index) => ({
    key,
    index,
    info: { ...(set.channels.length === 1 ? metadata.channels[0] : undefined), ...info },
    planes: set.files
      .filter((file) => file.channel === index)
      .flatMap(({ path }) => zs.map((z) => ({ path, c: 0, z, t: time }))),
  }))
  // Named before any is left out: the same channel has one name in every field of a plate.
  const names = channelNames(channels)
  return channels
    .map((channel, index) => ({ ...channel, name: names[index] }))
    .filter(({ planes }) => planes.length > 0)
}

/** Of one number type and number of samples, so that their values can be compared. */
function isAlike(a: Raster, b: Raster): boolean {
  return a.samples === b.samples && a.data.constructor === b.data.constructor
}

function crop(raster: Raster, window: PixelWindow): Raster {
  const { width, samples } = raster
  if (window.width === width && window.height === raster.height) return raster
  const row = window.width * samples
  const data = raster.data.slice(0, row * window.height)
  for (let y = 0; y < window.height; y++) {
    const from = ((window.y + y) * width + window.x) * samples
    data.set(raster.data.subarray(from, from + row) as never, y * row)
  }
  return { width: window.width, height: window.height, samples, data }
}
