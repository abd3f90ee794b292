import sharp, { type OverlayOptions } from 'sharp'
import type { RgbaImage } from '../error-map'
import { escapeHtml } from './html'

export interface SheetCell {
  readonly map: RgbaImage
  /** Two lines under the picture. */
  readonly name: string
  readonly words: string
}

const COLUMNS = 6
const CELL = 300
const GAP = 16
const CAPTION = 38
const HEAD = 72

/** Cells on one sheet; more images make more sheets. */
export const CELLS_A_SHEET = COLUMNS * 6

/**
 * Error maps side by side on one white page as PNG, each shrunk to fit its cell and never enlarged beyond
 * whole pixels, with its name and numbers under it.
 *
 * @param cells at most `CELLS_A_SHEET`, in the order they are to stand
 */
export async function contactSheet(
  title: string,
  legend: string,
  cells: readonly SheetCell[],
): Promise<Uint8Array> {
  const pictures = await Promise.all(cells.map((cell) => fitted(cell.map)))
  const width = GAP + COLUMNS * (CELL + GAP)
  // A row is as high as its highest picture, so that flat images leave no gaps.
  const tops: number[] = []
  let height = HEAD
  for (let from = 0; from < cells.length; from += COLUMNS) {
    tops.push(height)
    const highest = Math.max(...pictures.slice(from, from + COLUMNS).map((picture) => picture.height))
    height += highest + CAPTION + GAP
  }
  const parts: OverlayOptions[] = []
  const words = [
    `<text x="${GAP}" y="30" font-size="18" font-weight="600" fill="#161616">${escapeHtml(title)}</text>`,
    `<text x="${GAP}" y="53" font-size="13" fill="#444444">${escapeHtml(legend)}</text>`,
  ]
  for (const [i, cell] of cells.entries()) {
    const left = GAP + (i % COLUMNS) * (CELL + GAP)
    const top = tops[Math.floor(i / COLUMNS)]
    const picture = pictures[i]
    parts.push({ input: picture.png, left, top })
    words.push(
      `<text x="${left}" y="${top + picture.height + 16}" font-size="12" font-weight="600" fill="#161616">${escapeHtml(short(cell.name))}</text>`,
      `<text x="${left}" y="${top + picture.height + 32}" font-size="11" fill="#444444">${escapeHtml(cell.words)}</text>`,
    )
  }
  const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="Segoe UI, Inter, Liberation Sans, DejaVu Sans, sans-serif">${words.join('')}</svg>`
  const page = sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
  const sheet = page.composite([...parts, { input: Buffer.from(text), left: 0, top: 0 }])
  return new Uint8Array(await sheet.png({ compressionLevel: 8 }).toBuffer())
}

async function fitted({ width, height, data }: RgbaImage) {
  const image = sharp(data, { raw: { width, height, channels: 4 }, limitInputPixels: false }).removeAlpha()
  const longest = Math.max(width, height)
  const factor = longest > CELL ? CELL / longest : Math.max(1, Math.floor(CELL / longest))
  const w = Math.max(1, Math.round(width * factor))
  const h = Math.max(1, Math.round(height * factor))
  const kernel = factor >= 1 ? 'nearest' : 'lanczos3'
  return { png: await image.resize(w, h, { kernel, fit: 'fill' }).png().toBuffer(), height: h }
}

/** Long names keep both ends: identifiers often differ only there. */
function short(name: string): string {
  return name.length <= 40 ? name : `${name.slice(0, 24)}…${name.slice(-13)}`
}
