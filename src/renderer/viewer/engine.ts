import type { Api, ImageView } from '@shared/contract'
import type { OutlineStyle } from './draw-outlines'
import { type FromWorker, type ToWorker, tileKey } from './messages'
import type { Tone } from './tone'
import { fitView, hold, levelFor, type Size, type TileAt, tilesIn, type View, zoomAt } from './view'

interface Tile {
  state: 'loading' | 'raw' | 'shown'
  loads: Map<number, Promise<void>>
  bitmap?: ImageBitmap
  turn: number
}

const MOST_TILES = 160
/** Outlines are drawn this share larger than the stage on each side, so that panning shows them at once. */
const MARGIN = 0.25
/** A zoom has come to rest after this long without a change. */
const REST_MS = 80
const BACK = '#2e2e2e'

/**
 * Draws one image on a canvas, without React: tiles of raw values come from the services, a worker turns them
 * into bitmaps, and each frame only pastes bitmaps. So panning and zooming cost the same with any number of
 * outlines.
 */
export class StageEngine {
  view: View = { scale: 1, x: 0, y: 0 }
  private image: ImageView | undefined
  private stage: Size = { width: 1, height: 1 }
  private ratio = 1
  private tones: Tone[] = []
  private style: OutlineStyle | undefined
  private readonly tiles = new Map<string, Tile>()
  private overlay: { bitmap: ImageBitmap; view: View } | undefined
  private overlayAsked: View | undefined
  private turn = 0
  private asked = 0
  private later: ReturnType<typeof setTimeout> | undefined
  private opened = 0
  private frame = 0
  private hasOutlines = false
  private alone = false
  private readonly probes = new Map<number, (values: number[] | undefined) => void>()
  private readonly worker: Worker
  /** Called after each change of the view. */
  onView: ((view: View) => void) | undefined
  /** Called when the smallest level was drawn anew: the minimap shows it. */
  onSmall: (() => void) | undefined
  onError: ((error: unknown) => void) | undefined

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly api: Api,
  ) {
    this.worker = new Worker(new URL('./draw-worker.ts', import.meta.url), { type: 'module' })
    this.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.receive(data)
  }

  close(): void {
    cancelAnimationFrame(this.frame)
    clearTimeout(this.later)
    this.worker.terminate()
    this.drop()
  }

  private drop(): void {
    for (const tile of this.tiles.values()) tile.bitmap?.close()
    this.tiles.clear()
    this.overlay?.bitmap.close()
    this.overlay = undefined
    this.overlayAsked = undefined
    this.hasOutlines = false
  }

  /** Shows another image. The view is kept where both have the same size, so that fields can be compared. */
  open(image: ImageView): void {
    const same = this.image?.width === image.width && this.image.height === image.height
    this.drop()
    this.opened++
    this.image = image
    this.send({ type: 'image', image: this.opened })
    if (!same) this.view = fitView(image, this.stage)
    this.changed()
  }

  setOutlines(buffers: ArrayBuffer[]): void {
    this.hasOutlines = true
    this.send({ type: 'outlines', image: this.opened, buffers }, [])
    this.askOverlay(true)
  }

  setTones(tones: Tone[]): void {
    this.tones = tones
    this.turn++
    this.changed()
  }

  setStyle(style: OutlineStyle): void {
    this.style = style
    this.askOverlay(true)
    this.redraw()
  }

  /** The image alone, while a key is held. */
  setAlone(alone: boolean): void {
    this.alone = alone
    this.redraw()
  }

  resize(stage: Size, ratio: number): void {
    const whole = this.image && Math.abs(this.view.scale - fitView(this.image, this.stage).scale) < 1e-6
    this.stage = stage
    this.ratio = ratio
    this.canvas.width = Math.max(1, Math.round(stage.width * ratio))
    this.canvas.height = Math.max(1, Math.round(stage.height * ratio))
    if (this.image && whole) this.view = fitView(this.image, stage)
    this.changed()
  }

  setView(view: View): void {
    this.view = this.image ? hold(view, this.image, this.stage) : view
    this.changed()
  }

  zoom(factor: number, x = this.stage.width / 2, y = this.stage.height / 2): void {
    if (this.image) this.setView(zoomAt(this.view, factor, x, y, this.image, this.stage))
  }

  fit(): void {
    if (this.image) this.setView(fitView(this.image, this.stage))
  }

  size(): Size {
    return this.stage
  }

  /** Bitmap of the whole image at its smallest, for the minimap. */
  small(): ImageBitmap | undefined {
    return this.image && this.tiles.get(tileKey(this.image.levels - 1, 0, 0))?.bitmap
  }

  /** The file's own values at an image pixel, one a sample; undefined outside the image. */
  async probe(channel: number, x: number, y: number): Promise<number[] | undefined> {
    const image = this.image
    if (!image || x < 0 || y < 0 || x >= image.width || y >= image.height) return undefined
    const column = Math.floor(x / image.tileSize)
    const row = Math.floor(y / image.tileSize)
    await this.load({ level: 0, column, row })
    const turn = ++this.asked
    return new Promise((resolve) => {
      this.probes.set(turn, resolve)
      const key = `${channel}:${tileKey(0, column, row)}`
      this.send({
        type: 'probe',
        image: this.opened,
        key,
        x: x % image.tileSize,
        y: y % image.tileSize,
        turn,
      })
    })
  }
  private send(message: ToWorker, transfer: Transferable[] = []): void {
    this.worker.postMessage(message, transfer)
  }

  private changed(): void {
    this.onView?.(this.view)
    this.want()
    this.askOverlay(false)
    this.redraw()
  }

  redraw(): void {
    if (this.frame) return
    this.frame = requestAnimationFrame(() => {
      this.frame = 0
      this.draw()
    })
  }

  /** Asks for what the view needs: the whole image small, then the tiles of the right level. */
  private want(): void {
    const image = this.image
    if (!image || this.tones.length === 0) return
    const level = levelFor(this.view.scale * this.ratio, image.levels)
    const wanted = [
      { level: image.levels - 1, column: 0, row: 0 },
      ...tilesIn(this.view, this.stage, image, level, image.tileSize),
    ]
    for (const tile of wanted) void this.load(tile).then(() => this.compose(tile))
    this.forget()
  }

  private async load(at: TileAt): Promise<void> {
    const image = this.image
    if (!image) return
    const key = tileKey(at.level, at.column, at.row)
    const tile = this.tiles.get(key) ?? {
      state: 'loading',
      loads: new Map<number, Promise<void>>(),
      turn: -1,
    }
    this.tiles.delete(key)
    this.tiles.set(key, tile)
    const channels = this.tones.map((tone) => tone.channel)
    for (const channel of channels) {
      if (tile.loads.has(channel)) continue
      const loading = this.fetch(image, at, channel, key).then(
        () => {
          tile.state = 'raw'
        },
        () => {
          tile.loads.delete(channel)
        },
      )
      tile.loads.set(channel, loading)
    }
    await Promise.all(channels.map((channel) => tile.loads.get(channel)))
  }

  private async fetch(image: ImageView, at: TileAt, channel: number, key: string): Promise<void> {
    const opened = this.opened
    const { runId, index } = image
    const { level, column, row } = at
    try {
      const { meta, buffers } = await this.api.binary('image.tile', {
        runId,
        index,
        channel,
        level,
        column,
        row,
      })
      if (opened !== this.opened) return
      this.send({ type: 'raw', image: opened, key, channel, ...meta, buffer: buffers[0]! }, [buffers[0]!])
    } catch (error) {
      if (opened === this.opened) this.onError?.(error)
      throw error
    }
  }

  private compose(at: TileAt): void {
    const key = tileKey(at.level, at.column, at.row)
    const tile = this.tiles.get(key)
    if (!tile || tile.state === 'loading' || tile.turn === this.turn) return
    tile.turn = this.turn
    this.send({ type: 'compose', image: this.opened, key, tones: this.tones, turn: this.turn })
  }

  private forget(): void {
    for (const [key, tile] of this.tiles) {
      if (this.tiles.size <= MOST_TILES) return
      tile.bitmap?.close()
      this.tiles.delete(key)
    }
  }

  private askOverlay(force: boolean): void {
    if (!this.hasOutlines || !this.style) return
    const asked = this.overlayAsked
    if (!force && asked && this.covers(asked)) return
    clearTimeout(this.later)
    if (!force && asked && asked.scale !== this.view.scale) {
      // While zooming the last drawing is scaled; the sharp one is made when the zoom rests.
      this.later = setTimeout(() => this.askOverlay(true), REST_MS)
      return
    }
    const { scale, x, y } = this.view
    const dx = (this.stage.width * MARGIN) / scale
    const dy = (this.stage.height * MARGIN) / scale
    const view = { scale, x: x - dx, y: y - dy }
    const stage = { width: this.stage.width * (1 + 2 * MARGIN), height: this.stage.height * (1 + 2 * MARGIN) }
    this.overlayAsked = view
    this.send({
      type: 'draw',
      image: this.opened,
      view,
      stage,
      ratio: this.ratio,
      style: this.style,
      turn: this.turn,
    })
  }

  /** Whether a drawing made for `view` (with its margin) still shows all of the stage at the same scale. */
  private covers(view: View): boolean {
    if (view.scale !== this.view.scale) return false
    const dx = (this.view.x - view.x) * view.scale
    const dy = (this.view.y - view.y) * view.scale
    return dx >= 0 && dy >= 0 && dx <= 2 * MARGIN * this.stage.width && dy <= 2 * MARGIN * this.stage.height
  }

  private receive(message: FromWorker): void {
    if (message.type === 'value') {
      this.probes.get(message.turn)?.(message.values)
      this.probes.delete(message.turn)
      return
    }
    if (message.image !== this.opened) {
      message.bitmap.close()
      return
    }
    if (message.type === 'overlay') {
      this.overlay?.bitmap.close()
      this.overlay = { bitmap: message.bitmap, view: message.view }
    } else {
      const tile = this.tiles.get(message.key)
      if (!tile) {
        message.bitmap.close()
        return
      }
      tile.bitmap?.close()
      tile.bitmap = message.bitmap
      tile.state = 'shown'
      if (this.image && message.key === tileKey(this.image.levels - 1, 0, 0)) this.onSmall?.()
    }
    this.redraw()
  }

  private draw(): void {
    const context = this.canvas.getContext('2d', { alpha: false })
    const image = this.image
    if (!context) return
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.fillStyle = BACK
    context.fillRect(0, 0, this.canvas.width, this.canvas.height)
    if (!image) return
    const { scale, x, y } = this.view
    const s = scale * this.ratio
    const level = levelFor(s, image.levels)
    // Enlarged pixels stay pixels.
    context.imageSmoothingEnabled = s < 1
    for (let l = image.levels - 1; l >= level; l--) {
      // Coarser levels lie under the right one until its tiles are there.
      if (l !== level && l !== image.levels - 1 && l !== level + 1) continue
      for (const at of tilesIn(this.view, this.stage, image, l, image.tileSize)) {
        const bitmap = this.tiles.get(tileKey(l, at.column, at.row))?.bitmap
        if (!bitmap) continue
        const side = image.tileSize * 2 ** l
        const left = Math.round((at.column * side - x) * s)
        const top = Math.round((at.row * side - y) * s)
        const right = Math.round((Math.min(at.column * side + bitmap.width * 2 ** l, image.width) - x) * s)
        const bottom = Math.round((Math.min(at.row * side + bitmap.height * 2 ** l, image.height) - y) * s)
        context.drawImage(bitmap, left, top, right - left, bottom - top)
      }
    }
    if (!this.overlay || this.alone || this.style?.overlay === 'none') return
    const over = this.overlay
    const k = scale / over.view.scale
    context.imageSmoothingEnabled = k !== 1
    context.drawImage(
      over.bitmap,
      (over.view.x - x) * s,
      (over.view.y - y) * s,
      over.bitmap.width * k,
      over.bitmap.height * k,
    )
  }
}
