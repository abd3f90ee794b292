import { Compression } from '../tags'
import { BitReader } from './bit-reader'
import { BLACK_RUNS, RUN_BITS, WHITE_RUNS } from './ccitt-codes'

const T4_TWO_DIMENSIONAL = 1
/** A row that could not be read to its end. */
const BAD = -1

/**
 * CCITT fax data (ITU-T T.4 and T.6; TIFF compressions 2, 3, 4 and 32771) to packed rows, white 0 and black 1.
 * As libtiff does: T.4 rows are found again by their end-of-line codes after a bad code, and T.6 data that ends
 * with an end-of-block before all rows are there leaves the rest white.
 * @throws RangeError when T.6 or run-length data holds a code that does not exist, or data ends within the image
 */
export function decodeCcitt(
  input: Uint8Array,
  compression: number,
  t4Options: number,
  width: number,
  height: number,
): Uint8Array {
  const reader = new BitReader(input)
  const stride = Math.ceil(width / 8)
  const out = new Uint8Array(stride * height)
  // Positions where the colour changes, in the row above and in this one; both end with `width`.
  let above = new Int32Array(width + 4)
  let here = new Int32Array(width + 4)
  let aboveCount = finishRow(above, 0, width)
  const isT4 = compression === Compression.CcittT4 && hasEndOfLine(input)
  for (let y = 0; y < height; y++) {
    let twoDimensional = compression === Compression.CcittT6
    if (isT4) {
      if (!skipEndOfLine(reader)) {
        throw new RangeError(`only ${y} of ${height} rows are there`)
      }
      if (t4Options & T4_TWO_DIMENSIONAL) {
        twoDimensional = reader.peek(1) === 0
        reader.skip(1)
      }
    } else if (twoDimensional && y > 0 && reader.peek(12) === 1) {
      break
    } else if (reader.ended) {
      throw new RangeError(`only ${y} of ${height} rows are there`)
    }
    let count = twoDimensional ? readRow2d(reader, above, here, width) : readRow1d(reader, here, width)
    if (count === BAD) {
      if (isT4) count = repairRow(here, width)
      else throw new RangeError(`row ${y + 1} of ${height} holds a code that does not exist`)
    }
    aboveCount = finishRow(here, count, width)
    paintRow(out, y * stride, here, aboveCount)
    ;[above, here] = [here, above]
    if (compression === Compression.CcittRle) reader.align(8)
    if (compression === Compression.CcittRleWord) reader.align(16)
  }
  return out
}

/** One-dimensional coding: white and black runs in turn. Returns the changes written, or BAD. */
function readRow1d(reader: BitReader, changes: Int32Array, width: number): number {
  let x = 0
  let count = 0
  let black = false
  while (x < width) {
    const run = readRun(reader, black)
    if (run < 0 || count > width) return markBad(changes, Math.min(count, width), x)
    x += run
    changes[count++] = Math.min(x, width)
    black = !black
  }
  return count
}

/** Two-dimensional coding against the row above (T.4 section 4.2, T.6 section 2.2). */
function readRow2d(reader: BitReader, above: Int32Array, changes: Int32Array, width: number): number {
  let a0 = 0
  let count = 0
  let black = false
  let b = 0
  let begun = false
  while (a0 < width) {
    if (count > width) return markBad(changes, width, a0)
    // b1: first change above, right of a0, to the colour opposite to a0's.
    while (b > 0 && above[b - 1] > a0) b--
    while (above[b] < width && (above[b] < a0 || (begun && above[b] === a0) || (b & 1) !== (black ? 1 : 0)))
      b++
    const b1 = above[b]
    let shift: number
    const code = reader.peek(7)
    if (code & 0x40) {
      shift = 0
      reader.skip(1)
    } else if (code >> 4 === 3 || code >> 4 === 2) {
      shift = code >> 4 === 3 ? 1 : -1
      reader.skip(3)
    } else if (code >> 4 === 1) {
      reader.skip(3)
      const first = readRun(reader, black)
      const second = first < 0 ? -1 : readRun(reader, !black)
      if (second < 0) return markBad(changes, count, a0)
      changes[count++] = Math.min(a0 + first, width)
      a0 = Math.min(a0 + first + second, width)
      changes[count++] = a0
      begun = true
      continue
    } else if (code >> 3 === 1) {
      reader.skip(4)
      a0 = b1 < width ? above[b + 1] : width
      begun = true
      continue
    } else if (code >> 1 === 3 || code >> 1 === 2) {
      shift = code >> 1 === 3 ? 2 : -2
      reader.skip(6)
    } else if (code === 3 || code === 2) {
      shift = code === 3 ? 3 : -3
      reader.skip(7)
    } else {
      return markBad(changes, count, a0)
    }
    const a1 = b1 + shift
    if (a1 < a0 || a1 > width) return markBad(changes, count, a0)
    changes[count++] = a1
    a0 = a1
    begun = true
    black = !black
  }
  return count
}

/** Remembers how far a bad row came, for `repairRow`. */
function markBad(changes: Int32Array, count: number, x: number): number {
  changes[count] = x
  changes[changes.length - 1] = count
  return BAD
}

/** A bad T.4 row keeps what it had; the rest is white. */
function repairRow(changes: Int32Array, width: number): number {
  const count = changes[changes.length - 1]
  return count & 1 ? count : finishWhite(changes, count, width)
}

function finishWhite(changes: Int32Array, count: number, width: number): number {
  changes[count] = width
  return count + 1
}

/** Ends a row's changes with `width` often enough for the row below to look ahead. */
function finishRow(changes: Int32Array, count: number, width: number): number {
  let n = count
  while (n > 0 && changes[n - 1] >= width) n--
  for (let i = n; i < n + 3 && i < changes.length; i++) changes[i] = width
  return n
}

function readRun(reader: BitReader, black: boolean): number {
  const table = black ? BLACK_RUNS : WHITE_RUNS
  let run = 0
  for (;;) {
    const entry = table[reader.peek(RUN_BITS)]
    const length = entry & 15
    if (length === 0 || length > reader.left) return -1
    reader.skip(length)
    const part = entry >> 4
    run += part
    if (part < 64) return run
  }
}

function paintRow(out: Uint8Array, row: number, changes: Int32Array, count: number): void {
  const width = changes[count]
  for (let i = 0; i < count; i += 2) {
    const from = changes[i]
    const to = i + 1 < count ? changes[i + 1] : width
    for (let x = from; x < to; x++) {
      if ((x & 7) === 0 && x + 8 <= to) {
        out[row + (x >> 3)] = 0xff
        x += 7
      } else out[row + (x >> 3)] |= 0x80 >> (x & 7)
    }
  }
}

/** Skips to behind the next end-of-line code (eleven zeros or more, then a one); false when there is none. */
function skipEndOfLine(reader: BitReader): boolean {
  while (reader.left >= 12 && reader.peek(11) !== 0) reader.skip(1)
  while (reader.left > 0 && reader.peek(1) === 0) reader.skip(1)
  if (reader.left <= 0) return false
  reader.skip(1)
  return true
}

/** Some writers call their data T.4 although it has no end-of-line codes: it is run-length data then. */
function hasEndOfLine(input: Uint8Array): boolean {
  const reader = new BitReader(input.subarray(0, 4096))
  while (reader.left >= 12) {
    if (reader.peek(12) === 1) return true
    reader.skip(1)
  }
  return false
}
