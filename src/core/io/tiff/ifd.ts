import { KaryonError } from '../../errors'
import type { ByteSource } from '../byte-source'
import { damaged } from './tiff-errors'

/** One entry of an image file directory; its values are at `offset`, read when asked for. */
interface Entry {
  type: number
  count: number
  offset: number
}

export interface TiffHeader {
  littleEndian: boolean
  big: boolean
  /** Offset of the first image file directory. */
  firstIfd: number
}

/** Bytes per value of each TIFF field type; 0 for types that do not exist. */
const TYPE_SIZE = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8]
const TYPE_ASCII = 2
/** More values than any real tag has (a strip table of a 4 Gpx image of one-row tiles is far below). */
const MAX_VALUES = 64_000_000

/** One image file directory: a page, a thumbnail, or a sub-image. */
export class Ifd {
  constructor(
    private readonly source: ByteSource,
    readonly header: TiffHeader,
    readonly offset: number,
    private readonly entries: ReadonlyMap<number, Entry>,
  ) {}

  has(tag: number): boolean {
    return this.entries.has(tag)
  }

  count(tag: number): number {
    return this.entries.get(tag)?.count ?? 0
  }

  /** File offset of a tag's first value byte, for private binary tags. */
  valueOffset(tag: number): number {
    return this.entries.get(tag)?.offset ?? 0
  }

  /**
   * All values of a numeric tag (rationals as quotients), or undefined when it is absent or no number.
   * @throws KaryonError `file-truncated` when the values lie behind the file's end
   */
  async numbers(tag: number): Promise<number[] | undefined> {
    const entry = this.entries.get(tag)
    if (!entry || entry.type === TYPE_ASCII || entry.count > MAX_VALUES) return undefined
    const bytes = await this.source.read(entry.offset, entry.count * TYPE_SIZE[entry.type])
    return decodeNumbers(bytes, entry.type, entry.count, this.header.littleEndian)
  }

  async number(tag: number): Promise<number | undefined> {
    return (await this.numbers(tag))?.[0]
  }

  async bytes(tag: number): Promise<Uint8Array | undefined> {
    const entry = this.entries.get(tag)
    if (!entry) return undefined
    return this.source.read(entry.offset, entry.count * TYPE_SIZE[entry.type])
  }

  /** A text tag up to its first zero byte: UTF-8, or Latin-1 where it is not valid UTF-8. */
  async text(tag: number): Promise<string | undefined> {
    const bytes = await this.bytes(tag)
    if (!bytes) return undefined
    const end = bytes.indexOf(0)
    const used = end < 0 ? bytes : bytes.subarray(0, end)
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(used)
    } catch {
      return new TextDecoder('latin1').decode(used)
    }
  }
}

/**
 * The eight (classic) or sixteen (BigTIFF) bytes every TIFF begins with.
 * @throws KaryonError `file-truncated`, `image-damaged`
 */
export async function readTiffHeader(source: ByteSource): Promise<TiffHeader> {
  const head = await source.read(0, 8)
  const littleEndian = head[0] === 0x49
  const view = viewOf(head)
  // 42, in either order (see sniffFormat), is classic TIFF; 43 is BigTIFF.
  if (view.getUint16(2, littleEndian) !== 43) {
    return { littleEndian, big: false, firstIfd: view.getUint32(4, littleEndian) }
  }
  if (view.getUint16(4, littleEndian) !== 8) {
    throw damaged(
      source,
      `its BigTIFF header says offsets of ${view.getUint16(4, littleEndian)} bytes instead of 8`,
    )
  }
  const rest = viewOf(await source.read(8, 8))
  return { littleEndian, big: true, firstIfd: Number(rest.getBigUint64(0, littleEndian)) }
}

/**
 * Reads one directory and the offset of the next (0: last).
 * @throws KaryonError `file-truncated`, `image-damaged`
 */
