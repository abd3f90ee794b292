import { KaryonError } from '../errors'
import type { PixelWindow } from '../image/raster'

/** @throws KaryonError `plane-missing` when a window is empty or leaves the image */
export function assertWindow(
  window: PixelWindow,
  image: { width: number; height: number },
  file: string,
): void {
  const { x, y, width, height } = window
  const whole = [x, y, width, height].every(Number.isInteger)
  if (
    whole &&
    x >= 0 &&
    y >= 0 &&
    width > 0 &&
    height > 0 &&
    x + width <= image.width &&
    y + height <= image.height
  )
    return
  throw new KaryonError(
    'plane-missing',
    `The window ${width} × ${height} at (${x}, ${y}) is not inside the image of ${image.width} × ${image.height} pixels.`,
    'Choose a window inside the image.',
    { file },
  )
}
