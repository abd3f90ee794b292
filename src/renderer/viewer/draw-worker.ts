import { drawOutlines } from './draw-outlines'
import type { FromWorker, ToWorker } from './messages'
import { type OutlineSet, outlineSet } from './outline-set'
import { compose, type RawTile } from './tone'

/** Everything that takes time: raw values to colours, and outlines to a picture. The page only pastes. */

let image = -1
let outlines: OutlineSet | undefined
const raws = new Map<string, RawTile>()

const post = (message: FromWorker, transfer: Transferable[]) => self.postMessage(message, { transfer })

function typed(dtype: string, buffer: ArrayBuffer): RawTile['data'] {
  if (dtype === 'uint8') return new Uint8Array(buffer)
  return dtype === 'uint16' ? new Uint16Array(buffer) : new Float32Array(buffer)
}

function composeTile(message: Extract<ToWorker, { type: 'compose' }>): void {
  const tiles = message.tones.flatMap((tone) => {
    const raw = raws.get(`${tone.channel}:${message.key}`)
    return raw ? [{ raw, tone }] : []
  })
  const first = tiles[0]?.raw
  if (!first) return
  const rgba = compose(tiles, first.width, first.height)
  const canvas = new OffscreenCanvas(first.width, first.height)
  canvas.getContext('2d')!.putImageData(new ImageData(rgba, first.width, first.height), 0, 0)
  const bitmap = canvas.transferToImageBitmap()
  post({ type: 'tile', image, key: message.key, turn: message.turn, bitmap }, [bitmap])
}

function drawOverlay(message: Extract<ToWorker, { type: 'draw' }>): void {
  if (!outlines) return
  const { view, stage, ratio, style, turn } = message
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(stage.width * ratio)),
    Math.max(1, Math.round(stage.height * ratio)),
  )
  const context = canvas.getContext('2d')!
  context.scale(ratio, ratio)
  const drawn = style.overlay === 'none' ? 0 : drawOutlines(context, outlines, view, stage, style)
  const bitmap = canvas.transferToImageBitmap()
  post({ type: 'overlay', image, turn, view, stage, bitmap, drawn }, [bitmap])
}

/** Only the newest of several waiting drawings is made. */
let waiting: Extract<ToWorker, { type: 'draw' }> | undefined

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === 'image') {
    image = data.image
    raws.clear()
    outlines = undefined
    return
  }
  if (data.image !== image) return
  if (data.type === 'raw') {
    const { width, height, samples } = data
    raws.set(`${data.channel}:${data.key}`, { width, height, samples, data: typed(data.dtype, data.buffer) })
    if (raws.size > 400) raws.delete(raws.keys().next().value!)
  } else if (data.type === 'compose') composeTile(data)
  else if (data.type === 'outlines') outlines = outlineSet(data.buffers)
  else if (data.type === 'draw') {
    if (!waiting) {
      setTimeout(() => {
        const newest = waiting
        waiting = undefined
        if (newest && newest.image === image) drawOverlay(newest)
      }, 0)
    }
    waiting = data
  } else {
    const raw = raws.get(data.key)
    const at = raw && (data.y * raw.width + data.x) * raw.samples
    const values = raw && at !== undefined ? Array.from(raw.data.subarray(at, at + raw.samples)) : undefined
    post({ type: 'value', turn: data.turn, values }, [])
  }
}
