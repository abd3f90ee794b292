import type { ImageView } from '@shared/contract'
import { drawOutlines } from './draw-outlines'
import { type Scene, tileKey } from './messages'
import type { OutlineSet } from './outline-set'
import type { TileCache } from './tile-cache'
import { levelFor, tilesIn } from './view'

/** The stage around the image; the same in both themes, because it surrounds data. */
const BACK = '#2e2e2e'

/** Draws the tiles that are there, coarser ones under those still missing, and the outlines in sight. */
export function drawScene(
  context: OffscreenCanvasRenderingContext2D,
  image: ImageView,
  scene: Scene,
  tiles: TileCache,
  outlines: OutlineSet | undefined,
): void {
  const { view, stage, ratio, style } = scene
  context.setTransform(1, 0, 0, 1, 0, 0)
  context.fillStyle = BACK
  context.fillRect(0, 0, context.canvas.width, context.canvas.height)
  const s = view.scale * ratio
  const level = levelFor(s, image.levels)
  // Enlarged pixels stay pixels.
  context.imageSmoothingEnabled = s < 1
  const isWhole = tilesIn(view, stage, image, level, image.tileSize).every(({ column, row }) =>
    tiles.picture(tileKey(level, column, row), scene.tones, scene.turn),
  )
  if (scene.tones.length === 0) {
    // No channel is shown: the image is black.
    const [left, top] = [Math.round(-view.x * s), Math.round(-view.y * s)]
    const [right, bottom] = [Math.round((image.width - view.x) * s), Math.round((image.height - view.y) * s)]
    context.fillStyle = '#000'
    context.fillRect(left, top, right - left, bottom - top)
  }
  const levels = isWhole
    ? [level]
    : [...new Set([image.levels - 1, Math.min(level + 1, image.levels - 1), level])]
  for (const l of levels) {
    const side = image.tileSize * 2 ** l
    for (const { column, row } of tilesIn(view, stage, image, l, image.tileSize)) {
      const picture = tiles.picture(tileKey(l, column, row), scene.tones, scene.turn)
      if (!picture) continue
      const left = Math.round((column * side - view.x) * s)
      const top = Math.round((row * side - view.y) * s)
      const right = Math.round((Math.min(column * side + picture.width * 2 ** l, image.width) - view.x) * s)
      const bottom = Math.round((Math.min(row * side + picture.height * 2 ** l, image.height) - view.y) * s)
      context.drawImage(picture, left, top, right - left, bottom - top)
    }
  }
  if (!outlines || !style || style.overlay === 'none') return
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  drawOutlines(context, outlines, view, stage, style)
}
