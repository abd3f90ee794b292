import type { BinaryArgs, BinaryResult, Histogram, ImageView } from '@shared/contract'
import { FieldCache } from './field-cache'
import type { FieldSource } from './field-source'
import { histogramOf } from './histogram'
import { levelsOf, Pyramid, TILE } from './pyramid'
import { thumbnailOf } from './thumbnail'
import { type TileArray, tileType } from './tile-values'
import { traceInBands } from './trace-bands'

const MOST_BYTES = 400 * 1024 * 1024
const MOST_THUMBS = 1500
const THUMB = 128

/** The buffer of a typed array, copied only when the array is part of a larger one. */
function wholeBuffer(data: TileArray): ArrayBuffer {
  const whole = data.byteLength === data.buffer.byteLength && data.buffer instanceof ArrayBuffer
  return whole ? (data.buffer as ArrayBuffer) : (data.slice().buffer as ArrayBuffer)
}

/** Position of the counted channel. */
const nuclearOf = ({ channels }: FieldSource) =>
  Math.max(
    0,
    channels.findIndex((channel) => channel.nuclear),
  )

type Thumb = BinaryResult<'image.thumb'>

/** Tiles, thumbnails, histograms and outlines of counted images, each made once and kept while there is room. */
export class PixelStore {
  private readonly fields: FieldCache
  private readonly pyramids = new Map<string, Pyramid>()
  private readonly thumbs = new Map<string, Promise<Thumb>>()
  private thumbQueue: Promise<unknown> = Promise.resolve()

  constructor(load: (runId: string, index: number) => Promise<FieldSource>) {
    this.fields = new FieldCache(load)
  }

  async view(runId: string, index: number): Promise<ImageView> {
    const field = await this.fields.get(runId, index)
    return {
      runId,
      index,
      width: field.width,
      height: field.height,
      samples: field.samples,
      dtype: tileType(field.dtype),
      bitDepth: field.bitDepth,
      channels: field.channels,
      countedIntensities: field.countedIntensities,
      pixelSizeUm: field.pixelSizeUm,
      levels: levelsOf(field.width, field.height),
      tileSize: TILE,
      hasLabels: field.hasLabels(),
    }
  }

  async histogram(runId: string, index: number, channel: number): Promise<Histogram> {
    return histogramOf(await (await this.pyramid(runId, index, channel)).sample())
  }

  async tile(args: BinaryArgs<'image.tile'>): Promise<BinaryResult<'image.tile'>> {
    const pyramid = await this.pyramid(args.runId, args.index, args.channel)
    const { width, height, samples, type, data } = await pyramid.tile(args.level, args.column, args.row)
    this.trim()
    return { meta: { width, height, samples, dtype: type }, buffers: [wholeBuffer(data)] }
  }

  /** One at a time: thumbnails must not take the processor from the count. */
  thumb(runId: string, index: number): Promise<Thumb> {
    const key = `${runId}/${index}`
    const known = this.thumbs.get(key)
    if (known) return known
    const making = this.thumbQueue.then(() => this.makeThumb(runId, index))
    this.thumbQueue = making.catch(() => undefined)
    this.thumbs.set(key, making)
    making.catch(() => this.thumbs.delete(key))
    if (this.thumbs.size > MOST_THUMBS) this.thumbs.delete(this.thumbs.keys().next().value!)
    return making
  }

  private async makeThumb(runId: string, index: number): Promise<Thumb> {
    const field = await this.fields.get(runId, index)
    const nuclear = nuclearOf(field)
    const pyramid = await this.pyramid(runId, index, nuclear)
    const { width, height, rgba } = thumbnailOf(await pyramid.reduced(THUMB))
    this.trim()
    return { meta: { width, height }, buffers: [rgba.buffer] }
  }

  async outlines(runId: string, index: number): Promise<BinaryResult<'image.outlines'>> {
    const field = await this.fields.get(runId, index)
    const nuclear = nuclearOf(field)
    // The picture first: reading a very large image and tracing its outlines would hold each other up.
    await (await this.pyramid(runId, index, nuclear)).sample().catch(() => undefined)
    const rows = await field.openLabels()
    const traced = await traceInBands(field.width, field.height, rows.read).finally(rows.close)
    return {
      meta: { count: traced.labels.length },
      buffers: [traced.labels.buffer, traced.offsets.buffer, traced.points.buffer],
    }
  }

  private async pyramid(runId: string, index: number, channel: number): Promise<Pyramid> {
    const key = `${runId}/${index}/${channel}`
    const known = this.pyramids.get(key)
    if (known) {
      this.pyramids.delete(key)
      this.pyramids.set(key, known)
      return known
    }
    // The file is asked for anew at each read: it may have been closed to make room for others.
    const pyramid = new Pyramid(await this.fields.get(runId, index), async (window) => {
      const field = await this.fields.get(runId, index)
      return field.read(channel, window)
    })
    this.pyramids.set(key, pyramid)
    return pyramid
  }

  private trim(): void {
    let total = 0
    for (const pyramid of this.pyramids.values()) total += pyramid.bytes
    for (const [key, pyramid] of this.pyramids) {
      if (total <= MOST_BYTES || this.pyramids.size <= 1) break
      this.pyramids.delete(key)
      total -= pyramid.bytes
    }
  }

  async close(): Promise<void> {
    this.pyramids.clear()
    this.thumbs.clear()
    await this.fields.close()
  }
}
