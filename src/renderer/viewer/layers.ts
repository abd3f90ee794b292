import type { ImageView } from '@shared/contract'
import type { View } from './view'

/**
 * Two canvases over each other: the whole image small, and the last drawing. A frame only moves them (CSS
 * transforms), which costs the same with any number of outlines; they are painted when a drawing arrives.
 */
export class Layers {
  private readonly small: HTMLCanvasElement
  /** What the drawing shows. */
  private scene: View | undefined
  /** Image pixels a pixel of the small one, in each direction. */
  private step = 0

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.small = document.createElement('canvas')
    this.small.className = 'stage__small'
    canvas.before(this.small)
    this.clear()
  }

  close(): void {
    this.small.remove()
  }

  clear(): void {
    this.scene = undefined
    this.step = 0
    this.canvas.style.visibility = 'hidden'
    this.small.style.visibility = 'hidden'
  }

  /** Shows the whole image small until, and wherever, the drawing does not reach. Takes nothing over. */
  showSmall(bitmap: ImageBitmap, { levels }: ImageView): void {
    this.step = 2 ** (levels - 1)
    paint(this.small, bitmap)
    this.small.style.width = `${bitmap.width}px`
    this.small.style.height = `${bitmap.height}px`
    this.small.style.visibility = 'visible'
  }

  /** Shows a drawing; its bitmap is used up. */
  showScene(bitmap: ImageBitmap, view: View, ratio: number): void {
    this.scene = view
    paint(this.canvas, bitmap)
    this.canvas.style.width = `${bitmap.width / ratio}px`
    this.canvas.style.height = `${bitmap.height / ratio}px`
    bitmap.close()
    this.canvas.style.visibility = 'visible'
  }

  /** Puts both where `view` wants them. */
  place(view: View, ratio: number): void {
    const { step, scene } = this
    if (step > 0) move(this.small, view.scale * step, -view.x * view.scale, -view.y * view.scale)
    if (!scene) return
    const k = view.scale / scene.scale
    const x = (scene.x - view.x) * view.scale
    const y = (scene.y - view.y) * view.scale
    // At its own scale a drawing stays on whole device pixels: sharp, and nothing has to be resampled.
    const snap = (value: number) => (k === 1 ? Math.round(value * ratio) / ratio : value)
    move(this.canvas, k, snap(x), snap(y))
  }
}

function paint(canvas: HTMLCanvasElement, bitmap: ImageBitmap): void {
  if (canvas.width !== bitmap.width) canvas.width = bitmap.width
  if (canvas.height !== bitmap.height) canvas.height = bitmap.height
  canvas.getContext('2d', { alpha: false })?.drawImage(bitmap, 0, 0)
}

function move(canvas: HTMLCanvasElement, scale: number, x: number, y: number): void {
  canvas.style.transform = `matrix(${scale}, 0, 0, ${scale}, ${x}, ${y})`
}
