import { KaryonError } from '../../errors'
import type { ObjectPainter } from './object-painter'
import type { ImageSize } from './segmentation'

/**
 * Paints Kaggle run lengths: pairs "start length", counted from 1, down the columns. Text without a pair is
 * no object.
 *
 * @param where file and row, for the message
 * @throws KaryonError `image-damaged` when the runs cannot be right: no whole numbers, an odd number of them,
 *   below 1, out of order, overlapping, or beyond the image
 */
export function paintKaggleRuns(painter: ObjectPainter, text: string, size: ImageSize, where: string): void {
  const words = text.trim().split(/\s+/)
  const pixels = size.width * size.height
  if (words.length % 2 !== 0)
    throw wrong(where, `has ${words.length} numbers, but starts and lengths come in pairs`)
  let behind = 0
  for (let i = 0; i < words.length; i += 2) {
    const start = wholeNumber(words[i], where) - 1
    const length = wholeNumber(words[i + 1], where)
    if (start < behind) throw wrong(where, `has a run at ${start + 1} that begins before the last one ended`)
    behind = start + length
    if (behind > pixels) {
      throw wrong(
        where,
        `has a run from ${start + 1} of ${length} pixels, beyond the ${pixels} pixels of a ${size.width} × ${size.height} image`,
      )
    }
    for (let at = start; at < behind; at++) paintColumnMajor(painter, at, size)
  }
}

/** Pixel `at` counted down the columns. */
export function paintColumnMajor(painter: ObjectPainter, at: number, size: ImageSize): void {
  const x = Math.floor(at / size.height)
  painter.pixel((at - x * size.height) * size.width + x)
}

function wholeNumber(word: string, where: string): number {
  const value = Number(word)
  if (!/^\d+$/.test(word) || value < 1 || !Number.isSafeInteger(value))
    throw wrong(where, `has "${word}" where a whole number from 1 belongs`)
  return value
}

function wrong(where: string, what: string): KaryonError {
  return new KaryonError(
    'image-damaged',
    `${where} ${what}.`,
    'Write the run lengths again as start, length pairs down the columns, counted from 1.',
  )
}
