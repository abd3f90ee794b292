import type { PixelWindow } from './raster'

/** Side of the largest square that is decoded into nuclei at once; larger images are worked through in windows. */
export const WINDOW_SIDE = 2560

/** An image is one window unless it is larger; then windows of equal size (the last ones smaller), row by row. */
export function coreWindows(width: number, height: number, side = WINDOW_SIDE): PixelWindow[] {
  if (width * height <= side * side) return [wholeWindow(width, height)]
  return [...blockWindows(width, height, side)]
}

/** The whole of an image as a window. */
export function wholeWindow(width: number, height: number): PixelWindow {
  return { x: 0, y: 0, width, height }
}

/** Cuts an image into equal-sized blocks (the last ones smaller), row by row. */
function* blockWindows(width: number, height: number, side: number): Generator<PixelWindow> {
  for (let y = 0; y < height; y += side) {
    for (let x = 0; x < width; x += side) {
      yield { x, y, width: Math.min(side, width - x), height: Math.min(side, height - y) }
    }
  }
}

/** The window with `margin` pixels more on each side, inside the image. */
export function grow(window: PixelWindow, margin: number, width: number, height: number): PixelWindow {
  const x = Math.max(0, window.x - margin)
  const y = Math.max(0, window.y - margin)
  return {
    x,
    y,
    width: Math.min(width, window.x + window.width + margin) - x,
    height: Math.min(height, window.y + window.height + margin) - y,
  }
}

/** Full-width bands of rows that hold about `pixels` pixels each. */
export function* bandWindows(width: number, height: number, pixels: number): Generator<PixelWindow> {
  const rows = Math.max(1, Math.floor(pixels / width))
  for (let y = 0; y < height; y += rows) {
    yield { x: 0, y, width, height: Math.min(rows, height - y) }
  }
}
