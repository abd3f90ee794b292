import type { ImageView } from '@shared/contract'
import { drawScene } from './draw-scene'
import { type FromWorker, type Scene, type ToWorker, tileKey } from './messages'
import { type OutlineSet, outlineSet } from './outline-set'
import { TileCache } from './tile-cache'
import type { RawTile } from './tone'

/** Everything that takes time: raw values to colours, tiles and outlines to one picture. The page only moves it. */

/** Tiles that arrive within this time are drawn together. */
const TOGETHER_MS = 30

let image = -1
let view: ImageView | undefined
let outlines: OutlineSet | undefined
let scene: Scene | undefined
let canvas = new OffscreenCanvas(1, 1)
const tiles = new TileCache()
let timer: ReturnType<typeof setTimeout> | undefined
let smallTurn = -1

const post = (message: FromWorker, transfer: Transferable[] = []) => self.postMessage(message, { transfer })

function typed(dtype: string, buffer: ArrayBuffer): RawTile['data'] {
  if (dtype === 'uint8') return new Uint8Array(buffer)
  return dtype === 'uint16' ? new Uint16Array(buffer) : new Float32Array(buffer)
}

function draw(): void {
  timer = undefined
  if (!scene || !view) return
  sendSmall(view, scene)
  const { stage, ratio, ask } = scene
  const width = Math.max(1, Math.round(stage.width * ratio))
  const height = Math.max(1, Math.round(stage.height * ratio))
  if (canvas.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height)
  drawScene(canvas.getContext('2d', { alpha: false })!, view, scene, tiles, outlines)
  const bitmap = canvas.transferToImageBitmap()
  post({ type: 'scene', image, ask, view: scene.view, ratio, bitmap }, [bitmap])
}

/** Of several drawings asked for only the newest is made. */
function drawAfter(ms: number): void {
  if (ms === 0) clearTimeout(timer)
  else if (timer !== undefined) return
  timer = setTimeout(draw, ms)
}

/** Once for every change of the tones. */
function sendSmall(of: ImageView, { tones, turn }: Scene): void {
  if (smallTurn === turn) return
  const picture = tones.length > 0 ? tiles.picture(tileKey(of.levels - 1, 0, 0), tones, turn) : black(of)
  if (!picture) return
  smallTurn = turn
  createImageBitmap(picture).then((bitmap) => post({ type: 'small', image, bitmap }, [bitmap]))
}

function black({ width, height, levels }: ImageView): OffscreenCanvas {
  const step = 2 ** (levels - 1)
  const picture = new OffscreenCanvas(Math.ceil(width / step), Math.ceil(height / step))
  picture.getContext('2d', { alpha: false })!.fillRect(0, 0, picture.width, picture.height)
  return picture
}

function open(message: Extract<ToWorker, { type: 'image' }>): void {
  image = message.image
  view = message.view
  tiles.clear()
  outlines = undefined
  scene = undefined
  smallTurn = -1
  clearTimeout(timer)
  timer = undefined
}

function probe({ key, channel, x, y, turn }: Extract<ToWorker, { type: 'probe' }>): void {
  const raw = tiles.raw(key, channel)
  const at = raw && (y * raw.width + x) * raw.samples
  const values = raw && at !== undefined ? Array.from(raw.data.subarray(at, at + raw.samples)) : undefined
  post({ type: 'value', turn, values })
}

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === 'image') return open(data)
  if (data.image !== image) return
  if (data.type === 'raw') {
    const { width, height, samples, key } = data
    tiles.put(key, data.channel, { width, height, samples, data: typed(data.dtype, data.buffer) })
    if (view && key === tileKey(view.levels - 1, 0, 0)) smallTurn = -1
    drawAfter(TOGETHER_MS)
  } else if (data.type === 'forget') for (const key of data.keys) tiles.forget(key)
  else if (data.type === 'outlines') {
    outlines = outlineSet(data.buffers)
    drawAfter(0)
  } else if (data.type === 'scene') {
    scene = data.scene
    drawAfter(0)
  } else probe(data)
}
