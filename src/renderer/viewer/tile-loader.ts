import type { Api, ImageView } from '@shared/contract'
import { type ToWorker, tileKey } from './messages'
import { type Size, type TileAt, tilesIn, type View } from './view'

/** Tiles kept in the worker: at most about 160 MB with one 16-bit channel. */
const MOST_TILES = 160

/** Fetches raw tiles of one image from the services, each once, and hands them to the drawing worker. */
export class TileLoader {
  /** Channels asked for of each tile, the longest unused first. */
  private readonly tiles = new Map<string, Map<number, Promise<void>>>()
  private closed = false

  constructor(
    private readonly image: ImageView,
    /** Number of the opening, that late answers of an earlier image are told by. */
    private readonly opened: number,
    private readonly api: Api,
    private readonly send: (message: ToWorker, transfer: Transferable[]) => void,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Late answers are dropped from now on. */
  close(): void {
    this.closed = true
  }

  /** Asks for what a view needs: the whole image small, then the tiles of its level from the middle on. */
  want(view: View, stage: Size, level: number, channels: readonly number[]): void {
    const { image } = this
    const wanted = [
      { level: image.levels - 1, column: 0, row: 0 },
      ...tilesIn(view, stage, image, level, image.tileSize),
    ]
    for (const tile of wanted) void this.load(tile, channels)
    this.forget(wanted.length)
  }

  /** Resolves when the tile's channels are in the worker, or could not be read. */
  async load(at: TileAt, channels: readonly number[]): Promise<void> {
    const key = tileKey(at.level, at.column, at.row)
    const known = this.tiles.get(key) ?? new Map<number, Promise<void>>()
    this.tiles.delete(key)
    this.tiles.set(key, known)
    for (const channel of channels) {
      if (known.has(channel)) continue
      const loading = this.fetch(at, channel, key)
      known.set(channel, loading)
      loading.catch(() => known.delete(channel))
    }
    await Promise.allSettled(channels.map((channel) => known.get(channel)))
  }

  private async fetch({ level, column, row }: TileAt, channel: number, key: string): Promise<void> {
    const { runId, index } = this.image
    try {
      const place = { runId, index, channel, level, column, row }
      const { meta, buffers } = await this.api.binary('image.tile', place)
      if (this.closed) return
      const [buffer] = buffers
      this.send({ type: 'raw', image: this.opened, key, channel, ...meta, buffer: buffer! }, [buffer!])
    } catch (error) {
      if (!this.closed) this.onError(error)
      throw error
    }
  }

  private forget(inUse: number): void {
    const keys: string[] = []
    for (const key of this.tiles.keys()) {
      if (this.tiles.size <= Math.max(MOST_TILES, inUse)) break
      this.tiles.delete(key)
      keys.push(key)
    }
    if (keys.length > 0) this.send({ type: 'forget', image: this.opened, keys }, [])
  }
}
