/** Where the stage looks: `scale` screen pixels an image pixel, `x`, `y` the image point at the stage's top left. */
export interface View {
  scale: number
  x: number
  y: number
}

export interface Size {
  width: number
  height: number
}

const MOST_SCALE = 32

export function fitView(image: Size, stage: Size): View {
  const scale = Math.min(stage.width / image.width, stage.height / image.height)
  return center(image, stage, scale > 0 && Number.isFinite(scale) ? scale : 1)
}

function center(image: Size, stage: Size, scale: number): View {
  return {
    scale,
    x: (image.width - stage.width / scale) / 2,
    y: (image.height - stage.height / scale) / 2,
  }
}

/** Zooms by `factor` and keeps the image point under the stage point (px, py) where it is. */
export function zoomAt(view: View, factor: number, px: number, py: number, image: Size, stage: Size): View {
  const least = Math.min(fitView(image, stage).scale / 2, 1)
  const scale = Math.max(least, Math.min(MOST_SCALE, view.scale * factor))
  const x = view.x + px / view.scale - px / scale
  const y = view.y + py / view.scale - py / scale
  return hold({ scale, x, y }, image, stage)
}

/** Keeps the image's middle third reachable: at least a part of the image stays in sight. */
export function hold(view: View, image: Size, stage: Size): View {
  const w = stage.width / view.scale
  const h = stage.height / view.scale
  const limit = (value: number, size: number, window: number) =>
    Math.max(-window * 0.75, Math.min(size - window * 0.25, value))
  return { scale: view.scale, x: limit(view.x, image.width, w), y: limit(view.y, image.height, h) }
}

/** Puts an image point in the middle, at the present scale or closer. */
export function lookAt(view: View, x: number, y: number, scale: number, stage: Size): View {
  const s = Math.max(view.scale, scale)
  return { scale: s, x: x - stage.width / s / 2, y: y - stage.height / s / 2 }
}

/** The halving whose pixels are not larger than the screen's: never blurs, never reads more than needed. */
export function levelFor(scale: number, levels: number): number {
  return Math.max(0, Math.min(levels - 1, Math.floor(Math.log2(1 / scale) + 1e-6)))
}

export interface TileAt {
  level: number
  column: number
  row: number
}

/** Tiles of one level that the stage shows, the middle first. */
export function tilesIn(view: View, stage: Size, image: Size, level: number, tileSize: number): TileAt[] {
  const side = tileSize * 2 ** level
  const columns = Math.ceil(Math.ceil(image.width / 2 ** level) / tileSize)
  const rows = Math.ceil(Math.ceil(image.height / 2 ** level) / tileSize)
  const c0 = Math.max(0, Math.floor(view.x / side))
  const r0 = Math.max(0, Math.floor(view.y / side))
  const c1 = Math.min(columns - 1, Math.floor((view.x + stage.width / view.scale) / side))
  const r1 = Math.min(rows - 1, Math.floor((view.y + stage.height / view.scale) / side))
  const tiles: TileAt[] = []
  for (let row = r0; row <= r1; row++)
    for (let column = c0; column <= c1; column++) tiles.push({ level, column, row })
  const mc = (c0 + c1) / 2
  const mr = (r0 + r1) / 2
  return tiles.sort((a, b) => Math.hypot(a.column - mc, a.row - mr) - Math.hypot(b.column - mc, b.row - mr))
}
