import type { Api, ImageView } from '@shared/contract'
import { copyInTurns } from './copy-in-turns'
import type { OutlineStyle } from './draw-outlines'
import { Layers } from './layers'
import { type FromWorker, type ToWorker, tileKey } from './messages'
import { Probes } from './probes'
import { REST_MS, sceneFor, wantsDrawing } from './scene-plan'
import { TileLoader } from './tile-loader'
import type { Tone } from './tone'
import { fitView, hold, levelFor, type Size, type View, zoomAt } from './view'

/**
 * Shows one image on a canvas, without React: raw tiles come from the services, a worker draws them with the
 * outlines into one bitmap larger than the stage, and each frame only moves that bitmap.
 */
export class StageEngine {
  view: View = { scale: 1, x: 0, y: 0 }
  private image: ImageView | undefined
  private loader: TileLoader | undefined
  private stage: Size = { width: 1, height: 1 }
  private ratio = 1
  /** Those of the channels that are shown, which may be none; undefined until they are known. */
  private tones: Tone[] | undefined
  private style: OutlineStyle | undefined
  private alone = false
  private turn = 0
  private opened = 0
  /** The newest drawing asked for, and whether it is still being made. */
  private asked: { ask: number; view: View; waiting: boolean } | undefined
  private asks = 0
  private stale = false
  /** Those on their way to the worker: until it has them nothing is drawn, so that style and outlines belong together. */
  private outlines: ArrayBuffer[] | undefined
  private later: ReturnType<typeof setTimeout> | undefined
  private frame = 0
  private smallest: ImageBitmap | undefined
  private readonly layers: Layers
  private readonly worker: Worker
  private readonly probes: Probes
  /** Called in the frame in which the view has changed. */
  onView: ((view: View) => void) | undefined
  /** Called when the whole image small was drawn anew: the minimap shows it. */
  onSmall: (() => void) | undefined
  onError: ((error: unknown) => void) | undefined

  constructor(
    canvas: HTMLCanvasElement,
    private readonly api: Api,
  ) {
    this.layers = new Layers(canvas)
    this.worker = new Worker(new URL('./draw-worker.ts', import.meta.url), { type: 'module' })
    this.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.receive(data)
    this.probes = new Probes((message) => this.send(message))
  }

  close(): void {
    cancelAnimationFrame(this.frame)
    this.drop()
    this.worker.terminate()
    this.layers.close()
  }

  private drop(): void {
    clearTimeout(this.later)
    this.loader?.close()
    this.layers.clear()
    this.smallest?.close()
    this.smallest = undefined
    this.asked = undefined
    this.stale = false
    this.outlines = undefined
  }

  /** Shows another image. The view is kept where both have the same size, so that fields can be compared. */
  open(image: ImageView): void {
    const same = this.image?.width === image.width && this.image.height === image.height
    this.drop()
    this.opened++
    this.image = image
    const send = (message: ToWorker, transfer: Transferable[]) => this.send(message, transfer)
    this.loader = new TileLoader(image, this.opened, this.api, send, (error) => this.onError?.(error))
    this.send({ type: 'image', image: this.opened, view: image })
    if (!same) this.view = fitView(image, this.stage)
    this.draw()
  }

  async setOutlines(buffers: ArrayBuffer[]): Promise<void> {
    this.outlines = buffers
    const { opened } = this
    // Copies of the worker's own: the page keeps its outlines for what is under the pointer.
    const copies = await copyInTurns(buffers).catch((error: unknown) => {
      this.onError?.(error)
      return undefined
    })
    if (this.outlines !== buffers || this.opened !== opened) return
    this.outlines = undefined
    if (copies) this.send({ type: 'outlines', image: opened, buffers: copies }, copies)
    this.draw()
  }

  setTones(tones: Tone[] | undefined): void {
    this.tones = tones
    this.turn++
    this.draw()
  }

  setStyle(style: OutlineStyle): void {
    this.style = style
    this.draw()
  }

  /** The image alone, while a key is held. */
  setAlone(alone: boolean): void {
    if (alone === this.alone) return
    this.alone = alone
    this.draw()
  }

  resize(stage: Size, ratio: number): void {
    const whole = this.image && Math.abs(this.view.scale - fitView(this.image, this.stage).scale) < 1e-6
    this.stage = stage
    this.ratio = ratio
    if (this.image && whole) this.view = fitView(this.image, stage)
    this.draw()
  }

  setView(view: View): void {
    this.view = this.image ? hold(view, this.image, this.stage) : view
    this.follow()
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

  /** The whole image at its smallest, for the minimap. */
  small(): ImageBitmap | undefined {
    return this.smallest
  }

  /** The file's own values at an image pixel, one a sample; undefined outside the image. */
  async probe(channel: number, x: number, y: number): Promise<number[] | undefined> {
    const { image, loader, opened } = this
    if (!image || !loader || x < 0 || y < 0 || x >= image.width || y >= image.height) return undefined
    const { tileSize } = image
    const at = { level: 0, column: Math.floor(x / tileSize), row: Math.floor(y / tileSize) }
    await loader.load(at, [channel])
    const key = tileKey(0, at.column, at.row)
    return this.probes.ask({ image: opened, key, channel, x: x % tileSize, y: y % tileSize })
  }

  private send(message: ToWorker, transfer: Transferable[] = []): void {
    this.worker.postMessage(message, transfer)
  }

  /** The view has changed: what is drawn is moved, and a new drawing asked for when it does not reach. */
  private follow(): void {
    this.place()
    const { asked } = this
    if (!asked) {
      this.draw()
      return
    }
    const wants = wantsDrawing(asked.view, this.view, this.stage)
    clearTimeout(this.later)
    if (wants === 'now') this.draw()
    else if (wants === 'at rest') this.later = setTimeout(() => this.draw(), REST_MS)
  }

  /** Asks for a drawing; while one is being made, the next waits for it. */
  private draw(): void {
    clearTimeout(this.later)
    this.place()
    if (!this.image || !this.tones || this.outlines) return
    this.stale = this.asked?.waiting ?? false
    if (this.stale) return
    const { ratio, tones, turn, alone } = this
    const { view, stage } = sceneFor(this.view, this.stage)
    const ask = ++this.asks
    this.asked = { ask, view, waiting: true }
    const level = levelFor(view.scale * ratio, this.image.levels)
    const channels = tones.map((tone) => tone.channel)
    this.loader?.want(view, stage, level, channels)
    const style = alone ? undefined : this.style
    this.send({ type: 'scene', image: this.opened, scene: { ask, view, stage, ratio, tones, turn, style } })
  }

  private place(): void {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0
      this.layers.place(this.view, this.ratio)
      this.onView?.(this.view)
    })
  }

  private receive(message: FromWorker): void {
    if (message.type === 'value') {
      this.probes.answer(message.turn, message.values)
      return
    }
    if (message.image !== this.opened) {
      message.bitmap.close()
      return
    }
    if (message.type === 'small') {
      this.smallest?.close()
      this.smallest = message.bitmap
      if (this.image) this.layers.showSmall(message.bitmap, this.image)
      this.onSmall?.()
    } else {
      this.layers.showScene(message.bitmap, message.view, message.ratio)
      if (message.ask === this.asked?.ask) this.asked.waiting = false
      if (this.stale) this.draw()
      else if (this.asked && wantsDrawing(this.asked.view, this.view, this.stage) === 'now') this.draw()
    }
    // In this very frame: a new drawing in the old place would be seen to jump.
    this.layers.place(this.view, this.ratio)
  }
}
