import type { LabelImage } from '../image/label-image'
import type { PixelWindow } from '../image/raster'
import { blurInside, blurMargin } from './blur'
import { type CameraOptions, expose } from './camera'
import { drawNuclei, drawSpecks, HAZE_RADII } from './draw-nuclei'
import type { FieldModel } from './field-model'

export interface OpticsOptions extends CameraOptions {
  /** Point spread: standard deviation of the blur in pixels. */
  blurSigma: number
}

export interface SimulatedWindow {
  image: Uint8Array | Uint16Array
  /** Labels of the whole field (not renumbered); `count` is the field's. */
  labels: LabelImage
}

/**
 * Draws one window of a field. Windows of the same field fit together without a seam: their pixels are the
 * same, bit for bit, as those of the whole field drawn at once. Memory grows with the window only.
 */
export function simulateWindow(
  field: FieldModel,
  window: PixelWindow,
  optics: OpticsOptions,
): SimulatedWindow {
  const margin = blurMargin(optics.blurSigma)
  const wide: PixelWindow = {
    x: window.x - margin,
    y: window.y - margin,
    width: window.width + 2 * margin,
    height: window.height + 2 * margin,
  }
  const light = new Float32Array(wide.width * wide.height)
  const wideLabels = new Uint32Array(light.length)
  drawNuclei(field.nucleiNear(wide, field.reach * HAZE_RADII), wide, light, wideLabels)
  drawSpecks(field.specks, wide, light)
  const blurred = blurInside(light, wide.width, wide.height, optics.blurSigma)
  const labels = margin === 0 ? wideLabels : new Uint32Array(window.width * window.height)
  if (margin > 0) {
    for (let y = 0; y < window.height; y++) {
      const from = (y + margin) * wide.width + margin
      labels.set(wideLabels.subarray(from, from + window.width), y * window.width)
    }
  }
  return {
    image: expose(blurred, window, field, optics),
    labels: { width: window.width, height: window.height, data: labels, count: field.count },
  }
}

/** A field from top to bottom in bands of `rows` rows: for writing fields larger than memory. */
export function* simulateBands(
  field: FieldModel,
  rows: number,
  optics: OpticsOptions,
): Generator<SimulatedWindow & { y: number }> {
  for (let y = 0; y < field.height; y += rows) {
    const window = { x: 0, y, width: field.width, height: Math.min(rows, field.height - y) }
    yield { y, ...simulateWindow(field, window, optics) }
  }
}