async function readIfd(
  source: ByteSource,
  header: TiffHeader,
  offset: number,
): Promise<{ ifd: Ifd; next: number }> {
  const { littleEndian, big } = header
  const countBytes = big ? 8 : 2
  const entryBytes = big ? 20 : 12
  const inlineBytes = big ? 8 : 4
  const first = viewOf(await source.read(offset, countBytes))
  const count = big ? Number(first.getBigUint64(0, littleEndian)) : first.getUint16(0, littleEndian)
  if (count === 0 || count > 65_536) throw damaged(source, `a directory claims ${count} entries`)
  const table = await source.readUpTo(offset + countBytes, count * entryBytes + inlineBytes)
  if (table.length < count * entryBytes) await source.read(offset + countBytes, count * entryBytes)
  const view = viewOf(table)
  const entries = new Map<number, Entry>()
  for (let i = 0; i < count; i++) {
    const at = i * entryBytes
    const type = view.getUint16(at + 2, littleEndian)
    const values = big
      ? Number(view.getBigUint64(at + 4, littleEndian))
      : view.getUint32(at + 4, littleEndian)
    const size = TYPE_SIZE[type] ?? 0
    if (size === 0 || values === 0) continue
    const valueAt = at + (big ? 12 : 8)
    const inline = size * values <= inlineBytes
    const pointer = big
      ? Number(view.getBigUint64(valueAt, littleEndian))
      : view.getUint32(valueAt, littleEndian)
    const tag = view.getUint16(at, littleEndian)
    // The first of doubled tags counts, as in libtiff.
    if (!entries.has(tag)) {
      entries.set(tag, { type, count: values, offset: inline ? offset + countBytes + valueAt : pointer })
    }
  }
  // A file that ends right behind its last directory's entries has no next one.
  const end = count * entryBytes
  const hasNext = table.length >= end + inlineBytes
  const next = !hasNext
    ? 0
    : big
      ? Number(view.getBigUint64(end, littleEndian))
      : view.getUint32(end, littleEndian)
  return { ifd: new Ifd(source, header, offset, entries), next }
}

export interface IfdChain {
  ifds: Ifd[]
  /** Why the chain ended before its end, if it did. */
  brokenBecause?: string
  /** The chain leads back to one of its directories. */
  loop?: boolean
}

/** More pages than any file a microscope writes. */
const MAX_PAGES = 1_000_000

/**
 * Follows the chain of directories. A loop, or a directory that cannot be read behind the first, ends the chain
 * with a reason rather than an error: the pages before it are whole.
 */
export async function readIfdChain(
  source: ByteSource,
  header: TiffHeader,
  signal?: AbortSignal,
): Promise<IfdChain> {
  const ifds: Ifd[] = []
  const seen = new Set<number>()
  let offset = header.firstIfd
  if (offset === 0) {
    throw new KaryonError(
      'image-has-no-pixels',
      'The TIFF file holds no image at all.',
      'Export the image again from where it was made.',
      { file: source.path },
    )
  }
  while (offset !== 0) {
    signal?.throwIfAborted()
    if (seen.has(offset))
      return {
        ifds,
        loop: true,
        brokenBecause: `its list of pages leads in a circle after page ${ifds.length}`,
      }
    seen.add(offset)
    try {
      const { ifd, next } = await readIfd(source, header, offset)
      ifds.push(ifd)
      offset = next
    } catch (error) {
      if (ifds.length === 0 || !(error instanceof KaryonError)) throw error
      return { ifds, brokenBecause: `the page behind page ${ifds.length} cannot be read` }
    }
    if (ifds.length >= MAX_PAGES) return { ifds, brokenBecause: `only the first ${MAX_PAGES} pages are read` }
  }
  return { ifds }
}

function decodeNumbers(bytes: Uint8Array, type: number, count: number, le: boolean): number[] {
  const view = viewOf(bytes)
  const out = new Array<number>(count)
  for (let i = 0; i < count; i++) out[i] = decodeNumber(view, type, i, le)
  return out
}

function decodeNumber(view: DataView, type: number, i: number, le: boolean): number {
  switch (type) {
    case 3:
      return view.getUint16(i * 2, le)
    case 4:
    case 13:
      return view.getUint32(i * 4, le)
    case 5:
      return view.getUint32(i * 8, le) / view.getUint32(i * 8 + 4, le)
    case 6:
      return view.getInt8(i)
    case 8:
      return view.getInt16(i * 2, le)
    case 9:
      return view.getInt32(i * 4, le)
    case 10:
      return view.getInt32(i * 8, le) / view.getInt32(i * 8 + 4, le)
    case 11:
      return view.getFloat32(i * 4, le)
    case 12:
      return view.getFloat64(i * 8, le)
    case 16:
    case 18:
      return Number(view.getBigUint64(i * 8, le))
    case 17:
      return Number(view.getBigInt64(i * 8, le))
    default:
      return view.getUint8(i)
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
