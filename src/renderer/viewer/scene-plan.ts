import type { Size, View } from './view'

/** Drawings are this share larger than the stage on each side, so that panning shows nothing unfinished. */
const MARGIN = 0.25
/** A zoom has come to rest after this long without a change. */
export const REST_MS = 80
/** While a zoom goes on, a drawing scaled by more than this is made anew. */
const MOST_STRETCH = 1.8

/** The part of the image that is drawn for a view of the stage, and its size on the screen. */
export function sceneFor(view: View, stage: Size): { view: View; stage: Size } {
  const { scale } = view
  // Whole screen pixels, so that the drawing can be moved without being blurred.
  const dx = Math.round(stage.width * MARGIN)
  const dy = Math.round(stage.height * MARGIN)
  return {
    view: { scale, x: view.x - dx / scale, y: view.y - dy / scale },
    stage: { width: stage.width + 2 * dx, height: stage.height + 2 * dy },
  }
}

/**
 * What to do about a drawing made for `scene` when the stage looks at `view`: nothing, a new one now, or a new
 * one once the zoom rests. A new one is asked for when half of the margin is used up.
 */
export function wantsDrawing(scene: View, view: View, stage: Size): 'no' | 'now' | 'at rest' {
  const k = view.scale / scene.scale
  if (k > MOST_STRETCH || k < 1 / MOST_STRETCH) return 'now'
  const offX = (view.x - scene.x) * scene.scale - stage.width * MARGIN
  const offY = (view.y - scene.y) * scene.scale - stage.height * MARGIN
  if (k !== 1) return 'at rest'
  const far = Math.abs(offX) > (stage.width * MARGIN) / 2 || Math.abs(offY) > (stage.height * MARGIN) / 2
  return far ? 'now' : 'no'
}
